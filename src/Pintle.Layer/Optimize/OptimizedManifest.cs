using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pintle.Layer.Optimize;

/// <summary>What an optimized package was compiled for and what was done to it. It stands in the package and is read by people only: on another layer the CLR sees for itself what does not fit.</summary>
public sealed record OptimizedManifest
{
    /// <summary>Where it stands in the package.</summary>
    public const string RelativePath = "pintle.optimized.json";

    private static readonly OptimizedJson Json = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    public int Format { get; init; } = 1;

    public required OptimizedFor Layer { get; init; }

    /// <summary>The package that compiled, with its version.</summary>
    public required string Compiler { get; init; }

    /// <summary>crossgen2's <c>--instruction-set</c>, or <c>null</c> for the baseline.</summary>
    public required string? InstructionSet { get; init; }

    /// <summary>How many methods were asked for by name beside those that the assemblies define.</summary>
    public required int Methods { get; init; }

    public required IReadOnlyList<string> Compiled { get; init; }

    /// <summary>Assemblies that stayed as they were, with the reason.</summary>
    public required IReadOnlyDictionary<string, string> Left { get; init; }

    /// <summary>Files taken out of the package, because the layer's framework has them as new or newer.</summary>
    public required IReadOnlyList<string> Removed { get; init; }

    public byte[] ToBytes() => [.. JsonSerializer.SerializeToUtf8Bytes(this, Json.OptimizedManifest), (byte)'\n'];
}

/// <param name="FrameworkList">SHA-256 of the layer's <c>pintle/framework.list</c>, which has the name, size and version of every file of the framework.</param>
public sealed record OptimizedFor(string Dotnet, string Rid, string Framework, string FrameworkList);

[JsonSerializable(typeof(OptimizedManifest))]
internal sealed partial class OptimizedJson : JsonSerializerContext;
