using System.Text.Json;
using System.Text.Json.Serialization;
using Pintle.Layer.Tree;

namespace Pintle.Layer.Inputs;

/// <summary>The bootstrap and the host that the packed tool carries, so that its users need neither sources nor a C compiler. Nothing is compiled here.</summary>
public sealed class PackagedInputs(string folder) : IBuildInputs
{
    private const string NoteFile = "inputs.json";
    private const string Contract = "Amazon.Lambda.Core.dll";
    private const string License = "LICENSE";
    private const string Engine = "Pintle.AwsEngine.dll";

    public Task<string> FingerprintAsync(LayerArchitecture architecture, CancellationToken cancellationToken)
    {
        using var fingerprint = new SourceFingerprint();
        return Task.FromResult(fingerprint.Add("rid", architecture.Rid()).AddFolder(folder, ".").Finish());
    }

    public async Task<BuildInputs> PrepareAsync(LayerArchitecture architecture, IProgress<BuildStep>? progress, CancellationToken cancellationToken)
    {
        var bootstrap = Path.Combine(folder, architecture.Rid(), "bootstrap");
        if (!File.Exists(bootstrap))
            throw new LayerException(LayerFault.RequestInvalid, $"Expected this tool to carry a bootstrap for {architecture.Rid()}, found none. Use an architecture that it has, or a newer version of it.");

        var note = await File.ReadAllBytesAsync(Path.Combine(folder, architecture.Rid(), NoteFile), cancellationToken).ConfigureAwait(false);
        var about = JsonSerializer.Deserialize(note, PayloadJson.Default.PayloadNote)
            ?? throw new LayerException(LayerFault.DefinitionInvalid, $"Expected {NoteFile} in {folder} to say what the payload was made with, found null. Install the tool again.");
        return new BuildInputs(bootstrap, HostVersions.All.ToDictionary(major => major, Host), [Path.Combine(folder, Contract)], Path.Combine(folder, Engine), Path.Combine(folder, License), about.Toolchain, about.NativeAot);
    }

    /// <summary>Writes what another build prepared, in the form that this type reads; done once, when the tool is packed.</summary>
    public static async Task WriteAsync(string folder, LayerArchitecture architecture, BuildInputs inputs, CancellationToken cancellationToken)
    {
        var native = Path.Combine(folder, architecture.Rid());
        _ = Directory.CreateDirectory(native);
        File.Copy(inputs.Bootstrap, Path.Combine(native, "bootstrap"), overwrite: true);
        var payload = new PackagedInputs(folder);
        foreach ((var major, var host) in inputs.Hosts)
        {
            _ = Directory.CreateDirectory(Path.GetDirectoryName(payload.Host(major))!);
            File.Copy(host, payload.Host(major), overwrite: true);
        }

        File.Copy(inputs.HostReferences.Single(reference => Path.GetFileName(reference) == Contract), Path.Combine(folder, Contract), overwrite: true);
        File.Copy(inputs.Engine, Path.Combine(folder, Engine), overwrite: true);
        File.Copy(inputs.License, Path.Combine(folder, License), overwrite: true);
        await File.WriteAllBytesAsync(
            Path.Combine(native, NoteFile), JsonSerializer.SerializeToUtf8Bytes(new PayloadNote(inputs.Toolchain, inputs.NativeAot), PayloadJson.Default.PayloadNote), cancellationToken).ConfigureAwait(false);
    }

    private string Host(int major) => Path.Combine(folder, $"net{major}.0", HostVersions.FileName);
}

/// <summary>What the payload's parts were made with, for the manifests of the layers that are built from it.</summary>
internal sealed record PayloadNote(Toolchain Toolchain, IReadOnlyList<NativeAotPackage> NativeAot);

[JsonSerializable(typeof(PayloadNote))]
internal sealed partial class PayloadJson : JsonSerializerContext;
