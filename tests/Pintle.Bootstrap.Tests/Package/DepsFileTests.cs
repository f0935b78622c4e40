using System.Text;
using Pintle.Bootstrap.Package;
using Pintle.Shared;

namespace Pintle.Bootstrap.Tests.Package;

public sealed class DepsFileTests
{
    private const string Target = ".NETCoreApp,Version=v8.0";

    [Fact]
    public void Reads_what_a_library_publishes_beside_the_application()
    {
        var deps = Parse(Libraries("""
            "Orders/1.0.0": { "dependencies": { "A": "1.0.0" }, "runtime": { "Orders.dll": {} } },
            "A/1.0.0": {
              "runtime": { "lib/net8.0/A.dll": { "assemblyVersion": "1.2.0.0", "fileVersion": "1.2.3.4" } },
              "native": { "runtimes/linux-x64/native/libA.so": { "fileVersion": "0.0.0.0" } },
              "resources": { "lib/net8.0/de/A.resources.dll": { "locale": "de" }, "fr/A.resources.dll": { "locale": "fr" } }
            }
            """));

        Assert.Equal([("Orders.dll", default), ("A.dll", new AssetVersions(new(1, 2, 0, 0), new(1, 2, 3, 4)))], Managed(deps));
        Assert.Equal(["libA.so"], deps.Native.Select(asset => asset.Path));
        Assert.Equal(["de/A.resources.dll", "fr/A.resources.dll"], deps.Resources.Select(asset => asset.Path));
    }

    [Fact]
    public void Takes_the_closest_RID_in_place_of_the_general_asset()
    {
        var deps = Parse(Libraries("""
            "A/1.0.0": {
              "runtime": { "lib/net8.0/A.dll": { "assemblyVersion": "1.0.0.0" } },
              "runtimeTargets": {
                "runtimes/win/lib/net8.0/A.dll": { "rid": "win", "assetType": "runtime" },
                "runtimes/unix/lib/net8.0/A.dll": { "rid": "unix", "assetType": "runtime", "assemblyVersion": "1.1.0.0" },
                "runtimes/linux/lib/net8.0/A.dll": { "rid": "linux", "assetType": "runtime", "assemblyVersion": "1.2.0.0" }
              }
            }
            """));

        Assert.Equal([("runtimes/linux/lib/net8.0/A.dll", new AssetVersions(new(1, 2, 0, 0), null))], Managed(deps));
    }

    [Fact]
    public void Decides_managed_and_native_assets_apart_and_for_each_library()
    {
        var deps = Parse(Libraries("""
            "A/1.0.0": {
              "runtime": { "lib/A.dll": {} },
              "runtimeTargets": {
                "runtimes/linux-x64/native/libA.so": { "rid": "linux-x64", "assetType": "native" },
                "runtimes/linux-x64/native/libA2.so": { "rid": "linux-x64", "assetType": "native" },
                "runtimes/linux-arm64/native/libA.so": { "rid": "linux-arm64", "assetType": "native" },
                "runtimes/linux-musl-x64/native/libA.so": { "rid": "linux-musl-x64", "assetType": "native" }
              }
            },
            "B/1.0.0": {
              "runtimeTargets": { "runtimes/unix/lib/B.dll": { "rid": "unix", "assetType": "runtime" } }
            }
            """));

        Assert.Equal(["A.dll", "runtimes/unix/lib/B.dll"], deps.Managed.Select(asset => asset.Path));
        Assert.Equal(["runtimes/linux-x64/native/libA.so", "runtimes/linux-x64/native/libA2.so"], deps.Native.Select(asset => asset.Path));
    }

    [Fact]
    public void Takes_nothing_for_a_foreign_RID()
    {
        var deps = Parse(Libraries("""
            "A/1.0.0": { "runtimeTargets": { "runtimes/win-x64/native/A.dll": { "rid": "win-x64", "assetType": "native" } } }
            """));

        Assert.Empty(deps.Managed);
        Assert.Empty(deps.Native);
    }

    [Fact]
    public void Leaves_the_marker_of_an_empty_folder_out()
    {
        var deps = Parse(Libraries("""
            "A/1.0.0": {
              "runtime": { "lib/net8.0/_._": {} },
              "runtimeTargets": { "runtimes/linux/lib/net8.0/_._": { "rid": "linux", "assetType": "runtime" } }
            }
            """));

        Assert.Empty(deps.Managed);
    }

    [Fact]
    public void Reads_the_target_that_runtimeTarget_names_wherever_it_stands()
    {
        var deps = Parse($$"""
            {
              "libraries": { "A/1.0.0": { "type": "package" } },
              "targets": {
                "{{Target}}": { "A/1.0.0": { "runtime": { "Wrong.dll": {} } } },
                "{{Target}}/linux-x64": { "A/1.0.0": { "runtime": { "Right.dll": {} } } }
              },
              "runtimeTarget": { "signature": "abc", "name": "{{Target}}/linux-x64" }
            }
            """);

        Assert.Equal(["Right.dll"], deps.Managed.Select(asset => asset.Path));
    }

    [Fact]
    public void Reads_a_runtimeTarget_that_is_a_name() =>
        Assert.Equal(["A.dll"], Parse("""{ "runtimeTarget": "t", "targets": { "t": { "A/1": { "runtime": { "A.dll": {} } } } } }""").Managed.Select(asset => asset.Path));

    [Fact]
    public void Reads_past_a_byte_order_mark_comments_trailing_commas_and_escapes()
    {
        var json = "\uFEFF// made by hand\n{ \"runtimeTarget\": { \"name\": \"t\\u0031\", }, /* here */ \"targets\": { \"t1\": { \"A/1\": { \"runtime\": { \"\\u0041.dll\": { /* none */ }, }, }, }, }, }";

        Assert.Equal(["A.dll"], Parse(json).Managed.Select(asset => asset.Path));
    }

    [Fact]
    public void Treats_a_version_that_is_none_as_the_lowest()
    {
        var deps = Parse(Libraries("""
            "A/1.0.0": { "runtime": { "A.dll": { "assemblyVersion": "one", "fileVersion": { "a": [1] }, "other": [1, { "rid": "x" }] } } }
            """));

        Assert.Equal([("A.dll", default)], Managed(deps));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("nothing of the kind")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("5")]
    [InlineData("{}")]
    [InlineData("{ \"runtimeTarget\": { \"name\": \"t\" } }")]
    [InlineData("{ \"targets\": { \"t\": {} } }")]
    [InlineData("{ \"runtimeTarget\": null, \"targets\": { \"t\": {} } }")]
    [InlineData("{ \"runtimeTarget\": {}, \"targets\": { \"t\": {} } }")]
    [InlineData("{ \"runtimeTarget\": [ \"t\" ], \"targets\": { \"t\": {} } }")]
    [InlineData("{ \"runtimeTarget\": { \"name\": null }, \"targets\": { \"t\": {} } }")]
    [InlineData("{ \"runtimeTarget\": { \"name\": 5 }, \"targets\": { \"5\": {} } }")]
    [InlineData("{ \"runtimeTarget\": { \"name\": \"t\" }, \"targets\": {} }")]
    [InlineData("{ \"runtimeTarget\": { \"name\": \"t\" }, \"targets\": null }")]
    [InlineData("{ \"runtimeTarget\": { \"name\": \"t\" }, \"targets\": [ \"t\" ] }")]
    [InlineData("{ \"runtimeTarget\": { \"name\": \"t\" }, \"targets\": { \"u\": {} } }")]
    [InlineData("{ \"runtimeTarget\": { \"name\": \"t\" }, \"targets\": { \"T\": {} } }")]
    [InlineData("{ \"runtimeTarget\": { \"name\": \"t\" }, \"targets\": { \"t\": [] } }")]
    [InlineData("{ \"runtimeTarget\": { \"name\": \"t\" }, \"targets\": { \"t\": null } }")]
    [InlineData("{ \"runtimeTarget\": { \"name\": \"t\" }, \"targets\": { \"t\": { \"A/1\": [] } } }")]
    [InlineData("{ \"runtimeTarget\": { \"name\": \"t\" }, \"targets\": { \"t\": { \"A/1\": { \"runtime\": [ \"A.dll\" ] } } } }")]
    [InlineData("{ \"runtimeTarget\": { \"name\": \"t\" }, \"targets\": { \"t\": { \"A/1\": { \"runtime\": { \"A.dll\": null } } } } }")]
    [InlineData("{ \"runtimeTarget\": { \"name\": \"t\" }, \"targets\": { \"t\": { \"A/1\": { \"runtimeTargets\": { \"A.dll\": { \"rid\": 5 } } } } } }")]
    [InlineData("{ \"runtimeTarget\": { \"name\": \"t\" }, \"targets\": { \"t\": { \"A/1\": { \"runtimeTargets\": { \"A.dll\": { \"assetType\": {} } } } } } }")]
    [InlineData("{ \"runtimeTarget\": { \"name\": \"t\" }, \"targets\": { \"t\": { \"A/1\": { \"runtime\": { \"A.dll\": {} } }")]
    [InlineData("{ \"runtimeTarget\": { \"name\": \"t\" }, \"targets\": { \"t\": { \"A/1\": { \"runtime\": { \"A\\u0000.dll\": {} } } } } }")]
    [InlineData("{ \"runtimeTarget\": { \"name\": \"t\" }, \"targets\": { \"t\": { \"A/1\": { \"native\": { \"A.so\": { \"localPath\": \"A\\u0000\" } } } } } }")]
    [InlineData("{ 'runtimeTarget': { 'name': 't' }, 'targets': { 't': {} } }")]
    public void Refuses_what_dotnet_publish_does_not_write(string json)
    {
        var fault = Assert.Throws<FaultException>(() => Parse(json));

        Assert.Equal(FaultCode.DepsFileInvalid, fault.Code);
        Assert.StartsWith("Expected /task/Orders.deps.json to be a deps.json as dotnet publish writes it, but ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Takes_the_libraries_in_the_order_of_their_list_and_no_others()
    {
        var deps = Parse("""
            {
              "runtimeTarget": "t",
              "targets": { "t": { "A/1": { "runtime": { "A.dll": {} } }, "B/1": { "runtime": { "B.dll": {} } }, "C/1": { "runtime": { "C.dll": {} } } } },
              "libraries": { "C/1": { "type": "package", "path": "c.package/1" }, "X/1": { "type": "package", "path": ["x"] }, "A/1": {} }
            }
            """);

        Assert.Equal(["C.dll", "A.dll"], deps.Managed.Select(asset => asset.Path));
        Assert.Equal(["c.package/1/C.dll", "A/1/A.dll"], deps.Managed.Select(asset => asset.PackagePath));
    }

    [Fact]
    public void Takes_a_runtime_packs_files_and_a_local_path_as_they_are_listed()
    {
        var deps = Parse("""
            {
              "runtimeTarget": "t",
              "targets": { "t": { "R/1": { "runtime": { "sub/R.dll": {} } }, "L/1": { "runtime": { "lib/net10.0/L.dll": { "localPath": "own/L.dll" } } } } },
              "libraries": { "R/1": { "type": "runtimepack" }, "L/1": { "type": "package" } }
            }
            """);

        Assert.Equal(["sub/R.dll", "own/L.dll"], deps.Managed.Select(asset => asset.Path));
    }

    [Fact]
    public void Says_which_field_is_of_the_wrong_kind_and_in_which_line()
    {
        var fault = Assert.Throws<FaultException>(() => Parse("{ \"runtimeTarget\": \"t\",\n\"targets\": { \"t\": {\n \"A/1.0.0\": { \"runtime\": {} },\n \"B/1.0.0\": { \"runtime\": [] } } } }"));

        Assert.Contains("but \"targets/t/B/1.0.0/runtime\" in line 4 is not of the kind", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_bytes_that_are_no_text()
    {
        var json = Encoding.UTF8.GetBytes(Libraries("""
            "A/1.0.0": { "runtime": { "?.dll": {} } }
            """));
        json[json.AsSpan().IndexOf((byte)'?')] = 0xFF;

        Assert.Equal(FaultCode.DepsFileInvalid, Assert.Throws<FaultException>(() => DepsFile.Parse(json, "/task/Orders.deps.json", RidFallbacks.Of("linux-x64"))).Code);
    }

    [Fact]
    public void Refuses_every_beginning_that_ends_before_the_targets_do()
    {
        var json = Encoding.UTF8.GetBytes(Libraries("""
            "A/1.0.0": {
              "runtime": { "lib/A.dll": { "assemblyVersion": "1.0.0.0" } },
              "runtimeTargets": { "runtimes/linux/lib/A.dll": { "rid": "linux", "assetType": "runtime" } }
            }
            """).TrimEnd());
        // The last two braces close "targets" and the file: nothing that is read stands after them.
        var needed = json.AsSpan(..json.AsSpan(..^1).LastIndexOf((byte)'}')).LastIndexOf((byte)'}') + 1;

        for (var length = 0; length < needed; length++)
        {
            var beginning = json[..length];
            var fault = Assert.Throws<FaultException>(() => DepsFile.Parse(beginning, "x", RidFallbacks.Of("linux-x64")));
            Assert.Equal(FaultCode.DepsFileInvalid, fault.Code);
        }
    }

    private static DepsFile Parse(string json) => DepsFile.Parse(Encoding.UTF8.GetBytes(json), "/task/Orders.deps.json", RidFallbacks.Of("linux-x64"));

    private static IEnumerable<(string Path, AssetVersions Versions)> Managed(DepsFile deps) => deps.Managed.Select(asset => (asset.Path, asset.Versions));

    private static string Libraries(string libraries) => $$"""
        {
          "runtimeTarget": { "name": "{{Target}}", "signature": "" },
          "compilationOptions": { "defines": [ "A" ] },
          "targets": { "other": { "X/1": { "runtime": { "X.dll": {} } } }, "{{Target}}": { {{libraries}} } }
        }
        """;
}
