using System.Text.Json;

namespace Pintle.Testing.Tests;

/// <summary>Functions whose bootstrap is the probe, in a task folder of their own.</summary>
internal static class ProbeFunction
{
    public static TheoryData<SandboxKind> AllSandboxes => [SandboxKind.Bubblewrap, SandboxKind.Namespaces, SandboxKind.Folders];

    public static TheoryData<SandboxKind> IsolatingSandboxes => [SandboxKind.Bubblewrap, SandboxKind.Namespaces];

    public static LambdaFunctionOptions Options(SandboxKind kind = SandboxKind.Auto, params (string Name, string Value)[] environment) => new()
    {
        Layer = ProbeBuild.Folder,
        Function = TaskFolder.Shared,
        Handler = "Probe::Probe.Function::Handle",
        Sandbox = kind,
        Timeout = TimeSpan.FromSeconds(20),
        Environment = environment.ToDictionary(v => v.Name, v => v.Value),
    };

    public static Task<LambdaFunction> StartAsync(CancellationToken cancellationToken, SandboxKind kind = SandboxKind.Auto, params (string Name, string Value)[] environment) =>
        StartAsync(Options(kind, environment), cancellationToken);

    public static async Task<LambdaFunction> StartAsync(LambdaFunctionOptions options, CancellationToken cancellationToken)
    {
        if (await SandboxSelection.WhyNotAsync(options.Sandbox) is { } whyNot)
            Assert.Skip($"needs {(options.Sandbox == SandboxKind.Bubblewrap ? "bubblewrap (apt-get install bubblewrap)" : "util-linux and unprivileged user namespaces")}: {whyNot}");

        return await LambdaFunction.StartAsync(options, cancellationToken);
    }

    /// <summary>Ends what <c>hang-unmarked</c> waits for, until <c>/tmp</c> is emptied. The probe's own mark would come too late where its start takes longer than the init phase may.</summary>
    public static void LetStart(this LambdaFunction function) => File.WriteAllText(Path.Combine(function.TemporaryFolder, "probe-was-here"), "");

    /// <summary>Sends a command to the probe and reads its answer.</summary>
    public static async Task<JsonElement> AskAsync(this LambdaFunction function, string command)
    {
        var result = await function.InvokeAsync($"\"{command}\"", cancellationToken: TestContext.Current.CancellationToken);
        Assert.False(result.IsError, result.ToString());
        return JsonDocument.Parse(result.Payload).RootElement;
    }

    /// <summary>A function's folder with one file.</summary>
    private static class TaskFolder
    {
        public static string Shared { get; } = Create();

        private static string Create()
        {
            var folder = Directory.CreateTempSubdirectory("pintle-test-task-").FullName;
            File.WriteAllText(Path.Combine(folder, "Probe.txt"), "the function");

            // As a published one has it: one that is closed to others is copied.
            UnixModes.Set(folder, UnixModes.Executable);
            AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
            return folder;
        }
    }
}
