namespace Pintle.Host;

/// <summary>
/// Notices when the function's own Amazon.Lambda.Core is loaded, whoever needs it first, and connects what a runtime has to connect. Loads nothing in the ordinary mode: a function may have none.
/// </summary>
internal static class AmazonCore
{
    private const string Name = "Amazon.Lambda.Core";

    public static bool IsConnected { get; private set; }

    public static void Watch() => AppDomain.CurrentDomain.AssemblyLoad += Attach;

    /// <summary>Loads it where the function has it: with several invocations at once, one of them must not run before it is connected.</summary>
    public static void Load() => _ = OptionalAssembly.Load(Name);

    private static void Attach(object? sender, AssemblyLoadEventArgs loaded)
    {
        if (loaded.LoadedAssembly.FullName?.StartsWith(Name + ",", StringComparison.Ordinal) != true)
            return;
        AppDomain.CurrentDomain.AssemblyLoad -= Attach;
        TraceProvider.Attach(loaded.LoadedAssembly);
        StreamFactory.Attach(loaded.LoadedAssembly);
        IsConnected = true;
    }
}
