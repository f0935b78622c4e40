using System.Text;
using Pintle.Layer.Definition;

namespace Pintle.Layer.Tests;

public sealed class LayerLayoutReaderTests
{
    private static readonly string Valid = File.ReadAllText(Path.Combine(BuiltLayer.Root, "layer", "layer.json"));

    [Theory]
    [InlineData("\"folderMode\": \"0755\"", "\"folderMode\": \"0777\"", "$.folderMode: expected four octal digits, readable by all, writable by the owner only")]
    [InlineData("\"folderMode\": \"0755\"", "\"folderMode\": \"0700\"", "$.folderMode: expected four octal digits")]
    [InlineData("\"folderMode\": \"0755\"", "\"folderMode\": \"0758\"", "$.folderMode: expected four octal digits")]
    [InlineData("\"folderMode\": \"0755\"", "\"folderMode\": \"755\"", "$.folderMode: expected four octal digits")]
    [InlineData("\"to\": \"bootstrap\"", "\"to\": \"pintle/bootstrap\"", "$.own.bootstrap.to: expected \"bootstrap\", the only place where it is looked for")]
    [InlineData("pintle/host/Pintle.Host.dll", "pintle/Pintle.Host.dll", "$.own.host.to: expected \"pintle/host/Pintle.Host.dll\"")]
    [InlineData("pintle/framework.list", "pintle/list", "$.own.frameworkList.to: expected \"pintle/framework.list\"")]
    [InlineData("pintle/manifest.json", "manifest.json", "$.own.manifest.to: expected \"pintle/manifest.json\"")]
    [InlineData("pintle/licenses/pintle-LICENSE.txt", "bin/LICENSE", "$.own.license.to: expected \"bootstrap\" or a path under \"pintle/\", found \"bin/LICENSE\"")]
    [InlineData("pintle/licenses/pintle-LICENSE.txt", "pintle/../../etc/x", "$.own.license.to: expected \"bootstrap\" or a path")]
    [InlineData("\"to\": \"pintle/dotnet/\"", "\"to\": \"lib/\"", "$.place[0].to: expected \"bootstrap\" or a path")]
    [InlineData("\"keepable\": true", "\"keepable\": \"yes\"", "$.leaveOut[0].keepable: expected true or false, found \"yes\"")]
    [InlineData("\"from\": [\"runtimes/{rid}/native/createdump\"]", "\"from\": \"runtimes\"", "$.leaveOut[0].from: expected an array, found \"runtimes\"")]
    [InlineData("\"place\": [", "\"place\": [ {}, ", "$.place[0]: expected a property \"from\", found none")]
    [InlineData("\"keepable\": true", "\"keepable\": \"\\ud800\"", "is not JSON that Pintle reads")]
    public void Refuses_a_file_and_says_where_what_was_expected_and_what_was_found(string valid, string broken, string message)
    {
        var at = Valid.IndexOf(valid, StringComparison.Ordinal);
        Assert.True(at >= 0, $"layer.json no longer holds {valid}");
        var text = string.Concat(Valid.AsSpan(0, at), broken, Valid.AsSpan(at + valid.Length));

        var refused = Assert.Throws<LayerException>(() => Read(text));

        Assert.Equal(LayerFault.DefinitionInvalid, refused.Fault);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("runtimes/linux-x64/native/libcoreclr.so", "pintle/dotnet/libcoreclr.so")]
    [InlineData("runtimes/linux-x64/lib/net10.0/System.Xml.dll", "pintle/dotnet/System.Xml.dll")]
    [InlineData("runtimes/linux-x64/lib/net8.0/System.Xml.dll", "pintle/dotnet/System.Xml.dll")]
    [InlineData("runtimes/linux-x64/native/System.Private.CoreLib.dll", "pintle/dotnet/System.Private.CoreLib.dll")]
    [InlineData("LICENSE.TXT", "pintle/licenses/dotnet-LICENSE.txt")]
    public void Places_the_files_of_a_runtime_pack(string file, string place) => Assert.Equal(place, Read(Valid).Decide(file, "linux-x64", [])?.Path);

    [Theory]
    [InlineData("runtimes/linux-arm64/native/libcoreclr.so")]
    [InlineData("runtimes/linux-x64/native/deeper/libcoreclr.so")]
    [InlineData("SOMETHING.NEW")]
    public void Has_no_rule_for_a_file_that_nobody_thought_of(string file) => Assert.Null(Read(Valid).Decide(file, "linux-x64", []));

    [Theory]
    [InlineData("createdump", "createdump", UnixFileMode.UserExecute)]
    [InlineData("debugger", "libmscordbi.so", UnixFileMode.None)]
    [InlineData("lttng", "libcoreclrtraceptprovider.so", UnixFileMode.None)]
    [InlineData("hosting", "libhostpolicy.so", UnixFileMode.None)]
    public void Leaves_a_group_out_unless_it_is_kept_by_name(string group, string file, UnixFileMode execute)
    {
        var layout = Read(Valid);

        var left = layout.Decide($"runtimes/linux-x64/native/{file}", "linux-x64", []);
        var kept = layout.Decide($"runtimes/linux-x64/native/{file}", "linux-x64", [group]);

        Assert.Equal((null, group), (left?.Path, left?.LeftOutBy?.Name));
        Assert.Equal(($"pintle/dotnet/{file}", execute), (kept?.Path, kept?.Mode & UnixFileMode.UserExecute));
    }

    [Fact]
    public void Gives_a_reason_for_every_rule()
    {
        var layout = Read(Valid);

        Assert.All(layout.LeaveOut.Select(rule => rule.Reason).Concat(layout.Place.Select(rule => rule.Reason)), reason => Assert.EndsWith(".", reason, StringComparison.Ordinal));
    }

    private static LayerLayout Read(string text) => LayerLayoutReader.Read("layer.json", Encoding.UTF8.GetBytes(text));
}
