using System.Diagnostics;
using System.Text;
using Pintle.TestSupport;

namespace Pintle.Resolution.Tests;

/// <summary>What the .NET host makes of an application: its runtime properties, or why it refuses.</summary>
internal sealed record HostAnswer(IReadOnlyDictionary<string, string>? Properties, string Errors)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <param name="arguments">As after "dotnet", which needs its "exec" to take the files that are named.</param>
    /// <param name="environment">The DOTNET_ variables; none is passed on from here.</param>
    public static async Task<HostAnswer> AskAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var folder = await PublishedFunctions.GetAsync("tests/HostProbe", "", "-r", InstalledDotnet.Rid, Linker());
        var start = new ProcessStartInfo(Path.Combine(folder, "HostProbe"), [InstalledDotnet.HostFxr, InstalledDotnet.Root, .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("DOTNET_", StringComparison.Ordinal)).ToArray())
            start.Environment.Remove(name);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;

        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Limit);
        var errors = process.StandardError.ReadToEndAsync(limit.Token);
        var output = await ReadAsync(process.StandardOutput.BaseStream, limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return new HostAnswer(process.ExitCode == 0 ? output : null, await errors);
    }

    /// <summary>gcc links as well as clang, and is what a machine that builds the bootstrap has.</summary>
    private static string Linker() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "clang")))
        ? "-p:CppCompilerAndLinker=clang"
        : "-p:CppCompilerAndLinker=gcc";

    private static async Task<Dictionary<string, string>> ReadAsync(Stream output, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        await output.CopyToAsync(buffer, cancellationToken);
        var texts = Encoding.UTF8.GetString(buffer.ToArray()).Split('\0');
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i + 1 < texts.Length; i += 2)
            properties.Add(texts[i], texts[i + 1]);
        return properties;
    }
}
