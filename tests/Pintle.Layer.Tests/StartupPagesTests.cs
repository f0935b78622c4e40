using System.Text;
using Pintle.Layer.Tree;

namespace Pintle.Layer.Tests;

/// <summary>What a start touches, as it was measured on one version of the files and is written for another.</summary>
public sealed class StartupPagesTests(BuiltLayer layer)
{
    private const string Magic = "pintle-startup-pages 1\n";

    [Fact]
    public void Are_cut_off_where_the_file_ends_and_left_out_where_there_is_none()
    {
        var written = StartupPages.Write(
            Encoding.ASCII.GetBytes(Magic + "a.dll\n0 4096\n8192 8192\n20480 4096\nmissing.dll\n0 4096\nb.so\n4096 4096\n"),
            path => path switch { "a.dll" => 8193, "b.so" => 1_000_000, _ => null });

        Assert.Equal(Magic + "a.dll\n0 4096\n8192 4096\nb.so\n4096 4096\n", Encoding.ASCII.GetString(written));
    }

    [Theory]
    [InlineData("", "line 1")]
    [InlineData("pintle-startup-pages 2\n", "line 1")]
    [InlineData(Magic + "a.dll\n0 100\n", "line 3")]
    [InlineData(Magic + "a.dll\n1 4096\n", "line 3")]
    [InlineData(Magic + "a.dll\n0 0\n", "line 3")]
    [InlineData(Magic + "a.dll\n0\n", "line 3")]
    [InlineData(Magic + "a.dll\n\n0 4096\n", "line 3")]
    [InlineData(Magic + "a.dll\n0 4096 4096\n", "line 3")]
    public void Of_another_form_are_refused_with_the_line(string list, string place)
    {
        var refused = Assert.Throws<LayerException>(() => StartupPages.Write(Encoding.ASCII.GetBytes(list), _ => 1_000_000));

        Assert.Contains(place, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_the_layer_lie_within_its_files()
    {
        var lines = File.ReadAllLines(Path.Combine(layer.Artifact.Directory, "pintle", "startup.pages"));
        long size = 0;
        var ranges = 0;
        foreach (var line in lines.Skip(1))
        {
            if (!char.IsAsciiDigit(line[0]))
            {
                size = new FileInfo(Path.Combine(layer.Artifact.Directory, line)).Length;
                continue;
            }
            long[] range = [.. line.Split(' ').Select(long.Parse)];
            Assert.InRange(range[0] + range[1], 1, (size + 4095) / 4096 * 4096);
            ranges++;
        }

        Assert.Contains("pintle/dotnet/libcoreclr.so", lines);
        Assert.True(ranges > 100, $"Only {ranges} ranges.");
    }
}
