using System.Globalization;

namespace SandboxProbe;

/// <summary>What the probe does before it asks for its first event.</summary>
internal static class Initialization
{
    private const string Marker = "/tmp/probe-was-here";

    public static void Run(RuntimeApiClient api, string what)
    {
        if (what.StartsWith("exit:", StringComparison.Ordinal))
            Environment.Exit(int.Parse(what[5..], CultureInfo.InvariantCulture));

        switch (what)
        {
            case "error":
                Fail(api);
                break;
            case "error-and-stay":
                api.Post("/2018-06-01/runtime/init/error", "{}"u8.ToArray());
                Thread.Sleep(Timeout.Infinite);
                break;
            case "hang":
                Thread.Sleep(Timeout.Infinite);
                break;
            case "hang-unmarked" when !File.Exists(Marker):
                Thread.Sleep(Timeout.Infinite);
                break;
            case "error-once" when !File.Exists(Marker):
                File.WriteAllText(Marker, "");
                Fail(api);
                break;
        }
    }

    private static void Fail(RuntimeApiClient api)
    {
        Console.Error.WriteLine("probe cannot start");
        api.Post(
            "/2018-06-01/runtime/init/error",
            """{"errorType":"Runtime.ProbeCannotStart","errorMessage":"as asked"}"""u8.ToArray(),
            "Lambda-Runtime-Function-Error-Type: Runtime.ProbeCannotStart\r\n");
        Environment.Exit(3);
    }
}
