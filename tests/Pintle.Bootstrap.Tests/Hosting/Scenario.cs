using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Pintle.Bootstrap.Tests.Hosting;

/// <summary>
/// One start of the real bootstrap: a layer and a function in a folder of their own, a scripted Runtime API, and Lambda's environment, in the child only. Everything may be changed
/// before <see cref="RunAsync"/>. With PINTLE_KEEP_SCENARIOS set, the folder stays for looking at.
/// </summary>
internal sealed partial class Scenario : IAsyncDisposable
{
    private const int Terminate = 15; // SIGTERM
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    private readonly string _folder = Directory.CreateTempSubdirectory("pintle-bootstrap-").FullName;
    private Process? _process;
    private Task<string>? _standardError;
    private string _standardOutput = "";

    /// <param name="layerName">Name of the layer's folder.</param>
    public Scenario(string layerName = "opt")
    {
        Layer = new FakeLayer($"{_folder}/{layerName}");
        Function = new FakeFunction($"{_folder}/task");
        Environment = new()
        {
            ["PATH"] = "/usr/local/bin:/usr/bin:/bin",
            ["AWS_LAMBDA_RUNTIME_API"] = Api.Endpoint,
            ["LAMBDA_TASK_ROOT"] = Function.Root,
            ["_HANDLER"] = FakeFunction.Handler,
            ["MOCK_CORECLR_ECHO"] = EchoPath,
        };
    }

    public FakeLayer Layer { get; }
    public FakeFunction Function { get; }
    public ScriptedRuntimeApi Api { get; } = new();

    /// <summary>The child's whole environment.</summary>
    public Dictionary<string, string?> Environment { get; }

    public string[] Arguments { get; set; } = [];

    /// <summary>A command that starts the bootstrap; its path and arguments are added.</summary>
    public string[] Through { get; set; } = [];

    /// <summary>A file of the scenario's folder, which goes with it.</summary>
    public string PathOf(string name) => $"{_folder}/{name}";

    /// <summary>What goes wrong inside the mock CLR; see its Script type.</summary>
    public string Fails { set => Environment["MOCK_CORECLR_FAILS"] = value; }

    private string EchoPath => $"{_folder}/echo";

    /// <summary>Runs the bootstrap to its end.</summary>
    public async Task<Outcome> RunAsync()
    {
        Start();
        return await EndAsync();
    }

    public void Start()
    {
        string[] command = [.. Through, Layer.Bootstrap, .. Arguments];
        var start = new ProcessStartInfo(command[0], command[1..]) { WorkingDirectory = _folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Clear();
        foreach (var (name, value) in Environment)
        {
            if (value is not null)
                start.Environment[name] = value;
        }
        _process = ExecutableFile.Start(start);
        _standardError = _process.StandardError.ReadToEndAsync();
    }

    /// <summary>Waits for one line on stdout.</summary>
    public async Task<string> ReadLineAsync()
    {
        var line = await _process!.StandardOutput.ReadLineAsync().WaitAsync(Limit);
        _standardOutput += line + "\n";
        return line ?? "(end)";
    }

    public void SendTerminate() => Assert.Equal(0, Kill(_process!.Id, Terminate));

    public async Task<Outcome> EndAsync()
    {
        var output = _process!.StandardOutput.ReadToEndAsync();
        var isEnded = true;
        try
        {
            await _process.WaitForExitAsync(new CancellationTokenSource(Limit).Token);
        }
        catch (OperationCanceledException)
        {
            isEnded = false;
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
        await Api.DrainAsync();
        var echo = File.Exists(EchoPath) ? await File.ReadAllLinesAsync(EchoPath) : [];
        var outcome = new Outcome($"{Layer.Bootstrap} {string.Join(' ', Arguments)}", _process.ExitCode, _standardOutput + await output, await _standardError!, Api.Requests, echo);
        TestContext.Current.TestOutputHelper?.WriteLine(outcome.ToString());
        return isEnded ? outcome : throw new TimeoutException($"Expected the bootstrap to end within {Limit}.\n{outcome}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
            _process.Kill(entireProcessTree: true);
        _process?.Dispose();
        await Api.DisposeAsync();
        if (System.Environment.GetEnvironmentVariable("PINTLE_KEEP_SCENARIOS") is null)
            Directory.Delete(_folder, recursive: true);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
