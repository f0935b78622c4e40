using System.Diagnostics;

[assembly: AssemblyFixture(typeof(Pintle.Testing.Tests.ProbeBuild))]

namespace Pintle.Testing.Tests;

/// <summary>Compiles tests/SandboxProbe once for a test run, behind a lock that other runs in the same folder see.</summary>
public sealed class ProbeBuild : IAsyncLifetime
{
    /// <summary>Names the folder to a test program that is started by another user, who can't compile it.</summary>
    public const string FolderVariable = "PINTLE_TEST_PROBE";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(50);
    private static readonly string[] Compilers = ["clang", "gcc"];
    private static string? s_folder;
    private static string? s_whyNot;

    /// <summary>The folder that holds the probe's <c>bootstrap</c>; skips the test when there is no compiler to make it with.</summary>
    public static string Folder
    {
        get
        {
            Assert.SkipWhen(s_folder is null, s_whyNot ?? "the probe was not built");
            return s_folder!;
        }
    }

    public async ValueTask InitializeAsync()
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is { } built)
        {
            s_folder = built;
            return;
        }

        var compiler = Compilers.FirstOrDefault(name => File.Exists($"/usr/bin/{name}") || File.Exists($"/usr/local/bin/{name}"));
        if (compiler is null)
        {
            s_whyNot = "needs clang or gcc to compile tests/SandboxProbe: apt-get install clang zlib1g-dev, or gcc zlib1g-dev";
            return;
        }

        var root = RepositoryRoot();
        var output = Path.Combine(root, "artifacts", "probe");
        Directory.CreateDirectory(output);
        await using var taken = await LockAsync(Path.Combine(output, "lock"));
        await PublishAsync(root, Path.Combine(output, "layer"), compiler);
        s_folder = Path.Combine(output, "layer");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task PublishAsync(string root, string output, string compiler)
    {
        string[] arguments =
        [
            "publish", Path.Combine(root, "tests", "SandboxProbe"), "-c", "Release", "-r", "linux-x64", "-o", output, $"-p:CppCompilerAndLinker={compiler}",
            "-m:1", "-nodeReuse:false", "-p:RunAnalyzers=false",
        ];
        var info = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", arguments) { RedirectStandardOutput = true, RedirectStandardError = true };

        // What the test run's own MSBuild left behind would be taken for this one's.
        foreach (var name in info.Environment.Keys.Where(k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
            info.Environment.Remove(name);

        using var publish = Process.Start(info)!;
        var transcript = await Task.WhenAll(publish.StandardOutput.ReadToEndAsync(), publish.StandardError.ReadToEndAsync()).WaitAsync(Limit);
        await publish.WaitForExitAsync().WaitAsync(Limit);
        Assert.True(publish.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}\nexit code {publish.ExitCode}\n{transcript[0]}\n{transcript[1]}");

        // Only the program: the sandbox is to show this folder and nothing else.
        foreach (var file in Directory.GetFiles(output).Where(f => Path.GetFileName(f) != "bootstrap"))
            File.Delete(file);
    }

    /// <summary>The operating system lets go of the lock when its holder ends, however that happens.</summary>
    private static async Task<FileStream> LockAsync(string path)
    {
        for (var end = DateTime.UtcNow + Limit; ;)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (DateTime.UtcNow < end)
            {
                await Task.Delay(200);
            }
        }
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Pintle.slnx")))
            folder = folder.Parent;

        return folder?.FullName ?? throw new DirectoryNotFoundException($"Expected Pintle.slnx above {AppContext.BaseDirectory}, found it in none of the folders.");
    }
}
