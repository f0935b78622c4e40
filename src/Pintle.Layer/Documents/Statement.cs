using System.Text.Json.Nodes;
using Pintle.Layer.Tree;

namespace Pintle.Layer.Documents;

/// <summary>
/// Writes where a layer came from: an in-toto statement (<see href="https://in-toto.io/Statement/v1"/>) with SLSA provenance
/// (<see href="https://slsa.dev/spec/v1.0/provenance"/>). It says what the manifest says, for tools that know that form.
/// </summary>
internal static class Statement
{
    public static JsonObject Write(LayerManifest manifest, string name, string zipSha256, string sbomSha256)
    {
        return new JsonObject
        {
            ["_type"] = "https://in-toto.io/Statement/v1",
            ["subject"] = new JsonArray(Subject(name + ".zip", zipSha256), Subject(name + LayerDocuments.SbomEnding, sbomSha256)),
            ["predicateType"] = "https://slsa.dev/provenance/v1",
            ["predicate"] = new JsonObject
            {
                ["buildDefinition"] = new JsonObject
                {
                    ["buildType"] = "urn:pintle:layer:1",
                    ["externalParameters"] = new JsonObject
                    {
                        ["command"] = "pintle build",
                        ["pin"] = manifest.Pin,
                        ["rid"] = manifest.Rid,
                        ["framework"] = manifest.Framework,
                        ["instructionSet"] = manifest.InstructionSet,
                        ["components"] = new JsonArray([.. manifest.Components.Select(component => JsonValue.Create($"{component.Name} {component.Version}"))]),
                        ["leftOut"] = new JsonArray([.. manifest.LeftOut.Select(group => JsonValue.Create(group.Name))]),
                    },
                    ["internalParameters"] = new JsonObject
                    {
                        ["sdk"] = manifest.Toolchain.Sdk,
                        ["compiler"] = manifest.Toolchain.Compiler,
                        ["linker"] = manifest.Toolchain.Linker,
                    },
                    ["resolvedDependencies"] = new JsonArray([.. manifest.Packages.Select(Pinned), .. manifest.Bootstrap.NativeAot.Select(Locked)]),
                },
                ["runDetails"] = new JsonObject
                {
                    ["builder"] = new JsonObject { ["id"] = "urn:pintle:build", ["version"] = new JsonObject { ["pintle"] = manifest.Pintle } },
                },
            },
        };
    }

    private static JsonObject Subject(string name, string sha256) => new() { ["name"] = name, ["digest"] = new JsonObject { ["sha256"] = sha256 } };

    private static JsonObject Pinned(ManifestPackage package) => new()
    {
        ["uri"] = Purl.NuGet(package.Id, package.Version),
        ["digest"] = new JsonObject { ["sha512"] = Convert.ToHexStringLower(Convert.FromBase64String(package.Sha512)) },
    };

    private static JsonObject Locked(NativeAotPackage package)
    {
        var dependency = new JsonObject { ["uri"] = Purl.NuGet(package.Id, package.Version) };
        if (package.Sha512 is { } sha512)
            dependency["digest"] = new JsonObject { ["sha512"] = Convert.ToHexStringLower(Convert.FromBase64String(sha512)) };
        return dependency;
    }
}
