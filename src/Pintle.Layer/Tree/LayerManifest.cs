using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pintle.Layer.Tree;

/// <summary>
/// What a layer consists of and came from. It holds no time, no path and no name of the build machine, so that the same inputs give the same bytes.
/// </summary>
public sealed record LayerManifest
{
    /// <summary>Where it stands in the layer; the one file that <see cref="Files"/> does not list, since it cannot hold its own digest.</summary>
    public const string RelativePath = "pintle/manifest.json";

    public const int CurrentFormat = 1;

    private static readonly ManifestJson Json = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        // Base64 has plus signs; this is a file, not a part of a web page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    });

    public int Format { get; init; } = CurrentFormat;

    /// <summary>Pintle's own version.</summary>
    public required string Pintle { get; init; }

    public required string Pin { get; init; }

    public required string Rid { get; init; }

    public required string Framework { get; init; }

    /// <summary>The exact version of the base framework.</summary>
    public required string Dotnet { get; init; }

    /// <summary>crossgen2's <c>--instruction-set</c>, or <c>null</c> for the baseline.</summary>
    public required string? InstructionSet { get; init; }

    /// <summary><c>null</c> where the layer was built without.</summary>
    public ManifestPrecompiled? Precompiled { get; init; }

    public required IReadOnlyList<ManifestPackage> Packages { get; init; }

    /// <summary>What is in the layer beside the frameworks and Pintle's own files.</summary>
    public IReadOnlyList<ManifestComponent> Components { get; init; } = [];

    public required ManifestBootstrap Bootstrap { get; init; }

    public required Toolchain Toolchain { get; init; }

    public required IReadOnlyList<ManifestLeftOut> LeftOut { get; init; }

    /// <summary>Every file of the layer but this one, in ordinal order.</summary>
    public required IReadOnlyList<ManifestFile> Files { get; init; }

    public byte[] ToBytes() => [.. JsonSerializer.SerializeToUtf8Bytes(this, Json.LayerManifest), (byte)'\n'];

    /// <exception cref="LayerException">The bytes are no manifest of this format.</exception>
    public static LayerManifest Read(ReadOnlySpan<byte> utf8)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize(utf8, Json.LayerManifest) ?? throw new JsonException("it is null");
            return manifest.Format == CurrentFormat ? manifest : throw new JsonException($"it has format {manifest.Format}, expected {CurrentFormat}");
        }
        catch (JsonException e)
        {
            throw new LayerException(
                LayerFault.DefinitionInvalid,
                $"{RelativePath} is not a manifest that this version of Pintle reads: {e.Message} Build the layer again.",
                e);
        }
    }
}

/// <param name="Use"><c>framework</c>: its files are in the layer; <c>compiler</c>: it made code of the layer; <c>library</c>: ICU; <c>engine</c>: Amazon's loop.</param>
/// <param name="Sha512">Of the .nupkg, in base64, as pinned.</param>
public sealed record ManifestPackage(string Id, string Version, string Use, string Sha512, string License, string ProjectUrl);

/// <param name="InstructionSet">crossgen2's <c>--instruction-set</c>, or <c>null</c> for the baseline.</param>
/// <param name="Methods">How many methods of the training list the framework has, and so were compiled for certain.</param>
/// <param name="Files">The files that differ from those of their package: the same IL with other native code.</param>
public sealed record ManifestPrecompiled(string? InstructionSet, int Methods, IReadOnlyList<string> Files);

/// <summary>ICU or time zone data.</summary>
/// <param name="Package">The package of <see cref="LayerManifest.Packages"/> that it is from; <c>null</c> where the builder named a folder.</param>
/// <param name="Warnings">What it needs and the OS on Lambda may lack.</param>
/// <param name="Changes">What was done to its files, in words; <c>null</c> where they are as they were.</param>
/// <param name="Sources">The files before these changes.</param>
public sealed record ManifestComponent(
    string Name, string Version, string License, string? Package, IReadOnlyList<string> Warnings, IReadOnlyList<string>? Changes = null, IReadOnlyList<ManifestSource>? Sources = null);

/// <summary>A file that a changed one was made from.</summary>
public sealed record ManifestSource(string Name, long Size, string Sha256);

/// <param name="NativeAot">The packages that make up the bootstrap's own runtime.</param>
/// <param name="Glibc">The highest glibc symbol version it needs.</param>
/// <param name="Needed">The libraries it asks the OS for.</param>
public sealed record ManifestBootstrap(IReadOnlyList<NativeAotPackage> NativeAot, string Glibc, IReadOnlyList<string> Needed);

/// <summary>A package of the NativeAOT tool chain that the bootstrap was compiled with.</summary>
/// <param name="Sha512">Of the .nupkg, in base64, as pinned; <c>null</c> where the restore alone chose it.</param>
/// <param name="License">SPDX expression, as pinned.</param>
public sealed record NativeAotPackage(string Id, string Version, string? Sha512 = null, string? License = null);

/// <summary>The tools; the same versions of them give the same bytes.</summary>
/// <param name="Sdk">Version of the .NET SDK.</param>
/// <param name="Compiler">The compiler driver that called the linker, with its version.</param>
/// <param name="Linker">The linker's own name and version.</param>
public sealed record Toolchain(string Sdk, string Compiler, string Linker);

/// <summary>A group of files that stayed out, with the reason that <c>layer.json</c> gives.</summary>
public sealed record ManifestLeftOut(string Name, string Reason, IReadOnlyList<string> Files);

/// <param name="Sha256">In lower-case hexadecimal digits.</param>
/// <param name="Mode">Four octal digits.</param>
/// <param name="Origin"><c>pintle</c>, or the package's id.</param>
public sealed record ManifestFile(string Path, long Size, string Sha256, string Mode, string Origin);

[JsonSerializable(typeof(LayerManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
