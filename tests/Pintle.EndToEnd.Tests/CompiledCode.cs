using System.Diagnostics;
using Pintle.Layer;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>Compiles a C file of this folder for a processor.</summary>
internal static class CompiledCode
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <param name="processor">Whose code it becomes.</param>
    /// <param name="source">A file of this folder.</param>
    /// <param name="output">The path of what is made.</param>
    /// <param name="options">More for the compiler's command line.</param>
    public static async Task MakeAsync(LayerArchitecture processor, string source, string output, params string[] options)
    {
        string[] compilers = processor == LayerArchitecture.Arm64 ? ["aarch64-linux-gnu-gcc"] : ["gcc", "clang"];
        var compiler = compilers.FirstOrDefault(IsInstalled);
        Assert.SkipWhen(compiler is null, $"Needs a C compiler: install {string.Join(" or ", compilers)} (apt-get install gcc gcc-aarch64-linux-gnu libc6-dev libc6-dev-arm64-cross).");

        var path = Path.Combine(Repository.Root, "tests", "Pintle.EndToEnd.Tests", source);
        using var process = Process.Start(new ProcessStartInfo(compiler!, [.. options, "-O1", "-o", output, path]) { RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        await process.WaitForExitAsync(limit.Token);
        Assert.True(process.ExitCode == 0, await errors);
    }

    private static bool IsInstalled(string program) => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));
}
