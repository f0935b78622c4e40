using System.Text;

namespace SandboxProbe;

/// <summary>The probe as an external extension: it registers for both events, writes each event to a file in /tmp, and ends at SHUTDOWN.</summary>
internal static class ExtensionRole
{
    private static readonly string Events = Path.Combine(Path.GetTempPath(), "probe-extension-events");

    public static void Run(RuntimeApiClient api, string what)
    {
        if (what == "crash")
            Environment.Exit(5);

        var name = Path.GetFileName(Environment.ProcessPath);
        var (head, body) = api.Send("POST", "/2020-01-01/extension/register", """{"events":["INVOKE","SHUTDOWN"]}""", $"Lambda-Extension-Name: {name}\r\nLambda-Extension-Accept-Feature: accountId\r\n");
        const string Header = "Lambda-Extension-Identifier: ";
        var id = head.Split("\r\n").First(line => line.StartsWith(Header, StringComparison.OrdinalIgnoreCase));
        Write($"{name} {Encoding.UTF8.GetString(body)}");
        if (what == "init-error")
        {
            _ = api.Send("POST", "/2020-01-01/extension/init/error", "{}", $"{id}\r\nLambda-Extension-Function-Error-Type: Extension.ProbeCannotStart\r\n");
            Environment.Exit(6);
        }

        if (what.StartsWith("telemetry ", StringComparison.Ordinal))
        {
            var (status, _) = api.Send(
                "PUT",
                "/2022-07-01/telemetry",
                $$$"""{"schemaVersion":"2022-12-13","types":["platform","function","extension"],"buffering":{"timeoutMs":25},"destination":{"protocol":"{{{what["telemetry ".Length..].Split(':')[0].ToUpperInvariant()}}}","URI":"{{{what["telemetry ".Length..]}}}"}}""",
                $"{id}\r\n");
            Console.WriteLine($"extension subscribed: {status.Split("\r\n")[0]}");
        }

        while (true)
        {
            var (_, json) = api.Send("GET", "/2020-01-01/extension/event/next", "", $"{id}\r\n");
            var text = Encoding.UTF8.GetString(json);
            Write(text);
            if (what == "crash-at-invoke")
                Environment.Exit(7);
            if (what == "deaf" && text.Contains("SHUTDOWN", StringComparison.Ordinal))
                Thread.Sleep(Timeout.Infinite);
            if (text.Contains("SHUTDOWN", StringComparison.Ordinal))
                return;
        }
    }

    private static void Write(string line) => File.AppendAllText(Events, line + "\n");
}
