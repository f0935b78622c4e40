// The runtime looks for this type outside of all namespaces.
/// <summary>Leaves a mark that the function's code can see, or fails as it is told to.</summary>
internal static class StartupHook
{
    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable("HOOK") == "throw")
            throw new InvalidOperationException("thrown by the hook");
        if (Environment.GetEnvironmentVariable("HOOK") == "leave")
            Handlers.LeftBehind.LeaveWhatFlows("hook");
        Environment.SetEnvironmentVariable("HOOKED", $"{Environment.GetEnvironmentVariable("HOOKED")}+hooked");
        Console.WriteLine("the hook has run");
    }
}
