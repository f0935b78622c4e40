using System.Text;
using Pintle.Bootstrap.Framework;
using Pintle.Bootstrap.Package;
using Pintle.Shared;

namespace Pintle.Bootstrap.Tests.Package;

/// <summary>Real folders with empty files; the framework is a list of two assemblies.</summary>
public sealed class FunctionPackageTests : IDisposable
{
    private static readonly FrameworkList Framework = FrameworkList.Parse(
        Encoding.UTF8.GetBytes(
            "pintle-framework-list 1\nrid\tlinux-x64\nframework\tMicrosoft.NETCore.App\t10.0.14\n"
            + "managed\tSystem.Private.CoreLib.dll\t1\t10.0.0.0\t10.0.1426.1\nmanaged\tSystem.Text.Json.dll\t1\t10.0.0.0\t10.0.1426.1\n"),
        "list");

    private readonly string _root = Directory.CreateTempSubdirectory("pintle-package-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Without_a_deps_file_every_assembly_of_the_folder_counts_and_the_frameworks_wins()
    {
        Write("B.dll", "A.dll", "System.Text.Json.dll", "Pintle.Host.dll", "libnative.so", "note.txt", "sub/C.dll");

        var package = Read();

        Assert.Equal([$"{_root}/A.dll", $"{_root}/B.dll"], package.Assemblies);
        Assert.Empty(package.Overridden);
        Assert.Equal([_root + "/"], package.NativeFolders);
        Assert.Equal([_root + "/"], package.ResourceFolders);
        Assert.Null(package.DepsPath);
        Assert.Empty(package.ConfigProperties);
    }

    [Fact]
    public void With_a_deps_file_only_its_assemblies_count()
    {
        Write("Orders.dll", "Stray.dll");
        WriteDeps("Orders.deps.json", """ "Orders/1": { "runtime": { "Orders.dll": {} } } """);

        var package = Read();

        Assert.Equal([$"{_root}/Orders.dll"], package.Assemblies);
        Assert.Equal($"{_root}/Orders.deps.json", package.DepsPath);
    }

    [Theory]
    [InlineData("11.0.0.0", "1.0.0.0", true)]
    [InlineData("10.0.0.0", "10.0.1426.2", true)]
    [InlineData("10.0.0.0", "10.0.1426.1", false)]
    [InlineData("9.0.0.0", "99.0.0.0", false)]
    public void The_higher_version_of_a_frameworks_assembly_is_taken(string assembly, string file, bool isOverridden)
    {
        Write("System.Text.Json.dll");
        WriteDeps("Orders.deps.json", $$""" "J/1": { "runtime": { "lib/System.Text.Json.dll": { "assemblyVersion": "{{assembly}}", "fileVersion": "{{file}}" } } } """);

        var package = Read();

        Assert.Equal(isOverridden ? [$"{_root}/System.Text.Json.dll"] : [], package.Assemblies);
        Assert.Equal(isOverridden ? ["System.Text.Json.dll"] : [], package.Overridden);
    }

    [Fact]
    public void A_listed_assembly_is_not_asked_for_where_it_can_only_be_in_the_package()
    {
        WriteDeps("Orders.deps.json", """ "Orders/1": { "runtime": { "Orders.dll": {}, "lib/net8.0/Prices.dll": {} } } """);

        Assert.Equal([$"{_root}/Orders.dll", $"{_root}/Prices.dll"], Read().Assemblies);
    }

    [Fact]
    public void A_listed_assembly_that_is_in_no_store_either_is_a_fault()
    {
        Write("Orders.dll", "store/x64/net10.0/a/1/lib/A.dll");
        WriteDeps("Orders.deps.json", """ "Orders/1": { "runtime": { "Orders.dll": {} } }, "a/1": { "runtime": { "lib/A.dll": {} } }, "Prices/2": { "runtime": { "lib/net8.0/Prices.dll": {} } } """);
        File.WriteAllText($"{_root}/Orders.runtimeconfig.json", """{ "runtimeOptions": { "tfm": "net10.0" } }""");

        var fault = Assert.Throws<FaultException>(() => FunctionPackage.Read(_root, "Orders", Framework, new ResolutionSettings { SharedStore = $"{_root}/nowhere:{_root}/store" }));

        Assert.Equal(FaultCode.FunctionFileMissing, fault.Code);
        Assert.Equal(
            $"Expected Prices.dll in {_root}, or Prices/2/lib/net8.0/Prices.dll in {_root}/store/x64/net10.0, because {_root}/Orders.deps.json lists it, but it is not there. "
            + "Publish the function again, and zip the whole publish folder; or attach the layer that has the package store.",
            fault.Message);
    }

    [Fact]
    public void Two_files_of_one_name_and_other_extensions_are_a_fault()
    {
        WriteDeps("Orders.deps.json", """ "A/1": { "runtime": { "lib/A.dll": {} } }, "B/1": { "runtime": { "lib/A.exe": {} } } """);

        Assert.Equal(FaultCode.DepsFileInvalid, Assert.Throws<FaultException>(Read).Code);
    }

    [Fact]
    public void A_missing_copy_of_a_frameworks_assembly_does_not_matter_where_the_frameworks_is_taken()
    {
        Write("Orders.dll");
        WriteDeps("Orders.deps.json", """ "J/1": { "runtime": { "lib/System.Text.Json.dll": { "assemblyVersion": "8.0.0.0" } } } """);

        Assert.Empty(Read().Assemblies);
    }

    [Fact]
    public void An_assembly_by_the_hosts_name_is_never_the_functions()
    {
        Write("Pintle.Host.dll");
        WriteDeps("Orders.deps.json", """ "H/1": { "runtime": { "Pintle.Host.dll": { "assemblyVersion": "99.0.0.0" } } } """);

        Assert.Empty(Read().Assemblies);
    }

    [Fact]
    public void Native_assets_give_their_folders_and_resources_the_folder_above_the_culture()
    {
        Write("runtimes/linux-x64/native/liba.so", "runtimes/linux-x64/native/libb.so", "libc.so", "de/A.resources.dll", "fr/A.resources.dll");
        WriteDeps("Orders.deps.json", """
            "A/1": {
              "runtimeTargets": {
                "runtimes/linux-x64/native/liba.so": { "rid": "linux-x64", "assetType": "native" },
                "runtimes/linux-x64/native/libb.so": { "rid": "linux-x64", "assetType": "native" },
                "runtimes/win-x64/native/a.dll": { "rid": "win-x64", "assetType": "native" }
              },
              "resources": { "lib/de/A.resources.dll": { "locale": "de" }, "lib/fr/A.resources.dll": { "locale": "fr" } }
            },
            "C/1": { "native": { "runtimes/linux-x64/native/libc.so": {}, "gone/libmissing.so": {} } }
            """);

        var package = Read();

        Assert.Equal([$"{_root}/runtimes/linux-x64/native/", $"{_root}/"], package.NativeFolders);
        Assert.Equal([$"{_root}/"], package.ResourceFolders);
    }

    [Fact]
    public void The_only_deps_file_counts_whatever_its_name()
    {
        Write("Other.dll");
        WriteDeps("Other.deps.json", """ "O/1": { "runtime": { "Other.dll": {} } } """);

        Assert.Equal([$"{_root}/Other.dll"], Read().Assemblies);
    }

    [Fact]
    public void Among_several_files_the_main_assemblys_count()
    {
        Write("Orders.dll");
        WriteDeps("Orders.deps.json", """ "O/1": { "runtime": { "Orders.dll": {} } } """);
        WriteDeps("Z.deps.json", "this is not even JSON");
        File.WriteAllText($"{_root}/A.runtimeconfig.json", "nor this");
        File.WriteAllText($"{_root}/Orders.runtimeconfig.json", """{ "runtimeOptions": { "configProperties": { "a": 1 } } }""");

        Assert.Equal([new("a", "1")], Read().ConfigProperties);
    }

    [Theory]
    [InlineData(".deps.json", 105)]
    [InlineData(".runtimeconfig.json", 106)]
    public void Several_files_and_none_of_the_main_assembly_are_a_fault(string suffix, int code)
    {
        Write("F" + suffix, "B" + suffix, "A" + suffix, "C" + suffix, "E" + suffix, "D" + suffix);

        var fault = Assert.Throws<FaultException>(Read);

        Assert.Equal(code, (int)fault.Code);
        Assert.Equal(
            $"Expected {_root}/Orders{suffix} or a single *{suffix}, but {_root} has 6: A{suffix}, B{suffix}, C{suffix}, D{suffix}, E{suffix}, .... Set LAMBDA_DOTNET_MAIN_ASSEMBLY to the main assembly's name.",
            fault.Message);
    }

    [Fact]
    public void The_frameworks_of_the_runtimeconfig_are_checked_with_the_environments_setting()
    {
        Write("Orders.dll");
        File.WriteAllText($"{_root}/Orders.runtimeconfig.json", """{ "runtimeOptions": { "framework": { "name": "Microsoft.NETCore.App", "version": "8.0.0" } } }""");

        Assert.Equal(FaultCode.FrameworkMismatch, Assert.Throws<FaultException>(Read).Code);
        Assert.Equal([$"{_root}/Orders.dll"], FunctionPackage.Read(_root, "Orders", Framework, new ResolutionSettings { RollForward = "Major" }).Assemblies);
    }

    private FunctionPackage Read() => FunctionPackage.Read(_root, "Orders", Framework, ResolutionSettings.None);

    private void Write(params string[] names)
    {
        foreach (var name in names)
        {
            Directory.CreateDirectory(Path.GetDirectoryName($"{_root}/{name}")!);
            File.WriteAllText($"{_root}/{name}", "");
        }
    }

    private void WriteDeps(string name, string libraries) =>
        File.WriteAllText($"{_root}/{name}", $$"""{ "runtimeTarget": { "name": "t" }, "targets": { "t": { {{libraries}} } } }""");
}
