using System.ComponentModel;
using System.Diagnostics;
using NuGet.Versioning;
using Pintle.Layer.Audit;
using Pintle.Layer.Documents;

namespace Pintle.Layer.Tests.Documents;

/// <summary>Another implementation's judgement: CycloneDX's own JavaScript library with the schemas that it carries.</summary>
public sealed class ForeignSbomTests(BuiltLayer layer)
{
    // The validators of the library are optional parts of it, and need these three.
    private static readonly string[] Packages = ["@cyclonedx/cyclonedx-library@7.1.0", "ajv@8.20.0", "ajv-formats@3.0.1", "ajv-formats-draft2019@1.6.1"];

    private const string Program = """
        const { Spec, Validation } = require('@cyclonedx/cyclonedx-library');
        const { readFileSync } = require('fs');
        new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(readFileSync(process.argv[2], 'utf8')).then(error => {
          if (error) { console.log(JSON.stringify(error).slice(0, 4000)); process.exitCode = 1; } else console.log('valid');
        }, error => { console.log(String(error)); process.exitCode = 3; });
        """;

    private static readonly Lazy<Task<string>> Library = new(InstallAsync);

    [Fact]
    public async Task CycloneDXs_own_library_finds_the_SBOM_valid()
    {
        (var exitCode, var output) = await ValidateAsync(Path.ChangeExtension(layer.Artifact.ZipPath, null) + LayerDocuments.SbomEnding);

        Assert.True(exitCode == 0 && output.Trim() == "valid", output);
    }

    [Fact]
    public async Task CycloneDXs_own_library_finds_the_VEX_valid()
    {
        var manifest = layer.Artifact.Manifest;
        var version = new NuGetVersion(manifest.Dotnet);
        var data = AdvisoryData.None;
        data.Add(new ReleaseChannel(ReleaseChannel.NameOf(version), null, false,
        [
            Release(new NuGetVersion(version.Major, version.Minor, 0), "CVE-0000-1"),
            Release(version, "CVE-0000-2"),
            Release(new NuGetVersion(version.Major, version.Minor, version.Patch + 1), "CVE-0000-3"),
        ]));
        var report = await new Auditor(new FileSources(data), new DateOnly(2026, 12, 1)).AuditAsync("layer.zip", manifest, null, null, TestContext.Current.CancellationToken);
        using var folder = new TempFolder();
        await File.WriteAllBytesAsync(folder["vex.json"], Vex.Write(report, manifest, "layer", new string('a', 64)), TestContext.Current.CancellationToken);

        (var exitCode, var output) = await ValidateAsync(folder["vex.json"]);

        Assert.True(exitCode == 0 && output.Trim() == "valid", output);
        Assert.Contains("CVE-0000-3:affected", await File.ReadAllTextAsync(folder["vex.json"], TestContext.Current.CancellationToken), StringComparison.Ordinal);

        static DotnetRelease Release(NuGetVersion version, string cve) => new(version, version, null, true, [new Cve(cve, $"https://www.cve.org/CVERecord?id={cve}")]);
    }

    [Fact]
    public async Task CycloneDXs_own_library_would_find_an_SBOM_that_is_not_valid()
    {
        using var folder = new TempFolder();
        var sbom = await File.ReadAllTextAsync(Path.ChangeExtension(layer.Artifact.ZipPath, null) + LayerDocuments.SbomEnding, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(folder["bent.json"], sbom.Replace("\"alg\": \"SHA-256\"", "\"alg\": \"SHA-257\"", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        (var exitCode, var output) = await ValidateAsync(folder["bent.json"]);

        Assert.True(exitCode == 1 && output.Contains("alg", StringComparison.Ordinal), $"{exitCode} {output}");
    }

    private static async Task<(int ExitCode, string Output)> ValidateAsync(string sbom)
    {
        string folder;
        try
        {
            folder = await Library.Value;
        }
        catch (Win32Exception)
        {
            Assert.Skip("The program \"npm\" is not installed: apt-get install nodejs npm");
            throw;
        }
        catch (NotInstalledException e)
        {
            Assert.Skip($"npm could not install @cyclonedx/cyclonedx-library: {e.Message}");
            throw;
        }

        return await RunAsync("node", [Path.Combine(folder, "validate.cjs"), sbom], folder);
    }

    /// <summary>Below the build's output, so that the next run finds it there.</summary>
    private static async Task<string> InstallAsync()
    {
        var folder = Path.Combine(BuiltLayer.Root, "artifacts", "cyclonedx");
        _ = Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "package.json"), "{ \"private\": true }");
        await File.WriteAllTextAsync(Path.Combine(folder, "validate.cjs"), Program);
        (var exitCode, var output) = await RunAsync("npm", ["install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--prefer-offline", .. Packages], folder);
        return exitCode == 0 ? folder : throw new NotInstalledException(output);
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string program, string[] arguments, string folder)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(20));
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        try
        {
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            var output = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, output + await errors);
        }
        catch
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }

    private sealed class NotInstalledException(string output) : Exception(output.ReplaceLineEndings(" "));
}
