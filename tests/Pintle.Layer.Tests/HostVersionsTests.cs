using System.Xml.Linq;
using Pintle.Layer.Definition;
using Pintle.Layer.Inputs;

namespace Pintle.Layer.Tests;

public sealed class HostVersionsTests
{
    [Fact]
    public void Are_those_that_the_hosts_project_is_compiled_for()
    {
        var project = XDocument.Load(Path.Combine(BuiltLayer.Root, "src", "Pintle.Host", "Pintle.Host.csproj"));

        Assert.Equal(project.Descendants("TargetFrameworks").Single().Value, string.Join(';', HostVersions.All.Select(major => $"net{major}.0")));
    }

    [Theory]
    [InlineData("8.0.33", 8)]
    [InlineData("9.0.22", 9)]
    [InlineData("10.0.14", 10)]
    [InlineData("11.0.0-preview.7.25380.108", 10)]
    [InlineData("12.1.0", 10)]
    public void A_version_gets_the_host_of_its_own_major_version_or_the_newest(string version, int major) =>
        Assert.Equal(major, HostVersions.For(Pin("any"), new PackagePin("Microsoft.NETCore.App.Runtime.linux-x64", version, "", "MIT", "")));

    [Fact]
    public void An_earlier_version_than_the_first_is_refused()
    {
        var refused = Assert.Throws<LayerException>(() => HostVersions.For(Pin("old"), new PackagePin("Microsoft.NETCore.App.Runtime.linux-x64", "7.0.20", "", "MIT", "")));

        Assert.Equal(LayerFault.RequestInvalid, refused.Fault);
        Assert.StartsWith("Expected the pin \"old\" of pintle/pins.json to be of .NET 8 or later, which the host is compiled for, found Microsoft.NETCore.App.Runtime.linux-x64 7.0.20.", refused.Message, StringComparison.Ordinal);
    }

    private static Pin Pin(string name) => new(name, new Dictionary<string, ArchitecturePin>()) { File = "pintle/pins.json" };
}
