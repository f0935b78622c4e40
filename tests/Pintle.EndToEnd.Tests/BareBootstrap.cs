using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>How a bootstrap ended: its exit code (128 and the number for a signal), and what it wrote.</summary>
internal sealed record BareEnd(int ExitCode, string Output, string Errors)
{
    public string[] Lines => Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}

/// <summary>The built layer's bootstrap in plain folders, with nothing between it and the test: what it is told, and how it ends. Its environment holds a secret that nothing may show.</summary>
internal sealed partial class BareBootstrap : IDisposable
{
    /// <summary>In a variable and in each event.</summary>
    public const string Secret = "hush-4711";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>What the kernel tells of a thread that waits.</summary>
    private static readonly string[] OfThread = ["comm", "wchan", "syscall", "stack"];

    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _expected = new(StringComparer.Ordinal);
    private string _written = "";

    private BareBootstrap(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _errors = ReadAsync(process.StandardError);
    }

    public int ProcessId => _process.Id;

    public bool HasEnded => _process.HasExited;

    /// <param name="api">The Runtime API's address.</param>
    /// <param name="handler">Of one of the test functions.</param>
    /// <param name="layer">The layer's folder; the built one when left out.</param>
    /// <param name="variables">Added to the environment.</param>
    /// <param name="through">A command that starts the bootstrap; its path is added.</param>
    public static async Task<BareBootstrap> StartAsync(string api, string handler, string? layer = null, (string Name, string Value)[]? variables = null, string[]? through = null)
    {
        layer ??= (await BuiltLayer.GetAsync()).Directory;
        var function = await PublishedFunctions.TestFunctionAsync(handler.Split("::")[0]);
        string[] command = [.. through ?? [], $"{layer}/bootstrap"];
        var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = function, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        start.Environment["PATH"] = "/usr/local/bin:/usr/bin:/bin";
        start.Environment["_HANDLER"] = handler;
        start.Environment["LAMBDA_TASK_ROOT"] = function;
        start.Environment["AWS_LAMBDA_RUNTIME_API"] = api;
        start.Environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = "512";
        start.Environment["SECRET"] = Secret;
        foreach (var (name, value) in variables ?? [])
            start.Environment[name] = value;
        return new BareBootstrap(Process.Start(start)!);
    }

    /// <summary>Starts it and waits for its end.</summary>
    public static async Task<BareEnd> RunAsync(string api, string handler, string? layer = null, (string Name, string Value)[]? variables = null, string[]? through = null)
    {
        using var bootstrap = await StartAsync(api, handler, layer, variables, through);
        return await bootstrap.EndAsync();
    }

    /// <summary>Waits for the end. The secret is in nothing that it wrote.</summary>
    public async Task<BareEnd> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Limit, TestContext.Current.CancellationToken);
        var end = new BareEnd(_process.ExitCode, await _output, await _errors);
        TestContext.Current.TestOutputHelper?.WriteLine(end.ToString());
        Assert.DoesNotContain(Secret, end.Output + end.Errors, StringComparison.Ordinal);
        return end;
    }

    /// <summary>Whether it ended within that time; when not, what each of its threads waits for is in the test's output.</summary>
    public async Task<bool> EndsWithinAsync(TimeSpan limit)
    {
        try
        {
            await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(limit, TestContext.Current.CancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            foreach (var thread in Directory.EnumerateDirectories($"/proc/{_process.Id}/task"))
                TestContext.Current.TestOutputHelper?.WriteLine(string.Join(" | ", OfThread.Select(name => File.ReadAllText($"{thread}/{name}").Trim().ReplaceLineEndings(" "))));
            return false;
        }
    }

    /// <summary>Ends when that text was on standard error.</summary>
    public Task WroteAsync(string text)
    {
        var expected = _expected.GetOrAdd(text, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        Tell();
        return expected.Task.WaitAsync(Limit, TestContext.Current.CancellationToken);
    }

    public void Send(int signal) => Assert.Equal(0, Kill(_process.Id, signal));

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private async Task<string> ReadAsync(StreamReader errors)
    {
        while (await errors.ReadLineAsync() is { } line)
        {
            _written += line + "\n";
            Tell();
        }

        return _written;
    }

    private void Tell()
    {
        foreach (var (text, expected) in _expected)
        {
            if (_written.Contains(text, StringComparison.Ordinal))
                expected.TrySetResult();
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
