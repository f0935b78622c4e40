using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;

namespace Pintle.Bootstrap.Tests.Hosting;

/// <summary>
/// The real bootstrap and the mock libcoreclr.so, compiled once for a test run. They have a folder of artifacts of their own, so that no other build of the same projects is disturbed.
/// </summary>
internal static class NativePrograms
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(80);
    private static readonly Lazy<(string Bootstrap, string MockCoreClr)> Published = new(Publish);

    public static string Bootstrap => Published.Value.Bootstrap;
    public static string MockCoreClr => Published.Value.MockCoreClr;

    private static string Rid => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? "linux-arm64" : "linux-x64";

    private static (string Bootstrap, string MockCoreClr) Publish()
    {
        var root = RepositoryRoot();
        var output = Path.Combine(root, "artifacts", "bootstrap-tests");
        // Another run of these tests, in another process, waits until this one has published.
        using var turn = new Mutex(initiallyOwned: false, "Global\\pintle-bootstrap-tests");
        if (!Wait(turn))
            throw new TimeoutException($"Expected the other run that publishes into {output} to end within {Limit}.");
        try
        {
            var bootstrap = Publish(root, output, "src/Pintle.Bootstrap");
            var mock = Publish(root, output, "tests/MockCoreClr");
            return (Path.Combine(bootstrap, "bootstrap"), Path.Combine(mock, "libcoreclr.so"));
        }
        finally
        {
            turn.ReleaseMutex();
        }
    }

    private static bool Wait(Mutex turn)
    {
        try
        {
            return turn.WaitOne(Limit);
        }
        catch (AbandonedMutexException)
        {
            return true;
        }
    }

    private static string Publish(string root, string output, string project)
    {
        string[] arguments =
        [
            "publish", Path.Combine(root, project), "--configuration", "Release", "--runtime", Rid, "--nologo",
            $"-p:ArtifactsPath={output}", "-m:1", "-nodeReuse:false", "-p:RunAnalyzers=false", .. Linker(),
        ];
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments)
        {
            WorkingDirectory = root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // What `dotnet test` set for its own MSBuild is not for this one.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
            start.Environment.Remove(name);

        var transcript = new StringBuilder($"dotnet {string.Join(' ', arguments)}\n");
        var exitCode = Run(start, transcript);
        return exitCode == 0
            ? Path.Combine(output, "publish", Path.GetFileName(project), "release_" + Rid)
            : throw new InvalidOperationException($"Expected the publish to succeed, but it ended with {exitCode}:\n{transcript}");
    }

    private static int Run(ProcessStartInfo start, StringBuilder transcript)
    {
        using var process = ExecutableFile.Start(start);
        var gate = new Lock();
        DataReceivedEventHandler keep = (_, line) =>
        {
            lock (gate)
                transcript.AppendLine(line.Data);
        };
        process.OutputDataReceived += keep;
        process.ErrorDataReceived += keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        if (process.WaitForExit(Limit))
            return process.ExitCode;
        process.Kill(entireProcessTree: true);
        throw new TimeoutException($"Expected the publish to end within {Limit}:\n{transcript}");
    }

    /// <summary>clang is the SDK's own choice; gcc does as well.</summary>
    private static string[] Linker()
    {
        if (IsOnPath("clang"))
            return [];
        return IsOnPath("gcc")
            ? ["-p:CppCompilerAndLinker=gcc"]
            : throw new InvalidOperationException("Expected clang or gcc on the PATH, to link the bootstrap. Install one of them: on Debian and Ubuntu the package gcc, on Fedora and Amazon Linux gcc too.");
    }

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    public static string Root => RepositoryRoot();

    private static string RepositoryRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Pintle.slnx")))
                return folder.FullName;
        }
        throw new InvalidOperationException($"Expected Pintle.slnx in a folder above {AppContext.BaseDirectory}: run the tests from inside the repository.");
    }
}
