using System.Runtime.InteropServices;
using Pintle.Cli.Layers;
using Pintle.Testing;

namespace Pintle.Cli.Benchmarking;

/// <summary>
/// The reference that starts are compared with: the layer's own CoreCLR started with the layer's framework list, one managed instruction, exit. It is compiled from the repository; the packed tool,
/// which comes without a compiler, measures without it.
/// </summary>
internal static class BareClrStart
{
    public const string Executable = "bareclr";
    private const string Managed = "BareClr.Managed.dll";
    private static readonly TimeSpan PublishLimit = TimeSpan.FromMinutes(10); // Chosen, not measured: far above what compiling takes, so it only ends one that hangs.

    /// <returns>Null where there is no repository, no layer to start, or another processor than x64.</returns>
    /// <exception cref="ToolException">It does not compile.</exception>
    public static async Task<MeasuredProgram?> OpenAsync(LambdaFunctionOptions options, Terminal terminal, CancellationToken cancellationToken)
    {
        if (RuntimeInformation.OSArchitecture != Architecture.X64 || LayerSource.FindRepository() is not { } repository || options.Layer is null)
            return null;
        var folder = Path.Combine(repository, "artifacts", "bareclr");
        _ = await terminal.WithProgressAsync("compiling the bare CLR start", async progress =>
        {
            progress.Report("compiling the bare CLR start");
            await PublishAsync(repository, "Managed", folder, [], cancellationToken).ConfigureAwait(false);
            await PublishAsync(repository, "Native", folder, ["-r", "linux-x64", .. HasClang() ? [] : (string[])["-p:CppCompilerAndLinker=gcc"]], cancellationToken).ConfigureAwait(false);
            return true;
        }).ConfigureAwait(false);

        var bare = options with { Function = folder, Handler = "none", Environment = new Dictionary<string, string>() };
        return await MeasuredProgram.OpenAsync("bare CLR start", bare, paths => [$"{paths.Task}/{Executable}", paths.Layer, $"{paths.Task}/{Managed}"]).ConfigureAwait(false);
    }

    private static async Task PublishAsync(string repository, string project, string folder, string[] more, CancellationToken cancellationToken)
    {
        string[] arguments = ["publish", Path.Combine(repository, "src", "BareClr", project), "-c", "Release", "-o", folder, "--nologo", "-v", "quiet", "-tl:off", .. more];
        var published = await SdkProcess.RunAsync(arguments, PublishLimit, cancellationToken).ConfigureAwait(false);
        if (published.ExitCode != 0)
            throw new ToolException($"dotnet publish src/BareClr/{project} ended with exit code {published.ExitCode}; give --no-bare to measure without this reference.\n{await published.SaidAsync().ConfigureAwait(false)}");
    }

    private static bool HasClang() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "clang")));
}
