using System.Diagnostics;

namespace Pintle.Testing.Tests;

public sealed class FileOpensTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    [Fact]
    public void Sees_each_opening_in_order()
    {
        var folder = Directory.CreateTempSubdirectory("pintle-test-").FullName;
        string[] files = [Path.Combine(folder, "b"), Path.Combine(Directory.CreateDirectory(Path.Combine(folder, "below")).FullName, "a")];
        foreach (var file in files)
            File.WriteAllText(file, "x");
        using (var opens = new FileOpens([folder]))
        {
            var before = Stopwatch.GetTimestamp();

            string[] order = [files[0], files[1], files[0]];
            foreach (var file in order)
                _ = File.ReadAllText(file);

            Assert.True(SpinWait.SpinUntil(() => opens.Seen.Count == order.Length, Limit), string.Join('\n', opens.Seen));
            Assert.Equal(order, opens.Seen.Select(open => open.Path));
            Assert.True(opens.Seen[0].Time >= before && opens.Seen[1].Time >= opens.Seen[0].Time, string.Join('\n', opens.Seen));
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public void Sees_nothing_of_files_that_are_only_looked_at()
    {
        var folder = Directory.CreateTempSubdirectory("pintle-test-").FullName;
        var (looked, opened) = (Path.Combine(folder, "looked"), Path.Combine(folder, "opened"));
        File.WriteAllText(looked, "x");
        File.WriteAllText(opened, "x");
        using (var opens = new FileOpens([folder]))
        {
            Assert.Equal(1, new FileInfo(looked).Length);
            _ = File.ReadAllText(opened);

            Assert.True(SpinWait.SpinUntil(() => opens.Seen.Count > 0, Limit));
            Assert.Equal([opened], opens.Seen.Select(open => open.Path));
        }

        Directory.Delete(folder, recursive: true);
    }
}
