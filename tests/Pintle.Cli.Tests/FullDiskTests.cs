using System.Diagnostics;
using Pintle.Layer.Definition;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

/// <summary>
/// A file system that really runs full: a tmpfs of a bounded size, which only the commands of one script see. Before each build a file takes all but so many bytes of it.
/// </summary>
public sealed class FullDiskTests : IDisposable
{
    private const int Megabyte = 1_000_000;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(50);

    private readonly ScratchFolder _scratch = new();

    private string Disk => Path.Combine(_scratch.Path, "disk");

    /// <summary>The space is gone while the framework is laid out, while the compiler is unpacked, and while the zip is written.</summary>
    [Fact]
    public async Task A_build_leaves_nothing_behind_and_the_next_one_succeeds()
    {
        const int Size = 240;
        _ = await BuiltLayer.GetAsync();
        var build = $"{Tool} build --no-precompile --output {Disk}/layers";

        var steps = await OnAsync(
            Size,
            $"{Fill(Size - 40)}; {build}",
            $"{Fill(Size - 92)}; {build}",
            $"{Fill(Size - 122)}; {build}",
            $"{Fill(0)}; {build}",
            $"{Fill(90)}; {build} --keep gc",
            $"{Fill(0)}; {build}");

        var zip = $"{Disk}/layers/pintle-{DefaultVersion}-core-x64.zip";
        Assert.All(steps[..3], step => step.Require(2, $"The layer could not be written into {Disk}/layers: No space left on device"));
        Assert.All(steps[..3], step => Assert.Equal(["layers/.pintle-build.lock"], step.Files));
        steps[3].Require(0, " built: ");
        steps[4].Require(2, $"The layer could not be written into {Disk}/layers: No space left on device");
        Assert.Equal(steps[3].Files, steps[4].Files);
        steps[5].Require(0, " up to date: ");
        Assert.Equal(zip, steps[5].Output.TrimEnd().Split('\n')[^1]);
    }

    [Fact]
    public async Task A_download_leaves_nothing_behind_and_the_next_one_succeeds()
    {
        const int Size = 420;
        _ = await BuiltLayer.GetAsync();
        var feed = Directory.CreateDirectory(Path.Combine(_scratch.Path, "feed")).FullName;
        foreach (var package in Packages())
            File.CreateSymbolicLink(Path.Combine(feed, Path.GetFileName(package)), package);
        _ = _scratch.Write("home/.nuget/NuGet/NuGet.Config", $"<configuration><packageSources><clear /><add key=\"local\" value=\"{feed}\" /></packageSources></configuration>");
        var build = $"HOME={_scratch.Path}/home NUGET_PACKAGES={Disk}/packages {Tool} build --no-precompile --output {_scratch.Path}/layers";

        var steps = await OnAsync(Size, $"{Fill(Size - 20)}; {build}", $"{Fill(0)}; {build}");

        steps[0].Require(2, $"The package Microsoft.NETCore.App.Runtime.linux-x64 {DefaultVersion} could not be stored in {Disk}/packages: No space left on device");
        Assert.Empty(steps[0].Files);
        steps[1].Require(0, " built: ");
    }

    public void Dispose() => _scratch.Dispose();

    private static string Tool => $"dotnet {Path.Combine(AppContext.BaseDirectory, "pintle.dll")}";

    private static ArchitecturePin Default => LayerDefinition.Load(Path.Combine(Repository.Root, "layer")).Pins.Find(null).For(Layer.LayerArchitecture.X64);

    private static string DefaultVersion => Default.Frameworks["core"].Version;

    private static IEnumerable<string> Packages()
    {
        var folder = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return new[] { Default.Frameworks["core"], Default.Compilers["linux-x64"] }
            .Select(package => (Id: package.Id.ToLowerInvariant(), package.Version))
            .Select(package => Path.Combine(folder, package.Id, package.Version, $"{package.Id}.{package.Version}.nupkg"));
    }

    private string Fill(int megabytes) => $"head -c {(long)megabytes * Megabyte} /dev/zero > {Disk}/ballast";

    /// <summary>Runs shell commands one after the other, each seeing what the ones before left on the disk.</summary>
    private async Task<List<Step>> OnAsync(int megabytes, params string[] commands)
    {
        _ = Directory.CreateDirectory(Disk);
        var lines = commands.Select((command, i) =>
            $"{{ {command}; }} > {_scratch.Path}/out{i} 2> {_scratch.Path}/err{i}; echo $? > {_scratch.Path}/code{i}; find {Disk} -type f ! -name ballast -printf '%P\\n' | sort > {_scratch.Path}/files{i}");
        var start = new ProcessStartInfo("bwrap", ["--dev-bind", "/", "/", "--size", $"{(long)megabytes * Megabyte}", "--tmpfs", Disk, "--", "sh", "-c", string.Join('\n', lines)]) { RedirectStandardError = true };
        using var process = StartBubblewrap(start);
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The builds on a full disk did not end within {Limit}.");
        }

        Assert.SkipWhen(!File.Exists(Path.Combine(_scratch.Path, "code0")) && process.ExitCode != 0, $"Needs bubblewrap with the right to make namespaces (apt-get install bubblewrap): {await errors}");
        return [.. commands.Select((_, i) => new Step(Read("code", i), Read("out", i), Read("err", i), Read("files", i)))];
    }

    private static Process StartBubblewrap(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("Needs a file system of a bounded size: install bubblewrap (apt-get install bubblewrap).");
            throw;
        }
    }

    private string Read(string name, int step) => File.ReadAllText(Path.Combine(_scratch.Path, $"{name}{step}"));

    /// <summary>What one command left.</summary>
    private sealed record Step(string Code, string Output, string Messages, string Listing)
    {
        public string[] Files => Listing.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        public void Require(int code, string words) =>
            Assert.True(
                int.Parse(Code, System.Globalization.CultureInfo.InvariantCulture) == code && OneLine(Messages).Contains(words, StringComparison.Ordinal),
                $"Expected exit code {code} and \"{words}\", found {Code}--- output\n{Output}--- messages\n{Messages}--- files\n{Listing}");

        /// <summary>The terminal's width breaks messages.</summary>
        private static string OneLine(string text) => string.Join(' ', text.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries));
    }
}
