using SandboxProbe;

// A stand-in for a runtime, with which the sandbox and the life cycle are tested for real: each event is a command, and the response says what the probe saw.
// What it does before its first /next is told by environment variables, as a function's would be.
var api = new RuntimeApiClient(Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API")!);

if (Path.GetFileName(Path.GetDirectoryName(Environment.ProcessPath)) == "extensions")
{
    ExtensionRole.Run(api, Environment.GetEnvironmentVariable("PROBE_EXTENSION") ?? "");
    return;
}

if (Environment.GetEnvironmentVariable("PROBE_LIFELINE") is { } lifeline)
    Lifeline.Open(lifeline);

if (Environment.GetEnvironmentVariable("PROBE_SIGTERM") == "exit")
    Signals.ExitOnSigterm();

Console.WriteLine("probe starts");
Initialization.Run(api, Environment.GetEnvironmentVariable("PROBE_INIT") ?? "");

while (true)
{
    var (id, command) = api.Next();
    var answer = Commands.Run(command);
    if (answer.IsError)
        api.Post($"/2018-06-01/runtime/invocation/{id}/error", answer.Body, "Lambda-Runtime-Function-Error-Type: Function.ProbeFailed\r\n");
    else
        api.Post($"/2018-06-01/runtime/invocation/{id}/response", answer.Body);
}
