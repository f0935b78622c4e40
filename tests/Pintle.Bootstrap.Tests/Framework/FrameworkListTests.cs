using System.Text;
using Pintle.Bootstrap.Framework;
using Pintle.Bootstrap.Package;
using Pintle.Shared;

namespace Pintle.Bootstrap.Tests.Framework;

public sealed class FrameworkListTests
{
    private const string Path = "/opt/pintle/framework.list";

    private static readonly string[] Valid =
    [
        "pintle-framework-list 1",
        "rid\tlinux-x64",
        "framework\tMicrosoft.NETCore.App\t10.0.14",
        "framework\tMicrosoft.AspNetCore.App\t10.0.14",
        "managed\tMicrosoft.AspNetCore.dll\t10\t10.0.0.0\t10.0.1426.1",
        "managed\tSystem.Private.CoreLib.dll\t12345678901\t10.0.0.0\t10.0.1426.2",
        "managed\tSystem.Text.Json.dll\t0\t\t",
        "native\tlibSystem.Native.so\t20",
        "native\tlibcoreclr.so\t30",
    ];

    /// <summary>Every line that is not as the build writes it: the place in the valid list, and what stands there instead.</summary>
    public static TheoryData<int, string> BrokenLines => new()
    {
        { 0, "" },
        { 0, "pintle-framework-list" },
        { 0, "pintle-framework-list 2" },
        { 0, "pintle-framework-list 1 " },
        { 0, "\uFEFFpintle-framework-list 1" },
        { 0, "Pintle-framework-list 1" },
        { 1, "" },
        { 1, "rid" },
        { 1, "rid linux-x64" },
        { 1, "RID\tlinux-x64" },
        { 1, "\tlinux-x64" },
        { 2, "framework" },
        { 2, "framework\tMicrosoft.NETCore.App" },
        { 2, "frameworks\tMicrosoft.NETCore.App\t10.0.14" },
        { 5, "managed" },
        { 5, "managed\t" },
        { 5, "managed\tA.dll" },
        { 5, "managed\tA.dll\t" },
        { 5, "managed\tA.dll\t5" },
        { 5, "managed\tA.dll\t5\t1.0.0.0" },
        { 5, "managed\tA.dll\t5\t1.0.0.0\t1.0.0.0\t" },
        { 5, "managed\tA.dll\t5x\t1.0.0.0\t1.0.0.0" },
        { 5, "managed\tA.dll\t5 \t1.0.0.0\t1.0.0.0" },
        { 5, "managed\tA.dll\t-5\t1.0.0.0\t1.0.0.0" },
        { 5, "managed\tA.dll\tfive\t1.0.0.0\t1.0.0.0" },
        { 5, "managed\tA.dll\t99999999999999999999\t1.0.0.0\t1.0.0.0" },
        { 5, "managed\t\t5\t1.0.0.0\t1.0.0.0" },
        { 5, "managed\tlib/A.dll\t5\t1.0.0.0\t1.0.0.0" },
        { 5, "managed\t../A.dll\t5\t1.0.0.0\t1.0.0.0" },
        { 5, "managed\tSystem.Private.CoreLib.dll\t5\t1.0.0.0\t1.0.0.0\r" + "\t" },
        { 7, "native\tlibA.so" },
        { 7, "native\tlibA.so\t" },
        { 7, "native\tlibA.so\t5\t" },
        { 7, "native\tlibA.so\t5\r" },
        { 7, "native\t\t5" },
        { 7, "native\t/lib/libA.so\t5" },
        { 7, "unknown\tlibA.so\t5" },
    };

    [Fact]
    public void Reads_rid_frameworks_and_files()
    {
        var list = Parse(Valid);

        Assert.Equal("linux-x64", list.Rid);
        Assert.Equal([new("Microsoft.NETCore.App", "10.0.14"), new("Microsoft.AspNetCore.App", "10.0.14")], list.Frameworks);
        Assert.Equal(["Microsoft.AspNetCore.dll", "System.Private.CoreLib.dll", "System.Text.Json.dll"], list.Managed.Select(entry => Encoding.UTF8.GetString(list.NameOf(entry))));
        Assert.Equal([10, 12345678901, 0], list.Managed.Select(entry => entry.Size));
    }

    [Fact]
    public void Finds_an_assembly_with_its_versions()
    {
        var list = Parse(Valid);

        Assert.Equal(new AssetVersions(new(10, 0, 0, 0), new(10, 0, 1426, 1)), list.FindManaged("Microsoft.AspNetCore.dll"u8));
        Assert.Equal(new AssetVersions(new(10, 0, 0, 0), new(10, 0, 1426, 2)), list.FindManaged("System.Private.CoreLib.dll"u8));
        Assert.Equal(new AssetVersions(null, null), list.FindManaged("System.Text.Json.dll"u8));
    }

    [Theory]
    [InlineData("")]
    [InlineData("A.dll")]
    [InlineData("System.Private.CoreLib")]
    [InlineData("System.Private.CoreLib.dll2")]
    [InlineData("system.private.corelib.dll")]
    [InlineData("libcoreclr.so")]
    [InlineData("z")]
    public void Finds_nothing_else(string name) => Assert.Null(Parse(Valid).FindManaged(Encoding.UTF8.GetBytes(name)));

    [Theory]
    [MemberData(nameof(BrokenLines))]
    public void Refuses_a_line_that_the_build_does_not_write(int index, string line)
    {
        var broken = Valid.ToArray();
        broken[index] = line;

        var fault = Assert.Throws<FaultException>(() => Parse(broken));

        Assert.Equal(FaultCode.LayerCorrupt, fault.Code);
        Assert.StartsWith($"Line {index + 1} of {Path} ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_files_that_are_not_in_order()
    {
        // FindManaged looks by halves: an assembly out of order would be overridden by the function's, whatever its version.
        var broken = Valid.ToArray();
        (broken[4], broken[5]) = (broken[5], broken[4]);

        var fault = Assert.Throws<FaultException>(() => Parse(broken));

        Assert.Equal(FaultCode.LayerCorrupt, fault.Code);
        Assert.StartsWith("Line 6 ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_a_name_that_stands_there_twice()
    {
        var broken = Valid.ToArray();
        broken[5] = broken[4];

        Assert.Equal(FaultCode.LayerCorrupt, Assert.Throws<FaultException>(() => Parse(broken)).Code);
    }

    [Theory]
    [InlineData("rid")]
    [InlineData("framework")]
    [InlineData("managed")]
    public void Refuses_a_list_that_lacks_a_kind_of_line(string kind)
    {
        var fault = Assert.Throws<FaultException>(() => Parse([.. Valid.Where(line => !line.StartsWith(kind + "\t", StringComparison.Ordinal))]));

        Assert.Equal(FaultCode.LayerCorrupt, fault.Code);
        Assert.Contains(Path, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_every_beginning_that_ends_inside_a_line()
    {
        var whole = Encoding.UTF8.GetBytes(string.Join('\n', Valid) + "\n");

        for (var length = 0; length < whole.Length; length++)
        {
            // A cut at a line's end is a shorter list; of those, the ones without an assembly are refused as well.
            var beginning = whole[..length];
            var isComplete = length > 0 && beginning[^1] == '\n' && Encoding.UTF8.GetString(beginning).Contains("\nmanaged\t", StringComparison.Ordinal);
            if (!isComplete)
                Assert.Equal(FaultCode.LayerCorrupt, Assert.Throws<FaultException>(() => FrameworkList.Parse(beginning, Path)).Code);
        }
    }

    [Fact]
    public void Reads_no_list_that_is_not_there()
    {
        var fault = Assert.Throws<FaultException>(() => FrameworkList.Read("/no/such/layer"));

        Assert.Equal(FaultCode.LayerIncomplete, fault.Code);
        Assert.Contains("/no/such/layer/" + FrameworkListFormat.RelativePath, fault.Message, StringComparison.Ordinal);
    }

    private static FrameworkList Parse(string[] lines) => FrameworkList.Parse(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"), Path);
}
