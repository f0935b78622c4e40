using System.Reflection;

namespace Pintle.Host;

/// <summary>
/// What Environment.GetCommandLineArgs gives: bootstrap and the handler string. CoreCLR leaves the list empty under a host that calls delegates, and libraries take its first element.
/// </summary>
internal static class CommandLineArguments
{
    /// <summary>A field of the framework's own, where there is no public way; a later framework without it keeps its empty list.</summary>
    private const string Field = "s_commandLineArgs";

    public static void Set(string handler) => typeof(Environment).GetField(Field, BindingFlags.Static | BindingFlags.NonPublic)?.SetValue(null, (string[])[Environment.ProcessPath ?? "bootstrap", handler]);
}
