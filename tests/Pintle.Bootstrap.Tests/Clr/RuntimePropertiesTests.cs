using System.Text;
using Pintle.Bootstrap.Clr;
using Pintle.Bootstrap.Framework;
using Pintle.Bootstrap.Package;

namespace Pintle.Bootstrap.Tests.Clr;

public sealed class RuntimePropertiesTests : IDisposable
{
    private readonly string _task = Directory.CreateTempSubdirectory("pintle-properties-").FullName;
    private readonly FrameworkList _framework = FrameworkList.Parse(
        Encoding.UTF8.GetBytes("pintle-framework-list 1\nrid\tlinux-arm64\nframework\tMicrosoft.NETCore.App\t10.0.14\nmanaged\tA.dll\t1\t1.0.0.0\t1.0.0.0\nmanaged\tB.dll\t1\t1.0.0.0\t1.0.0.0\n"),
        "list");

    public void Dispose() => Directory.Delete(_task, recursive: true);

    [Fact]
    public void The_trusted_assemblies_are_the_frameworks_then_the_functions_then_the_host()
    {
        File.WriteAllText($"{_task}/F.dll", "");

        using var properties = Properties();

        Assert.Equal($"/layer/pintle/dotnet/A.dll:/layer/pintle/dotnet/B.dll:{_task}/F.dll:/layer/pintle/host/Pintle.Host.dll", properties["TRUSTED_PLATFORM_ASSEMBLIES"]);
    }

    [Theory]
    [InlineData("", "", "true", null)]
    [InlineData("", "\"System.Globalization.Invariant\": false", "true", null)]
    [InlineData("icu\t72.1\n", "", null, "72.1")]
    [InlineData("icu\t72.1\n", "\"System.Globalization.Invariant\": true", "true", "72.1")]
    [InlineData("", "\"System.Globalization.AppLocalIcu\": \"74.2\"", null, "74.2")]
    [InlineData("icu\t72.1\n", "\"System.Globalization.AppLocalIcu\": \"74.2\"", null, "74.2")]
    public void Cultures_are_of_the_functions_ICU_else_the_layers_else_the_invariant_one(string layer, string settings, string? invariant, string? icu)
    {
        File.WriteAllText($"{_task}/F.dll", "");
        File.WriteAllText($"{_task}/F.runtimeconfig.json", $$"""{"runtimeOptions":{"framework":{"name":"Microsoft.NETCore.App","version":"10.0.0"},"configProperties":{ {{settings}} } } }""");
        var framework = FrameworkList.Parse(Encoding.UTF8.GetBytes($"pintle-framework-list 1\nrid\tlinux-x64\nframework\tMicrosoft.NETCore.App\t10.0.14\nmanaged\tA.dll\t1\t1.0.0.0\t1.0.0.0\n{layer}"), "list");

        using var properties = RuntimeProperties.For("/layer", _task, framework, FunctionPackage.Read(_task, "F", framework, ResolutionSettings.None), ResolutionSettings.None);

        Assert.Equal((invariant, icu), (properties["System.Globalization.Invariant"], properties["System.Globalization.AppLocalIcu"]));
    }

    [Fact]
    public void An_overridden_assembly_is_there_once()
    {
        File.WriteAllText($"{_task}/A.dll", "");
        File.WriteAllText($"{_task}/F.deps.json", """{ "runtimeTarget": "t", "targets": { "t": { "A/2": { "runtime": { "A.dll": { "assemblyVersion": "2.0.0.0" } } } } } }""");

        using var properties = Properties();

        Assert.Equal($"/layer/pintle/dotnet/B.dll:{_task}/A.dll:/layer/pintle/host/Pintle.Host.dll", properties["TRUSTED_PLATFORM_ASSEMBLIES"]);
        Assert.Equal($"{_task}/F.deps.json", properties["APP_CONTEXT_DEPS_FILES"]);
    }

    [Fact]
    public void Folders_end_with_a_slash_and_the_functions_come_first()
    {
        using var properties = Properties();

        Assert.Equal($"{_task}/:/layer/pintle/dotnet/", properties["NATIVE_DLL_SEARCH_DIRECTORIES"]);
        Assert.Equal($"{_task}/", properties["APP_CONTEXT_BASE_DIRECTORY"]);
        Assert.Equal("", properties["APP_CONTEXT_DEPS_FILES"]);
        Assert.Equal("", properties["PROBING_DIRECTORIES"]);
        Assert.Equal("linux-arm64", properties["RUNTIME_IDENTIFIER"]);
    }

    [Fact]
    public unsafe void Names_and_values_are_native_text_in_the_order_of_adding()
    {
        using var properties = new RuntimeProperties();
        properties.Add("first", "");
        properties.Add("zweitens", "größer ☃ 𝄞");

        Assert.Equal(2, properties.Count);
        Assert.Equal(["first", "zweitens"], Texts(properties.Names, properties.Count));
        Assert.Equal(["", "größer ☃ 𝄞"], Texts(properties.Values, properties.Count));
        Assert.Equal("größer ☃ 𝄞", properties["zweitens"]);
        Assert.Null(properties["drittens"]);
    }

    private RuntimeProperties Properties() => RuntimeProperties.For("/layer", _task, _framework, FunctionPackage.Read(_task, "F", _framework, ResolutionSettings.None), ResolutionSettings.None);

    private static unsafe string[] Texts(byte** texts, int count)
    {
        var all = new string[count];
        for (var i = 0; i < count; i++)
            all[i] = System.Runtime.InteropServices.Marshal.PtrToStringUTF8((nint)texts[i])!;
        return all;
    }
}
