namespace Pintle.MockCoreClr;

/// <summary>The file in which the test reads what arrived: one line for each thing, its fields separated by tabs. It is appended to at once, so that it is complete however the process ends.</summary>
internal static class Echo
{
    private static readonly Lock Gate = new();

    public static void Write(params ReadOnlySpan<string?> fields)
    {
        if (!Script.Echoes)
            return;
        lock (Gate)
            File.AppendAllText(Script.EchoPath, string.Join('\t', fields) + "\n");
    }

    /// <summary>A variable as the CLR would see it at this moment; "(unset)" when it is not there.</summary>
    public static void WriteVariable(string name) => Write("environment", name, Environment.GetEnvironmentVariable(name) ?? "(unset)");
}
