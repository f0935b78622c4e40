using System.Text.Json.Nodes;

namespace Pintle.Resolution.Tests;

/// <summary>What runtimeconfig.json and the environment may say: properties, hooks, further folders, frameworks and how far to roll forward.</summary>
internal static class SettingCases
{
    public static IEnumerable<Case> All => [.. Properties, .. Folders, .. Frameworks, .. Refused];

    private static IEnumerable<Case> Properties =>
    [
        Config("properties of every kind", options => options["configProperties"] = JsonNode.Parse(
            """{ "text": "a \"b\" ü ☃", "empty": "", "true": true, "false": false, "null": null, "whole": 12345678901, "negative": -1, "fraction": 1.50, "exponent": 1e3, "list": [ 1, "ü", { "a": 1.0 } ], "object": { "b" : [ ] } }""")),
        Config("settings of the GC and of tiered compilation", options => options["configProperties"] = JsonNode.Parse(
            """{ "System.GC.Server": true, "System.GC.Concurrent": false, "System.GC.HeapHardLimit": 209715200, "System.GC.ConserveMemory": 5, "System.Runtime.TieredPGO": false, "System.Runtime.TieredCompilation": true, "System.Runtime.TieredCompilation.QuickJitForLoops": true }""")),
        Config("globalization asked for", options => options["configProperties"] = JsonNode.Parse("""{ "System.Globalization.Invariant": false, "System.Globalization.PredefinedCulturesOnly": false }""")),
        Config("no properties", options => options.Remove("configProperties")),
        Config("the switch for APP_PATHS", options => options["configProperties"] = JsonNode.Parse("""{ "Microsoft.NETCore.DotNetHostPolicy.SetAppPaths": true }""")),
        new("a property twice", Publishes.Plain, application => File.WriteAllText(application.ConfigPath,
            """{ "runtimeOptions": { "tfm": "net10.0", "framework": { "name": "Microsoft.NETCore.App", "version": "10.0.0" }, "configProperties": { "a": "first", "b": "b", "a": "last" } } }""")),
        new("startup hooks in the environment", Publishes.Plain, application => application.Environment["DOTNET_STARTUP_HOOKS"] = "/opt/hook/Hook.dll:Other"),
        Config("startup hooks in the file", options => options["configProperties"]!["STARTUP_HOOKS"] = "/var/task/Hook.dll"),
        new("startup hooks in both", Publishes.Plain, application =>
        {
            application.Config(options => options["configProperties"]!["STARTUP_HOOKS"] = "/var/task/Hook.dll");
            application.Environment["DOTNET_STARTUP_HOOKS"] = "/opt/hook/Hook.dll";
        }),
        new("a runtimeconfig.dev.json", Publishes.Plain, application =>
        {
            Directory.CreateDirectory(application.Other);
            application.Write($"{application.Main}.runtimeconfig.dev.json",
                $$"""{ "runtimeOptions": { "additionalProbingPaths": [ "{{application.Other}}" ], "configProperties": { "dev": "1", "System.Reflection.Metadata.MetadataUpdater.IsSupported": "dev" } } }""");
        }),
    ];

    private static IEnumerable<Case> Folders =>
    [
        Probing("a folder of packages", application => $"[ \"{application.Other}\" ]"),
        Probing("a folder of packages as text", application => $"\"{application.Other}\""),
        Probing("folders of packages of which one is missing", application => $"[ \"/nowhere/at/all\", \"{application.Other}\", \"{application.Root}\" ]"),
        Probing("a folder of packages behind a placeholder", application => $"[ \"{application.Other}/|arch|/|tfm|\" ]"),
        Probing("a folder of packages with dots and a slash at its end", application => $"[ \"{application.Root}/../other layer/./\" ]"),
        Store("a package store", application => application.Environment["DOTNET_SHARED_STORE"] = application.Other),
        Store("several package stores", application => application.Environment["DOTNET_SHARED_STORE"] = $"/nowhere:{application.Root}:{application.Other}/"),
        Store("a package store for a function without a target framework", application =>
        {
            application.Config(options => options.Remove("tfm"));
            application.Environment["DOTNET_SHARED_STORE"] = application.Other;
        }),
        new("a package store that lacks a package", Publishes.Packages, application =>
        {
            Directory.CreateDirectory(Path.Combine(application.Other, "x64", "net10.0"));
            application.Delete("Humanizer.dll");
            application.Environment["DOTNET_SHARED_STORE"] = application.Other;
        }),
        new("a package store beside missing resources", Publishes.Packages, application =>
        {
            Directory.CreateDirectory(Path.Combine(application.Other, "x64", "net10.0"));
            Directory.Delete(Path.Combine(application.Root, "de"), recursive: true);
            application.Environment["DOTNET_SHARED_STORE"] = application.Other;
        }),
        Additional("an additional deps.json", "own.deps.json", "own.deps.json"),
        Additional("a folder of additional deps.json", $"deps/shared/{InstalledDotnet.Core}/10.0.1/own.deps.json", "deps/"),
        Additional("a folder of additional deps.json for a later version", $"deps/shared/{InstalledDotnet.Core}/10.0.99/own.deps.json", "deps"),
        new("an additional deps.json that is missing", Publishes.Plain, application => application.Environment["DOTNET_ADDITIONAL_DEPS"] = "/nowhere/own.deps.json:/nowhere"),
    ];

    private static IEnumerable<Case> Frameworks =>
    [
        Framework("rolled forward from an older major version", "8.0.0", environment: "Major"),
        Framework("not rolled forward from an older major version", "8.0.0"),
        Framework("rolled forward by the file", "8.0.0", """ "rollForward": "LatestMajor", """),
        Framework("rolled forward by the file against the environment", "8.0.0", """ "rollForward": "Major", """, environment: "Minor"),
        Framework("rolled forward by the older setting", "8.0.0", """ "rollForwardOnNoCandidateFx": 2, """),
        Framework("disabled, another patch", "10.0.0", """ "rollForward": "Disable", """),
        Framework("disabled, the very version", InstalledDotnet.Version, """ "rollForward": "disable", """),
        Framework("a later patch", "10.0.99"),
        Framework("a later major version", "11.0.0", environment: "LatestMajor"),
        Framework("a prerelease", "10.0.0-rc.1.25451.107"),
        Framework("a prerelease of an older major version", "9.0.0-rc.1", environment: "LatestPatch"),
        new("a framework's own roll-forward setting", Publishes.Plain, application => application.Config(options =>
            options["framework"] = JsonNode.Parse("""{ "name": "Microsoft.NETCore.App", "version": "9.0.0", "rollForward": "Major" }"""))),
        new("the environment's older setting", Publishes.Plain, application =>
        {
            application.Config(options => options["framework"]!["version"] = "8.0.0");
            application.Environment["DOTNET_ROLL_FORWARD_ON_NO_CANDIDATE_FX"] = "2";
        }),
        Config("ASP.NET Core alone", options => options["framework"]!["name"] = InstalledDotnet.AspNet),
        Config("a framework that nobody has", options => options["framework"]!["name"] = "Microsoft.WindowsDesktop.App"),
    ];

    private static IEnumerable<Case> Refused =>
    [
        Config("a property that is the host's", options => options["configProperties"]!["TRUSTED_PLATFORM_ASSEMBLIES"] = "x"),
        Config("an unknown roll-forward setting", options => options["rollForward"] = "Latest"),
        new("an unknown roll-forward setting of the environment", Publishes.Plain, application => application.Environment["DOTNET_ROLL_FORWARD"] = "Newest"),
        new("both spellings of the roll-forward setting", Publishes.Plain, application => application.Config(options =>
        {
            options["rollForward"] = "Major";
            options["rollForwardOnNoCandidateFx"] = 2;
        })),
        new("one framework twice", Publishes.Plain, application => application.Config(options =>
        {
            options.Remove("framework");
            options["frameworks"] = JsonNode.Parse("""[ { "name": "Microsoft.NETCore.App", "version": "10.0.0" }, { "name": "Microsoft.NETCore.App", "version": "9.0.0" } ]""");
        })),
        new("a self-contained publish", Publishes.Plain, application => application.Config(options =>
        {
            options.Remove("framework");
            options["includedFrameworks"] = JsonNode.Parse("""[ { "name": "Microsoft.NETCore.App", "version": "10.0.0" } ]""");
        })),
        new("a deps.json that is cut off", Publishes.Packages, application => File.WriteAllText(application.DepsPath, File.ReadAllText(application.DepsPath)[..5000])),
        new("a runtimeconfig.json that is cut off", Publishes.Plain, application => File.WriteAllText(application.ConfigPath, File.ReadAllText(application.ConfigPath)[..60])),
        new("an empty deps.json", Publishes.Plain, application => File.WriteAllText(application.DepsPath, "")),
        new("probing paths of the wrong kind", Publishes.Plain, application => application.Config(options => options["additionalProbingPaths"] = 5)),
    ];

    private static Case Config(string name, Action<JsonObject> edit) => new(name, Publishes.Plain, application => application.Config(edit));

    /// <summary>The package of Humanizer in that folder instead of in the application.</summary>
    private static Case Probing(string name, Func<Application, string> paths) => new(name, Publishes.Packages, application =>
    {
        MovePackage(application, application.Other);
        MovePackage(application, Path.Combine(application.Other, "x64", "net10.0"));
        var value = paths(application);
        application.Config(options => options["additionalProbingPaths"] = JsonNode.Parse(value));
    });

    private static Case Store(string name, Action<Application> set) => new(name, Publishes.Packages, application =>
    {
        MovePackage(application, Path.Combine(application.Other, "x64", "net10.0"));
        set(application);
    });

    private static void MovePackage(Application application, string folder)
    {
        var package = Path.Combine(folder, "humanizer.core", "2.14.1", "lib", "netstandard2.0");
        Directory.CreateDirectory(package);
        File.WriteAllText(Path.Combine(package, "Humanizer.dll"), "");
        application.Delete("Humanizer.dll");
    }

    private static Case Additional(string name, string file, string variable) => new(name, Publishes.Packages, application =>
    {
        application.Write("Own.dll");
        application.Write("own/libown.so");
        var path = Path.Combine(application.Other, file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path,
            """{ "runtimeTarget": { "name": "t" }, "targets": { "t": { "Own/1.0.0": { "runtime": { "lib/Own.dll": { "assemblyVersion": "1.0.0.0" } }, "runtimeTargets": { "own/libown.so": { "rid": "linux", "assetType": "native" } } } } }, "libraries": { "Own/1.0.0": { "type": "package", "serviceable": false, "sha512": "" } } }""");
        application.Environment["DOTNET_ADDITIONAL_DEPS"] = Path.Combine(application.Other, variable);
    });

    private static Case Framework(string name, string version, string setting = "", string? environment = null) => new(name, Publishes.Plain, application =>
    {
        File.WriteAllText(application.ConfigPath, $$"""{ "runtimeOptions": { "tfm": "net10.0", {{setting}} "framework": { "name": "Microsoft.NETCore.App", "version": "{{version}}" } } }""");
        if (environment is not null)
            application.Environment["DOTNET_ROLL_FORWARD"] = environment;
    });
}
