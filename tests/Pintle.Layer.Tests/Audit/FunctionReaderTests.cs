using System.IO.Compression;
using Pintle.Layer.Audit;

namespace Pintle.Layer.Tests.Audit;

public sealed class FunctionReaderTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly TempFolder _zips = new();

    [Fact]
    public void Reads_packages_and_who_owns_native_code()
    {
        Write("F.deps.json", """
            {
              "targets": { ".NETCoreApp,Version=v10.0": {
                "F/1.0.0": { "runtime": { "F.dll": {} } },
                "Sql/3.1.0": { "runtimeTargets": { "runtimes/linux-x64/native/libsql.so": { "rid": "linux-x64", "assetType": "native" } } } } },
              "libraries": { "F/1.0.0": { "type": "project" }, "Sql/3.1.0": { "type": "package" }, "Json/13.0.1": { "type": "package" } }
            }
            """);
        WriteElf("runtimes/linux-x64/native/libsql.so");
        WriteElf("libalone.so");
        Write("F.dll", "MZ");

        FunctionContent[] both = [FunctionReader.Read(_folder.Path), FunctionReader.Read(Zip())];

        Assert.All(both, function =>
        {
            Assert.Equal([new("Json", "13.0.1"), new FunctionLibrary("Sql", "3.1.0")], function.Libraries);
            Assert.Equal([new NativePart("libalone.so", null), new NativePart("runtimes/linux-x64/native/libsql.so", new FunctionLibrary("Sql", "3.1.0"))], function.Natives);
            Assert.Empty(function.Runtimes);
            Assert.True(function.HasDependencies);
        });
    }

    [Fact]
    public void Finds_a_bundled_runtime_by_its_configuration_and_by_its_files()
    {
        WriteElf("libcoreclr.so");
        var byFile = Assert.Single(FunctionReader.Read(_folder.Path).Runtimes);
        Write("F.runtimeconfig.json", """{ "runtimeOptions": { "includedFrameworks": [ { "name": "Microsoft.NETCore.App", "version": "9.0.4" } ] } }""");
        var byConfiguration = Assert.Single(FunctionReader.Read(_folder.Path).Runtimes);

        Assert.Equal(("Microsoft.NETCore.App", null, "libcoreclr.so"), (byFile.Framework, byFile.Version, byFile.Path));
        Assert.Equal(("Microsoft.NETCore.App", "9.0.4"), (byConfiguration.Framework, byConfiguration.Version));
    }

    [Fact]
    public void Finds_what_needs_cultures_by_its_name_and_by_what_it_asks_for()
    {
        Write("Microsoft.Data.SqlClient.dll", "MZ");
        Write("Not.Microsoft.Data.SqlClient.dll", "MZ");
        File.WriteAllBytes(_folder["Asks.dll"], System.Text.Encoding.Unicode.GetBytes("MZ System.Globalization.Invariant"));

        var found = FunctionReader.Read(_folder.Path).CultureNeeds;

        Assert.Equal([("Asks", false), ("Microsoft.Data.SqlClient", true)], found.Select(need => (need.Assembly, need.IsKnown)));
        Assert.Equal("opens no connection without cultures", found[1].Reason);
    }

    [Fact]
    public void A_function_without_dependencies_file_has_unknown_packages() => Assert.False(FunctionReader.Read(_folder.Path).HasDependencies);

    [Theory]
    [InlineData("no/such/function.zip", null)]
    [InlineData("broken.zip", "no zip")]
    [InlineData("F.deps.json", "{")]
    public void Refuses_what_cannot_be_read_and_names_it(string name, string? content)
    {
        if (content is not null)
            Write(name, content);
        var path = name.EndsWith(".zip", StringComparison.Ordinal) ? _folder[name] : _folder.Path;

        var refused = Assert.Throws<LayerException>(() => FunctionReader.Read(path));

        Assert.Equal(LayerFault.SubjectInvalid, refused.Fault);
        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _zips.Dispose();
    }

    private void Write(string name, string content) => File.WriteAllText(_folder[name], content);

    private void WriteElf(string name)
    {
        _ = Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllBytes(_folder[name], new TinyElf().Write());
    }

    private string Zip()
    {
        using var content = new MemoryStream();
        ZipFile.CreateFromDirectory(_folder.Path, content);
        File.WriteAllBytes(_zips["function.zip"], content.ToArray());
        return _zips["function.zip"];
    }
}
