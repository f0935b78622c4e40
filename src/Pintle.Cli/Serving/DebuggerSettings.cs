using Pintle.Testing;

namespace Pintle.Cli.Serving;

/// <summary>An environment for a debugger: it waits for one before the handler is loaded, nothing ends it for the time it takes, and its processes are the host's own, so that the id that is printed is the one to attach to.</summary>
internal static class DebuggerSettings
{
    public static LambdaFunctionOptions Apply(LambdaFunctionOptions options, Action<int> started) => options with
    {
        WaitsForDebugger = true,
        MaxEnvironments = 1,

        // Calls that a debugger holds up must wait their turn and not be refused. A concurrency of 0 stays 0.
        ReservedConcurrency = options.ReservedConcurrency == 0 ? 0 : null,
        Sandbox = SandboxKind.Folders,
        ProcessStarted = started,
    };

    /// <summary>What a debugger would look for beside the CLR and not find; null where it is there, or where a zip hides it.</summary>
    public static string? WhatIsMissing(string layer) => Directory.Exists(Path.Combine(layer, "pintle", "dotnet")) && !File.Exists(Path.Combine(layer, "pintle", "dotnet", "libmscordbi.so"))
        ? "Expected libmscordbi.so in the layer, which debuggers load, found none. Most attach only with it: build the layer with --keep debugger, or leave --layer out."
        : null;

    public static string Advice(string function, int processId) =>
        $$"""
        {{function}}: process {{processId}} waits for a debugger. Rider: Run, Attach to Process, {{processId}}. VS Code, in launch.json:
          { "name": "{{function}}", "type": "coreclr", "request": "attach", "processId": "{{processId}}" }
        """;
}
