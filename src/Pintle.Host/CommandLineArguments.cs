using System.Reflection;

namespace Pintle.Host;

/// <summary>
/// What Environment.GetCommandLineArgs gives: the handler's assembly and the handler string, as an application gets its own assembly and its arguments. CoreCLR leaves the list empty under a
/// host that calls delegates, and libraries take its first element.
/// </summary>
internal static class CommandLineArguments
{
    /// <summary>A field of the framework's own, where there is no public way; a later framework without it keeps its empty list.</summary>
    private const string Field = "s_commandLineArgs";

    public static void Set(Assembly assembly, string handler) => typeof(Environment).GetField(Field, BindingFlags.Static | BindingFlags.NonPublic)?.SetValue(null, (string[])[assembly.Location, handler]);
}
