using Pintle.Shared;

namespace Pintle.Cli.Parsing;

/// <summary>What a user typed, as a message shows it: quoted, on one line, bounded.</summary>
internal static class Found
{
    public static string Quoted(string text) => $"\"{Quote.Bounded(string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c)))}\"";
}
