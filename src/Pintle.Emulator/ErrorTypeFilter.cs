using System.Text.RegularExpressions;

namespace Pintle.Emulator;

/// <summary>Decides which error types of a runtime the service keeps.</summary>
internal static partial class ErrorTypeFilter
{
    public const string Unknown = "Runtime.Unknown";

    /// <summary>The type itself when it is a <c>Runtime.</c> or <c>Function.</c> one, else <see cref="Unknown"/>.</summary>
    public static string Keep(string? type) => type is not null && Pattern().IsMatch(type) ? type : Unknown;

    // \z and not $, which would let a trailing newline through.
    [GeneratedRegex(@"\A(Runtime|Function)\.[A-Z][A-Za-z]+\z")]
    private static partial Regex Pattern();
}
