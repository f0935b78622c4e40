using System.Security.Cryptography;
using Pintle.Layer.Output;

namespace Pintle.Layer.Inputs;

/// <summary>What the SDK leaves in a repository's build folder, and the note that says which sources it was made from.</summary>
/// <param name="folder">Of what is compiled for one processor.</param>
/// <param name="managed">Of what is the same for all.</param>
internal sealed class BuiltFiles(string folder, string managed, LayerArchitecture architecture)
{
    public string Bootstrap { get; } = Path.Combine(folder, "publish", "Pintle.Bootstrap", $"release_{architecture.Rid()}", "bootstrap");

    public string BootstrapAssets { get; } = Path.Combine(folder, "obj", "Pintle.Bootstrap", "project.assets.json");

    /// <summary>The host by the major version of .NET that it is compiled for.</summary>
    public IReadOnlyDictionary<int, string> Hosts { get; } = HostVersions.All.ToDictionary(
        major => major, major => Path.Combine(managed, "bin", "Pintle.Host", $"release_net{major}.0", HostVersions.FileName));

    /// <summary>The stand-in that the host is compiled against; the function brings its own.</summary>
    public string Contract { get; } = Path.Combine(managed, "bin", "Amazon.Lambda.Core", "release", "Amazon.Lambda.Core.dll");

    public string Engine { get; } = Path.Combine(managed, "bin", "Pintle.AwsEngine", "release", "Pintle.AwsEngine.dll");

    private string Note => Path.Combine(folder, $"inputs-{architecture.Rid()}.txt");

    private string[] Files => [Bootstrap, BootstrapAssets, .. HostVersions.All.Select(major => Hosts[major]), Contract, Engine];

    /// <summary>They are there, made of the sources with that fingerprint, and nobody changed them since.</summary>
    public bool AreOf(string fingerprint) => File.Exists(Note) && Files.All(File.Exists) && File.ReadAllText(Note) == Describe(fingerprint);

    public void Forget() => File.Delete(Note);

    public async Task RememberAsync(string fingerprint, CancellationToken cancellationToken)
    {
        var missing = Files.FirstOrDefault(file => !File.Exists(file));
        if (missing is not null)
        {
            throw new LayerException(
                LayerFault.CompileFailed,
                $"Expected the SDK to have written {missing}, found nothing there. Check that no project changes its output folder.");
        }

        await AtomicFile.WriteAsync(Note, System.Text.Encoding.UTF8.GetBytes(Describe(fingerprint)), cancellationToken).ConfigureAwait(false);
    }

    private string Describe(string fingerprint) =>
        string.Concat(Files.Select(file => $"{Digest(file)}  {Path.GetFileName(file)}\n").Prepend($"{fingerprint}\n"));

    private static string Digest(string file) => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file)));
}
