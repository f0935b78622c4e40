using System.Globalization;
using System.Text.Json.Nodes;
using Pintle.Layer.Packages;
using Pintle.Layer.Tree;

namespace Pintle.Layer.Documents;

/// <summary>Writes a layer's bill of materials: <see href="https://cyclonedx.org/docs/1.6/json/"/>. It has no time in it, so that the same layer has the same one.</summary>
internal sealed class Sbom(LayerManifest manifest, string name, string zipSha256, ILookup<string, ThirdPartyNotice> notices)
{
    private const string OwnOrigin = "pintle";
    private const string OwnSupplier = "The Pintle contributors";
    private const string OwnLicense = "MIT";
    private const string OwnReference = "pintle";
    private const string Layer = "layer";
    private const string Compiler = "compiler";
    private const string FolderSupplier = "whoever built the layer, from a folder";

    /// <summary>Identifies an SBOM or a VEX. The writer chooses the bits of a UUID of version 8; these are a digest, so that each document has its own number.</summary>
    public static string Uuid(string sha256) => $"{sha256[..8]}-{sha256[8..12]}-8{sha256[13..16]}-a{sha256[17..20]}-{sha256[20..32]}";

    /// <param name="files">Every file of the zip.</param>
    public JsonObject Write(IReadOnlyList<ManifestFile> files) => new()
    {
        ["bomFormat"] = "CycloneDX",
        ["specVersion"] = "1.6",
        ["serialNumber"] = $"urn:uuid:{Uuid(zipSha256)}",
        ["version"] = 1,
        ["metadata"] = new JsonObject
        {
            ["tools"] = new JsonObject { ["components"] = Array(new JsonObject { ["type"] = "application", ["name"] = "pintle", ["version"] = manifest.Pintle }) },
            ["component"] = new JsonObject
            {
                ["type"] = "platform",
                ["bom-ref"] = Layer,
                ["name"] = name,
                ["version"] = manifest.Dotnet,
                ["hashes"] = Hash("SHA-256", zipSha256),
            },
        },
        ["components"] = Array([Own(files), .. manifest.Packages.Select(package => Package(package, files)), .. FromFolders.Select(component => Component(component, files)), .. manifest.Bootstrap.NativeAot.Select(NativeAot)]),
        ["dependencies"] = Dependencies(),
    };

    private IEnumerable<ManifestComponent> FromFolders => manifest.Components.Where(component => component.Package is null);

    private JsonObject Own(IEnumerable<ManifestFile> files) => new()
    {
        ["type"] = "application",
        ["bom-ref"] = OwnReference,
        ["supplier"] = Name(OwnSupplier),
        ["name"] = "pintle",
        ["version"] = manifest.Pintle,
        ["licenses"] = License(OwnLicense),
        ["purl"] = Purl.Own(manifest),
        ["components"] = Array(
            files.Where(file => file.Origin == OwnOrigin).Select(file => File(file, manifest.Pintle, OwnSupplier, OwnLicense, Purl.Own(manifest)))),
    };

    private JsonObject Package(ManifestPackage package, IEnumerable<ManifestFile> files)
    {
        var purl = Purl.NuGet(package.Id, package.Version);
        JsonObject[] parts =
        [
            .. notices[package.Id].Select((notice, index) => Notice(notice, $"{purl}#notice-{(index + 1).ToString(CultureInfo.InvariantCulture)}")),
            .. files.Where(file => file.Origin == package.Id).Select(file => File(file, package.Version, NuGetSignatures.SupplierOf(package.Id), package.License, purl)),
        ];
        var described = new JsonObject
        {
            ["type"] = package.Use switch { "framework" => "framework", Compiler => "application", _ => "library" },
            ["bom-ref"] = purl,
            ["supplier"] = Name(NuGetSignatures.SupplierOf(package.Id)),
            ["name"] = package.Id,
            ["version"] = package.Version,
            // A compiler only made the layer and is not in it.
            ["scope"] = package.Use == Compiler ? "excluded" : "required",
            ["hashes"] = Hash("SHA-512", Convert.ToHexStringLower(Convert.FromBase64String(package.Sha512))),
            ["licenses"] = License(package.License),
            ["purl"] = purl,
            ["externalReferences"] = Array(new JsonObject { ["type"] = "website", ["url"] = package.ProjectUrl }),
        };
        if (parts.Length > 0)
            described["components"] = Array(parts);
        return described;
    }

    private JsonObject Component(ManifestComponent component, IEnumerable<ManifestFile> files)
    {
        var purl = Purl.Generic(component.Name, component.Version);
        var described = new JsonObject
        {
            ["type"] = "library",
            ["bom-ref"] = purl,
            ["supplier"] = Name(FolderSupplier),
            ["name"] = component.Name,
            ["version"] = component.Version,
            ["scope"] = "required",
            ["licenses"] = License(component.License),
            ["purl"] = purl,
            ["components"] = Array(files.Where(file => file.Origin == component.Name).Select(file => File(file, component.Version, FolderSupplier, component.License, purl))),
        };
        if (component.Changes is { } changes)
        {
            described["properties"] = Array(
            [
                .. changes.Select(change => Pair("pintle:changed", change)),
                .. (component.Sources ?? []).Select(source => Pair("pintle:made-from", $"{source.Name} sha256:{source.Sha256}")),
            ]);
        }

        return described;
    }

    /// <summary>The bootstrap's own runtime: its code is inside the file <c>bootstrap</c>.</summary>
    private static JsonObject NativeAot(NativeAotPackage package)
    {
        var described = new JsonObject
        {
            ["type"] = "framework",
            ["bom-ref"] = Purl.NuGet(package.Id, package.Version),
            ["supplier"] = Name(NuGetSignatures.Author),
            ["name"] = package.Id,
            ["version"] = package.Version,
        };
        if (package.Sha512 is { } sha512)
            described["hashes"] = Hash("SHA-512", Convert.ToHexStringLower(Convert.FromBase64String(sha512)));
        if (package.License is { } license)
            described["licenses"] = License(license);
        described["purl"] = Purl.NuGet(package.Id, package.Version);
        described["properties"] = Property("pintle:compiled-into", "bootstrap");
        return described;
    }

    private static JsonObject Notice(ThirdPartyNotice notice, string reference)
    {
        var license = new JsonObject { ["name"] = $"the notice for {notice.Name} in {notice.Path}" };
        if (notice.Url is not null)
            license["url"] = notice.Url;
        var described = new JsonObject { ["type"] = "library", ["bom-ref"] = reference, ["name"] = notice.Name };
        if (notice.Version is not null)
            described["version"] = notice.Version;
        described["licenses"] = Array(new JsonObject { ["license"] = license });
        return described;
    }

    private JsonObject File(ManifestFile file, string version, string supplier, string license, string purl) => new()
    {
        ["type"] = "file",
        ["bom-ref"] = $"file:{file.Path}",
        ["supplier"] = Name(supplier),
        ["name"] = file.Path,
        ["version"] = version,
        ["hashes"] = Hash("SHA-256", file.Sha256),
        ["licenses"] = License(license),
        ["purl"] = purl,
        ["properties"] = Array([Pair("pintle:mode", file.Mode), .. CompiledWith(file)]),
    };

    /// <summary>The same IL as in the package, with other native code.</summary>
    private IEnumerable<JsonObject> CompiledWith(ManifestFile file) =>
        manifest.Precompiled?.Files.Contains(file.Path) == true
            ? manifest.Packages.Where(package => package.Use == "compiler").Select(compiler => Pair("pintle:compiled-with", Purl.NuGet(compiler.Id, compiler.Version)))
            : [];

    private JsonArray Dependencies()
    {
        string[] inLayer =
        [
            .. manifest.Packages.Where(package => package.Use != Compiler).Select(package => Purl.NuGet(package.Id, package.Version)),
            .. FromFolders.Select(component => Purl.Generic(component.Name, component.Version)),
        ];
        string[] inBootstrap = [.. manifest.Bootstrap.NativeAot.Select(package => Purl.NuGet(package.Id, package.Version))];
        return Array(DependsOn(Layer, [OwnReference, .. inLayer]), DependsOn("file:bootstrap", inBootstrap));
    }

    private static JsonObject DependsOn(string reference, IEnumerable<string> others) =>
        new() { ["ref"] = reference, ["dependsOn"] = new JsonArray([.. others.Select(other => JsonValue.Create(other))]) };

    private static JsonObject Name(string name) => new() { ["name"] = name };

    private static JsonArray Hash(string algorithm, string content) => Array(new JsonObject { ["alg"] = algorithm, ["content"] = content });

    private static JsonArray Property(string name, string value) => Array(Pair(name, value));

    private static JsonObject Pair(string name, string value) => new() { ["name"] = name, ["value"] = value };

    private static JsonArray License(string expression) =>
        expression == "public domain" ? Array(new JsonObject { ["license"] = new JsonObject { ["name"] = expression } })
            : expression.Contains(' ', StringComparison.Ordinal) ? Array(new JsonObject { ["expression"] = expression })
            : Array(new JsonObject { ["license"] = new JsonObject { ["id"] = expression } });

    private static JsonArray Array(params IEnumerable<JsonObject> items) => new([.. items]);
}
