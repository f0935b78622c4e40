using System.Diagnostics;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

/// <summary><c>pintle serve</c> as a process of its own, so that it can be sent signals.</summary>
internal sealed class ServeProcess : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(20);

    private readonly Process _process;
    private readonly Task<string> _errors;
    private readonly List<string> _messages = [];
    private readonly List<(string Text, int Times, TaskCompletionSource<string> Seen)> _waiting = [];

    private ServeProcess(Process process) => (_process, _errors) = (process, ReadMessagesAsync(process.StandardError));

    public string Address { get; private set; } = "";

    /// <summary>The command line that it printed to be tried.</summary>
    public string Advice { get; private set; } = "";

    /// <summary>The names and URLs of the fronts, in the order of their lines.</summary>
    public IReadOnlyList<(string Name, string Url)> Fronts { get; private set; } = [];

    public static Task<ServeProcess> StartAsync(string handler, string function, params string[] options) => StartAsync(1, ["--function", function, "--handler", handler, .. options]);

    /// <param name="fronts">How many lines with a front's URL to wait for.</param>
    /// <param name="arguments">What stands after <c>serve</c>; the default layer when they name none.</param>
    public static async Task<ServeProcess> StartAsync(int fronts, params string[] arguments)
    {
        var serve = await LaunchAsync(arguments);
        await serve.ReadAddressAsync(fronts);
        return serve;
    }

    /// <summary>Waits for the lines that say where it serves.</summary>
    public async Task ReadAddressAsync(int fronts)
    {
        Address = await LineAsync();
        Advice = await LineAsync();
        var lines = new List<string>();
        for (var i = 0; i < fronts; i++)
            lines.Add(await LineAsync());
        Fronts = [.. lines.Select(line => (line.Split(' ')[0], line.Split(' ')[1]))];
    }

    /// <summary>Starts it without waiting for its address.</summary>
    public static async Task<ServeProcess> LaunchAsync(params string[] arguments)
    {
        string[] layer = arguments.Contains("--layer") ? [] : ["--layer", (await BuiltLayer.GetAsync()).Directory];
        // env: a runner that was itself started in the background may have SIGINT ignored, and would hand that down.
        var start = new ProcessStartInfo("env", ["--default-signal=INT", "dotnet", Path.Combine(AppContext.BaseDirectory, "pintle.dll"), "serve", .. arguments, .. layer])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new ServeProcess(Process.Start(start)!);
    }

    /// <summary>The first line on standard error that holds a text, from before or from now on; or a later one.</summary>
    /// <param name="text">Anywhere in the line.</param>
    /// <param name="times">1 for the first.</param>
    public Task<string> MessageAsync(string text, int times = 1)
    {
        lock (_messages)
        {
            if (Find(text, times) is { } line)
                return Task.FromResult(line);

            var seen = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((text, times, seen));
            return seen.Task.WaitAsync(Limit);
        }
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

    private async Task<string> ReadMessagesAsync(StreamReader errors)
    {
        while (await errors.ReadLineAsync() is { } line)
        {
            lock (_messages)
            {
                _messages.Add(line);
                foreach (var (text, times, seen) in _waiting)
                {
                    if (Find(text, times) is { } found)
                        _ = seen.TrySetResult(found);
                }
            }
        }

        lock (_messages)
            return string.Join('\n', _messages);
    }

    private string? Find(string text, int times) => _messages.Where(line => line.Contains(text, StringComparison.Ordinal)).ElementAtOrDefault(times - 1);

    private async Task<string> LineAsync()
    {
        if (await _process.StandardOutput.ReadLineAsync().WaitAsync(Limit) is { } line)
            return line;
        Assert.Fail($"Expected pintle serve to print its address, but it ended:\n{await _errors}");
        return "";
    }
}
