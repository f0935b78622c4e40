using System.Diagnostics;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

/// <summary><c>pintle serve</c> as a process of its own, so that it can be sent signals.</summary>
internal sealed class ServeProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly Process _process;
    private readonly Task<string> _errors;

    private ServeProcess(Process process) => (_process, _errors) = (process, process.StandardError.ReadToEndAsync());

    public string Address { get; private set; } = "";

    /// <summary>The command line that it printed to be tried.</summary>
    public string Advice { get; private set; } = "";

    public static async Task<ServeProcess> StartAsync(string handler, string function, params string[] options)
    {
        var layer = await BuiltLayer.GetAsync();
        // env: a runner that was itself started in the background may have SIGINT ignored, and would hand that down.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", Path.Combine(AppContext.BaseDirectory, "pintle.dll"), "serve", "--function", function, "--handler", handler, "--layer", layer.Directory, .. options])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var serve = new ServeProcess(Process.Start(start)!);
        serve.Address = await serve.LineAsync();
        serve.Advice = await serve.LineAsync();
        return serve;
    }

    /// <returns>The exit code, and all of standard error.</returns>
    public async Task<(int ExitCode, string Messages)> SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Limit);
        return (_process.ExitCode, await _errors);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<string> LineAsync()
    {
        if (await _process.StandardOutput.ReadLineAsync().WaitAsync(Limit) is { } line)
            return line;
        Assert.Fail($"Expected pintle serve to print its address, but it ended:\n{await _errors}");
        return "";
    }
}
