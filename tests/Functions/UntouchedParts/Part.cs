using System.Runtime.CompilerServices;

namespace UntouchedParts;

/// <summary>Of a module that a function reaches through a member of its event only.</summary>
public sealed class Part
{
    /// <summary>Where the initializer of this module tells when it has run: asking for a member of the module would run it.</summary>
    public const string Key = "UntouchedParts";

    public string? Text { get; set; }

#pragma warning disable CA2255 // It is what the tests are about.
    [ModuleInitializer]
    internal static void Run() => AppContext.SetData(Key, Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID") is null ? "init" : "invocation");
#pragma warning restore CA2255
}
