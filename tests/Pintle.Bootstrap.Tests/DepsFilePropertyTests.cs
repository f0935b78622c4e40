using System.Text.Json.Nodes;
using CsCheck;
using Pintle.Bootstrap.Package;
using Pintle.Shared;

namespace Pintle.Bootstrap.Tests;

/// <summary>Random deps.json files: what was put in comes out, and no damage is an accident.</summary>
public sealed class DepsFilePropertyTests
{
    private const string Target = ".NETCoreApp,Version=v10.0";

    private static readonly string[] Rids = ["linux-x64", "linux", "unix-x64", "unix", "any", "win", "linux-arm64", "osx"];
    private static readonly Gen<string> Name = Gen.String[Gen.Char["abcXYZ019.-_äß☃ "], 1, 12];
    // NuGet's name for "nothing here", which is no file.
    private static readonly Gen<string> FileName = Name.Where(name => name != "_._");
    private static readonly Gen<Version> Version = Gen.Select(Gen.Int[0, 99], Gen.Int[0, 99], (major, minor) => new Version(major, minor, 0, 0));
    private static readonly Gen<Sample> Samples = Gen.Select(Name, Version, FileName, Gen.Int[0, Rids.Length - 1].Select(i => Rids[i]), Gen.Bool, Gen.Int[0, 3],
        (library, version, file, rid, isNative, kind) => new Sample(library, version, file, rid, isNative, kind));

    [Fact]
    public void What_is_written_is_read_back() => Samples.Array[0, 12].Sample(samples =>
    {
        var deps = DepsFile.Parse(Json(samples), "x", RidFallbacks.Of("linux-x64"));

        Assert.Equal(samples.Where(sample => sample.Kind == 0).Select(sample => (sample.File, new AssetVersions(sample.Version, null))), deps.Managed.Where(asset => !asset.Path.StartsWith("runtimes/", StringComparison.Ordinal)).Select(asset => (asset.Path, asset.Versions)));
        Assert.Equal(samples.Where(sample => sample.Kind == 1).Select(sample => sample.File), deps.Native.Select(asset => asset.Path).Where(path => !path.StartsWith("runtimes/", StringComparison.Ordinal)));
        Assert.Equal(samples.Where(sample => sample.Kind == 2).Select(sample => $"de/{sample.File}"), deps.Resources.Select(asset => asset.Path));
        var fitting = samples.Where(sample => sample.Kind == 3 && RidFallbacks.Of("linux-x64").Contains(sample.Rid)).ToArray();
        Assert.Equal(fitting.Where(sample => !sample.IsNative).Select(sample => sample.RidPath), deps.Managed.Select(asset => asset.Path).Where(path => path.StartsWith("runtimes/", StringComparison.Ordinal)));
        Assert.Equal(fitting.Where(sample => sample.IsNative).Select(sample => sample.RidPath), deps.Native.Select(asset => asset.Path).Where(path => path.StartsWith("runtimes/", StringComparison.Ordinal)));
    });

    [Fact]
    public void A_changed_byte_is_read_or_refused() => Gen.Select(Samples.Array[1, 6], Gen.Int[0, int.MaxValue], Gen.Byte).Sample((samples, place, value) =>
    {
        var json = Json(samples);
        json[place % json.Length] = value;

        try
        {
            DepsFile.Parse(json, "x", RidFallbacks.Of("linux-x64"));
        }
        catch (FaultException fault)
        {
            Assert.Equal(FaultCode.DepsFileInvalid, fault.Code);
        }
    });

    private static byte[] Json(Sample[] samples)
    {
        var libraries = new JsonObject();
        for (var i = 0; i < samples.Length; i++)
            libraries[$"{samples[i].Library}{i}/1.0.0"] = samples[i].Json();
        var root = new JsonObject { ["runtimeTarget"] = new JsonObject { ["name"] = Target }, ["targets"] = new JsonObject { [Target] = libraries } };
        return System.Text.Encoding.UTF8.GetBytes(root.ToJsonString());
    }

    /// <param name="Library">Name of the library.</param>
    /// <param name="Version">The asset's assembly version.</param>
    /// <param name="File">The asset's file name.</param>
    /// <param name="Rid">For an asset of a RID.</param>
    /// <param name="IsNative">For an asset of a RID.</param>
    /// <param name="Kind">0 runtime, 1 native, 2 resources, 3 runtimeTargets.</param>
    private sealed record Sample(string Library, Version Version, string File, string Rid, bool IsNative, int Kind)
    {
        public string RidPath => $"runtimes/{Rid}/lib/{File}";

        public JsonObject Json()
        {
            var properties = new JsonObject { ["assemblyVersion"] = Version.ToString() };
            return Kind switch
            {
                0 => new JsonObject { ["dependencies"] = new JsonObject(), ["runtime"] = new JsonObject { [$"lib/net10.0/{File}"] = properties } },
                1 => new JsonObject { ["native"] = new JsonObject { [$"runtimes/linux-x64/native/{File}"] = properties } },
                2 => new JsonObject { ["resources"] = new JsonObject { [$"lib/net10.0/de/{File}"] = properties } },
                _ => new JsonObject
                {
                    ["runtimeTargets"] = new JsonObject { [RidPath] = new JsonObject { ["rid"] = Rid, ["assetType"] = IsNative ? "native" : "runtime", ["assemblyVersion"] = Version.ToString() } },
                },
            };
        }
    }
}
