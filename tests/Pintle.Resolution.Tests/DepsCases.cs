using System.Text.Json.Nodes;

namespace Pintle.Resolution.Tests;

/// <summary>What a deps.json may say: versions against the framework's, RIDs, order, shapes of entries.</summary>
internal static class DepsCases
{
    private const string FrameworkFile = "System.Collections.Immutable.dll";

    public static IEnumerable<Case> All => [.. Versions, .. Order, .. Rids, .. Shapes];

    private static IEnumerable<Case> Versions =>
    [
        Against("a newer assembly version than the framework's", """{ "assemblyVersion": "10.0.0.1", "fileVersion": "1.0.0.0" }"""),
        Against("an older assembly version with a newer file version", """{ "assemblyVersion": "9.0.0.0", "fileVersion": "99.0.0.0" }"""),
        Against("the framework's assembly version with a newer file version", """{ "assemblyVersion": "10.0.0.0", "fileVersion": "99.0.0.0" }"""),
        Against("the framework's assembly version with an older file version", """{ "assemblyVersion": "10.0.0.0", "fileVersion": "9.0.0.0" }"""),
        Against("the framework's assembly version without a file version", """{ "assemblyVersion": "10.0.0.0" }"""),
        Against("a file version without an assembly version", """{ "fileVersion": "99.0.0.0" }"""),
        Against("no version", "{}"),
        Against("an assembly version of two numbers", """{ "assemblyVersion": "10.0", "fileVersion": "99.0.0.0" }"""),
        Against("a newer assembly version of two numbers", """{ "assemblyVersion": "10.1" }"""),
        Against("an assembly version of one number", """{ "assemblyVersion": "99" }"""),
        Against("a version that is none", """{ "assemblyVersion": "99.0-preview", "fileVersion": "x" }"""),
        Against("a version that is no text", """{ "assemblyVersion": 99, "fileVersion": { "a": [ 1 ] } }"""),
        new("exactly the framework's versions", Publishes.Plain, application =>
        {
            var info = System.Diagnostics.FileVersionInfo.GetVersionInfo(Path.Combine(InstalledDotnet.FolderOf(InstalledDotnet.Core), FrameworkFile));
            Add(application, $$"""{ "assemblyVersion": "10.0.0.0", "fileVersion": "{{info.FileVersion}}" }""");
        }),
        new("an assembly of ASP.NET Core in a function that doesn't ask for it", Publishes.Plain, application =>
            application.AddLibrary("Logging/8.0.0", """{ "runtime": { "lib/net8.0/Microsoft.Extensions.Logging.dll": { "assemblyVersion": "8.0.0.0", "fileVersion": "8.0.23.1" } } }""")),
        new("an older assembly of ASP.NET Core in a function that asks for it", Publishes.Web, application =>
            application.AddLibrary("Logging/8.0.0", """{ "runtime": { "lib/net8.0/Microsoft.Extensions.Logging.dll": { "assemblyVersion": "8.0.0.0", "fileVersion": "8.0.23.1" } } }""")),
        new("a newer assembly of ASP.NET Core in a function that asks for it", Publishes.Web, application =>
            application.AddLibrary("Logging/11.0.0", """{ "runtime": { "lib/net10.0/Microsoft.Extensions.Logging.dll": { "assemblyVersion": "11.0.0.0", "fileVersion": "11.0.23.1" } } }""")),
    ];

    private static IEnumerable<Case> Order =>
    [
        new("libraries in the opposite order", Publishes.Packages, application => application.DepsRoot(root =>
        {
            var reversed = root["libraries"]!.AsObject().Reverse().Select(library => KeyValuePair.Create(library.Key, library.Value?.DeepClone())).ToArray();
            root["libraries"] = new JsonObject(reversed);
        })),
        new("libraries before the targets", Publishes.Packages, application => application.DepsRoot(root =>
        {
            var targets = root["targets"]!.DeepClone();
            root.Remove("targets");
            root["targets"] = targets;
        })),
        new("a library that the list of libraries lacks", Publishes.Packages, application => application.Deps((_, libraries) => libraries.Remove("Humanizer.Core/2.14.1"))),
        new("a library that the target lacks", Publishes.Packages, application => application.Deps((target, _) => target.Remove("Humanizer.Core/2.14.1"))),
        Twice("two libraries with one assembly, the later newer", "1.0.0.0", "2.0.0.0"),
        Twice("two libraries with one assembly, the later older", "2.0.0.0", "1.0.0.0"),
        Twice("two libraries with one assembly of one version", "1.0.0.0", "1.0.0.0"),
        new("two native libraries in different folders", Publishes.Plain, application =>
        {
            application.AddLibrary("A/1.0.0", """{ "runtimeTargets": { "z/native/liba.so": { "rid": "linux", "assetType": "native" } } }""");
            application.AddLibrary("B/1.0.0", """{ "native": { "b/libb.so": {} }, "runtimeTargets": { "a/native/libb.so": { "rid": "linux-x64", "assetType": "native" } } }""");
        }),
        new("one assembly as .dll and as .exe", Publishes.Plain, application =>
        {
            application.AddLibrary("A/1.0.0", """{ "runtime": { "lib/Both.dll": {} } }""");
            application.AddLibrary("B/1.0.0", """{ "runtime": { "lib/Both.exe": {} } }""");
        }),
    ];

    private static IEnumerable<Case> Rids =>
    [
        Rid("assets for linux-x64", "linux-x64", "linux", "unix"),
        Rid("assets for linux", "win-x64", "linux", "unix"),
        Rid("assets for unix-x64 and unix", "unix", "unix-x64"),
        Rid("assets for any", "any", "osx"),
        Rid("assets for other processors only", "linux-arm64", "linux-musl-x64", "win-x64"),
        Rid("assets for a distribution", "debian.12-x64", "amzn.2023-x64"),
        new("a RID of the environment's", Publishes.Plain, application =>
        {
            application.AddLibrary("A/1.0.0", """{ "runtimeTargets": { "r/own/a.so": { "rid": "amzn.2023-x64", "assetType": "native" }, "r/linux/a.so": { "rid": "linux-x64", "assetType": "native" } } }""");
            application.Environment["DOTNET_RUNTIME_ID"] = "amzn.2023-x64";
        }),
        new("resources for a RID", Publishes.Plain, application =>
            application.AddLibrary("A/1.0.0", """{ "resources": { "lib/de/A.resources.dll": {} }, "runtimeTargets": { "runtimes/unix/lib/fr/A.resources.dll": { "rid": "unix", "assetType": "resources" } } }""")),
        new("kinds of assets in capital letters", Publishes.Plain, application =>
            application.AddLibrary("A/1.0.0", """{ "runtimeTargets": { "r/a.so": { "rid": "linux", "assetType": "NATIVE" }, "r/A.dll": { "rid": "linux", "assetType": "Runtime" } } }""")),
        new("an unknown kind of asset", Publishes.Plain, application =>
            application.AddLibrary("A/1.0.0", """{ "runtime": { "lib/A.dll": {} }, "runtimeTargets": { "r/A.dll": { "rid": "linux", "assetType": "documentation" } } }""")),
        new("a placeholder for a RID", Publishes.Plain, application =>
            application.AddLibrary("A/1.0.0", """{ "runtime": { "lib/A.dll": {} }, "runtimeTargets": { "runtimes/linux/lib/_._": { "rid": "linux", "assetType": "runtime" } } }""")),
    ];

    private static IEnumerable<Case> Shapes =>
    [
        new("a placeholder", Publishes.Plain, application => application.AddLibrary("A/1.0.0", """{ "runtime": { "lib/net10.0/_._": {} }, "native": { "n/_._": {} }, "resources": { "lib/de/_._": {} } }""")),
        new("a runtime target that is a name", Publishes.Plain, application => application.DepsRoot(root => root["runtimeTarget"] = (string)root["runtimeTarget"]!["name"]!)),
        new("paths without folders", Publishes.Plain, application => application.AddLibrary("A/1.0.0", """{ "runtime": { "A.dll": {} }, "native": { "liba.so": {} }, "resources": { "de/A.resources.dll": {} } }""")),
        new("a local path", Publishes.Plain, application =>
            application.AddLibrary("A/1.0.0", """{ "runtime": { "lib/A.dll": { "localPath": "own/A.dll" } }, "native": { "n/liba.so": { "localPath": "own/n/liba.so" } }, "resources": { "lib/de/A.resources.dll": { "localPath": "own/de/A.resources.dll" } } }""")),
        new("a local path of a RID-specific asset", Publishes.Plain, application =>
            application.AddLibrary("A/1.0.0", """{ "runtimeTargets": { "runtimes/linux/lib/A.dll": { "rid": "linux", "assetType": "runtime", "localPath": "own/A.dll" } } }""")),
        new("a runtime pack's files in folders", Publishes.Plain, application => application.AddLibrary("runtimepack.A/1.0.0", """{ "runtime": { "sub/A.dll": {} }, "native": { "sub/liba.so": {} } }""", "runtimepack")),
        new("an assembly with .ni in its name", Publishes.Plain, application => application.AddLibrary("A/1.0.0", """{ "runtime": { "lib/A.ni.dll": {}, "lib/B.dll": {} } }""")),
        new("an assembly without an extension", Publishes.Plain, application => application.AddLibrary("A/1.0.0", """{ "runtime": { "lib/Bare": {} } }""")),
        new("an empty library", Publishes.Plain, application => application.AddLibrary("A/1.0.0", "{}")),
        new("compilation assets and unknown fields", Publishes.Plain, application => application.AddLibrary("A/1.0.0", """{ "compile": { "ref/A.dll": {} }, "dependencies": { "B": "1" }, "other": [ 1, { "a": null } ], "runtime": { "A.dll": { "other": [ {} ] } } }""")),
    ];

    private static Case Against(string name, string versions) => new(name, Publishes.Plain, application => Add(application, versions));

    private static void Add(Application application, string versions)
    {
        application.Write(FrameworkFile);
        application.AddLibrary("Immutable/1.0.0", $$"""{ "runtime": { "lib/net10.0/{{FrameworkFile}}": {{versions}} } }""");
    }

    private static Case Twice(string name, string first, string second) => new(name, Publishes.Plain, application =>
    {
        application.AddLibrary("A/1.0.0", $$"""{ "runtime": { "lib/Both.dll": { "assemblyVersion": "{{first}}" } } }""");
        application.AddLibrary("B/1.0.0", $$"""{ "runtimeTargets": { "runtimes/linux/lib/Both.dll": { "rid": "linux", "assetType": "runtime", "assemblyVersion": "{{second}}" } } }""");
    });

    private static Case Rid(string name, params string[] rids) => new(name, Publishes.Plain, application => application.AddLibrary("A/1.0.0",
        $$"""{ "runtime": { "lib/A.dll": {} }, "native": { "n/liba.so": {} }, "runtimeTargets": { {{string.Join(", ", rids.Select(rid => $$"""
            "runtimes/{{rid}}/lib/A.dll": { "rid": "{{rid}}", "assetType": "runtime" }, "runtimes/{{rid}}/native/liba.so": { "rid": "{{rid}}", "assetType": "native" }
            """))}} } }"""));
}
