using System.Reflection;
using SelfPolling;

// An executable assembly: top-level statements, an asynchronous Main, a loop of its own. SELF_POLLING says how it ends instead.
switch (Environment.GetEnvironmentVariable("SELF_POLLING"))
{
    case "return":
        return 42;
    case "exit":
        Environment.Exit(43);
        break;
    case "throw":
        throw new InvalidOperationException("thrown by Main");
    case "throw-async":
        await Task.Yield();
        throw new InvalidOperationException("thrown by an asynchronous Main");
}

var isKilled = false;
using var loop = new RuntimeApiLoop();
await loop.RunAsync(async text =>
{
    await Task.Yield();
    return text switch
    {
        "\"who\"" => (Who(args), false),
        "\"fail\"" => throw new InvalidOperationException("asked to"),
        "\"kill\"" => (text, isKilled = true),
        _ => (text, text == "\"last\""),
    };
});
if (isKilled)
    System.Diagnostics.Process.GetCurrentProcess().Kill();
return 7;

static string Who(string[] arguments)
{
    var entry = Assembly.GetEntryAssembly()!;
    return $$"""
        {"entry":"{{entry.GetName().Name}}","isThis":{{(entry == typeof(RuntimeApiLoop).Assembly ? "true" : "false")}},"arguments":{{arguments.Length}},"commandLine":{{Environment.GetCommandLineArgs().Length}},"base":"{{AppContext.BaseDirectory}}","file":"{{Path.GetFileName(Environment.GetCommandLineArgs()[0])}}"}
        """;
}
