using NuGet.Versioning;
using Pintle.Layer.Engine;

namespace Pintle.Layer.Definition;

/// <summary>Reads <c>pins.json</c> strictly: whatever is not understood is an error, because a pin that is ignored pins nothing.</summary>
public static class PinFileReader
{
    private const int Format = 1;
    private const int Sha512Length = 64;
    private const string Previous = "previous";
    private const string Icu = "icu";
    private const string Engine = "engine";
    private const string Bootstrap = ArchitecturePin.BootstrapKind;

    /// <param name="file">Its name in messages.</param>
    public static PinFile Read(string file, ReadOnlyMemory<byte> utf8)
    {
        var root = JsonField.Parse(file, utf8);
        root.RequireFormat(Format);
        root.AllowOnly("format", "default", "pins");

        var pins = root.Required("pins").Members().ToDictionary(p => p.Key, p => ReadPin(p.Key, p.Value) with { File = file }, StringComparer.Ordinal);
        var defaultPin = root.Required("default");
        if (pins.Values.FirstOrDefault(pin => pin.Name != defaultPin.Text() && pin.Architectures.Values.Any(each => each.Bootstrap.Count > 0)) is { } other)
            throw defaultPin.Wrong("\"bootstrap\" in the default pin only", $"it in \"{other.Name}\"", "One bootstrap serves every pin: remove it there.");
        return pins.ContainsKey(defaultPin.Text())
            ? new PinFile(defaultPin.Text(), pins) { File = file }
            : throw defaultPin.Wrong("the name of one of the pins", defaultPin.Found(), $"The pins are: {string.Join(", ", pins.Keys)}.");
    }

    private static Pin ReadPin(string name, JsonField field)
    {
        field.AllowOnly("x64", "arm64", Previous);
        var previous = field.Members().Where(member => member.Key == Previous).Select(member => (JsonField?)member.Value).FirstOrDefault();
        previous?.AllowOnly("x64", "arm64");
        return new Pin(name, ReadArchitectures(field)) { Previous = previous is { } before ? ReadArchitectures(before) : null };
    }

    private static Dictionary<string, ArchitecturePin> ReadArchitectures(JsonField field) =>
        field.Members().Where(member => member.Key != Previous).ToDictionary(a => a.Key, a => ReadArchitecture(a.Key, a.Value), StringComparer.Ordinal);

    private static ArchitecturePin ReadArchitecture(string architecture, JsonField field)
    {
        field.AllowOnly("frameworks", "compilers", Bootstrap, Icu, Engine);
        var frameworks = field.Required("frameworks");
        frameworks.AllowOnly("core", "aspnet");
        var compilers = field.Required("compilers");
        compilers.AllowOnly("linux-x64", "linux-arm64");

        var packs = frameworks.Members().ToDictionary(f => f.Key, f => ReadPackage(f.Value, $".Runtime.linux-{architecture}"), StringComparer.Ordinal);
        if (!packs.TryGetValue("core", out var core))
            throw frameworks.Wrong("the base framework \"core\"", "none", "Add Microsoft.NETCore.App's runtime pack.");

        // ASP.NET Core is tested on, and patched with, the base framework of its own version; crossgen2 knows only one.
        if (packs.TryGetValue("aspnet", out var aspnet) && aspnet.Version != core.Version)
            throw frameworks.Wrong($"\"aspnet\" of the base framework's version \"{core.Version}\"", $"\"{aspnet.Version}\"", "Pin both at one version.");

        Dictionary<string, PackagePin> tools = new(StringComparer.Ordinal);
        foreach ((var rid, var tool) in compilers.Members())
        {
            var package = ReadPackage(tool, $".Crossgen2.{rid}");
            // Code that crossgen2 makes holds for the framework it was made against; another version's compiler may not even agree on the format.
            if (package.Version != core.Version)
                throw tool.Wrong($"crossgen2 of the framework's version \"{core.Version}\"", $"\"{package.Version}\"", "Pin both at one version.");
            tools.Add(rid, package);
        }

        return new ArchitecturePin(packs, tools)
        {
            Bootstrap = field.Has(Bootstrap) ? ReadBootstrap(architecture, field.Required(Bootstrap)) : new Dictionary<string, PackagePin>(),
            Icu = field.Has(Icu) ? ReadPackage(field.Required(Icu), $".ICU4C.Runtime.linux-{architecture}") : null,
            Engine = field.Has(Engine) ? ReadEngine(field.Required(Engine)) : [],
        };
    }

    private static PackagePin[] ReadEngine(JsonField field)
    {
        PackagePin[] packages = [.. field.Items().Select(item => ReadPackage(item, "")).OrderBy(package => package.Id, StringComparer.Ordinal)];
        return packages.Select(package => package.Id).SequenceEqual(AwsEngineBuilder.Packages, StringComparer.Ordinal)
            ? packages
            : throw field.Wrong($"the packages {string.Join(", ", AwsEngineBuilder.Packages)}", string.Join(", ", packages.Select(package => package.Id)), "Pin each of them once.");
    }

    private static Dictionary<string, PackagePin> ReadBootstrap(string architecture, JsonField field)
    {
        Dictionary<string, string> endings = new(StringComparer.Ordinal)
        {
            ["runtime"] = $".Runtime.NativeAOT.linux-{architecture}",
            ["linux-x64"] = "runtime.linux-x64.Microsoft.DotNet.ILCompiler",
            ["linux-arm64"] = "runtime.linux-arm64.Microsoft.DotNet.ILCompiler",
            ["targets"] = "Microsoft.DotNet.ILCompiler",
            ["analyzers"] = "Microsoft.NET.ILLink.Tasks",
        };
        field.AllowOnly([.. endings.Keys]);
        var runtime = ReadPackage(field.Required("runtime"), endings["runtime"]);
        _ = field.Required("targets");
        _ = field.Required("analyzers");
        Dictionary<string, PackagePin> packages = new(StringComparer.Ordinal);
        foreach ((var key, var member) in field.Members())
        {
            var package = ReadPackage(member, endings[key]);
            // Compiler and runtime are two halves of one program.
            if (package.Version != runtime.Version)
                throw member.Wrong($"a package of the runtime's version \"{runtime.Version}\"", $"\"{package.Version}\"", "Pin all of the bootstrap at one version.");
            packages.Add(key, package);
        }

        return packages;
    }

    private static PackagePin ReadPackage(JsonField field, string idEnding)
    {
        field.AllowOnly("id", "version", "sha512", "license", "projectUrl");
        var id = field.Required("id");
        if (!id.Text().EndsWith(idEnding, StringComparison.Ordinal))
            throw id.Wrong($"a package id that ends in \"{idEnding}\"", id.Found(), "Pin the package of this architecture.");

        return new PackagePin(
            id.Text(),
            ReadVersion(field.Required("version")),
            ReadDigest(field.Required("sha512")),
            field.Required("license").Text(),
            ReadUrl(field.Required("projectUrl")));
    }

    private static string ReadVersion(JsonField field)
    {
        var exact = NuGetVersion.TryParse(field.Text(), out var version) && version.ToNormalizedString() == field.Text();
        return exact ? field.Text() : throw field.Wrong("an exact version such as \"10.0.14\"", field.Found(), "A range or a floating version is no pin.");
    }

    private static string ReadDigest(JsonField field)
    {
        Span<byte> digest = stackalloc byte[Sha512Length];
        var whole = Convert.TryFromBase64String(field.Text(), digest, out var written) && written == Sha512Length;
        return whole && Convert.ToBase64String(digest) == field.Text()
            ? field.Text()
            : throw field.Wrong("the SHA-512 of the .nupkg in base64 (88 characters)", field.Found(), "Compute it from a package whose signature was verified.");
    }

    private static string ReadUrl(JsonField field) => Uri.TryCreate(field.Text(), UriKind.Absolute, out var url) && url.Scheme == Uri.UriSchemeHttps
        ? field.Text()
        : throw field.Wrong("an https address", field.Found(), "Correct it.");
}
