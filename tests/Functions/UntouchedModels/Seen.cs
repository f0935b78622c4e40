namespace UntouchedModels;

/// <summary>What of the function's code has run, in its order.</summary>
public static class Seen
{
    private static readonly List<string> Events = [];

    /// <summary>Nothing sets the variable before the first event has arrived.</summary>
    public static void Note(string what)
    {
        var when = Environment.GetEnvironmentVariable("_X_AMZN_TRACE_ID") is null ? "init" : "invocation";
        lock (Events)
            Events.Add($"{what} in {when}");
    }

    public static string All
    {
        get
        {
            lock (Events)
                return string.Join(", ", Events);
        }
    }
}
