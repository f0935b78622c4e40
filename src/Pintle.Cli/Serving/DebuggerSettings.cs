using Pintle.Testing;

namespace Pintle.Cli.Serving;

/// <summary>An environment for a debugger: it waits for one before the handler is loaded, nothing ends it for the time it takes, and its processes are the host's own, so that the id that is printed is the one to attach to.</summary>
internal static class DebuggerSettings
{
    public static LambdaFunctionOptions Apply(LambdaFunctionOptions options, Action<int> started) => options with
    {
        WaitsForDebugger = true,
        MaxEnvironments = 1,
        Sandbox = SandboxKind.Folders,
        ProcessStarted = started,
    };

    public static string Advice(string function, int processId) =>
        $$"""
        {{function}}: process {{processId}} waits for a debugger. Rider: Run, Attach to Process, {{processId}}. VS Code, in launch.json:
          { "name": "{{function}}", "type": "coreclr", "request": "attach", "processId": "{{processId}}" }
        """;
}
