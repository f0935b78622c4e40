using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using CsCheck;
using Pintle.Layer.Verify;

namespace Pintle.Layer.Tests.Verify;

public sealed class ZipImageTests
{
    private const string First = "bootstrap";

    private static readonly byte[] Whole = new TinyLayer().Write();
    private static readonly string Original = Describe(Whole)!;

    private static int End => Whole.Length - 22;

    private static int Directory => BinaryPrimitives.ReadInt32LittleEndian(Whole.AsSpan(End + 16));

    public static TheoryData<string, int, string?, string> HeaderBytes() => new()
    {
        { "central: version made by", Directory + 5, First, "structure: \"bootstrap\": its version made by is 0xfc14, expected 0x0314" },
        { "central: flags", Directory + 8, First, "its flags is 0x00ff, expected 0x0000" },
        { "central: time", Directory + 12, First, "time: \"bootstrap\": its time is " },
        { "central: date", Directory + 14, First, "time: \"bootstrap\": its date is " },
        { "central: CRC-32", Directory + 16, First, "its header says" },
        { "central: packed size", Directory + 20, First, "packed size" },
        { "central: size", Directory + 24, First, "it unpacks to " },
        { "central: comment length", Directory + 32, null, "the header of entry 2" },
        { "central: file type and mode", Directory + 41, First, "expected a regular file" },
        { "central: offset", Directory + 42, First, "it begins at byte 255, expected 0" },
        { "central: name", Directory + 46, null, "which unpacking tools read differently" },
        { "local: signature", 0, First, "expected its local header at byte 0, found none." },
        { "local: method", 8, First, "its local header says method" },
        { "local: name", 30, First, "its local header calls it" },
        { "local: content", 45, First, "content: \"bootstrap\"" },
        { "end: signature", End, null, "expected a zip's end record" },
        { "end: number of entries", End + 8, null, "two numbers of entries" },
        { "end: size of the directory", End + 12, null, "its end record says that the central directory is" },
    };

    [Theory]
    [MemberData(nameof(HeaderBytes))]
    public void Names_the_field_and_the_entry_of_a_changed_byte(string what, int at, string? entry, string words)
    {
        byte[] changed = [.. Whole];
        changed[at] ^= 0xFF;

        var found = LayerVerifier.Verify(changed, TinyLayer.Pins).Findings;

        var all = string.Join('\n', found);
        Assert.True(found.Any(finding => (entry is null || finding.Entry == entry) && finding.ToString().Contains(words, StringComparison.Ordinal)), $"{what}:\n{all}");
    }

    [Fact]
    public void Finds_every_single_byte_change_or_it_has_no_effect()
    {
        // An independent reader decides what has an effect: names, order, modes, times and contents as .NET's own zip archive gives them.
        Gen.Select(Gen.Int[0, Whole.Length - 1], Gen.Byte[1, 255]).Sample(
            (at, bits) =>
            {
                byte[] changed = [.. Whole];
                changed[at] ^= bits;
                return LayerVerifier.Verify(changed, TinyLayer.Pins).Outcome != VerifyOutcome.Same || Describe(changed) == Original;
            },
            iter: 3000,
            print: change => $"byte {change.Item1} ^ {change.Item2}, in a directory that begins at {Directory}");
    }

    [Fact]
    public void Finds_every_changed_byte_of_every_header()
    {
        var headers = Enumerable.Range(Directory, Whole.Length - Directory).Concat(Enumerable.Range(0, 30 + First.Length));
        foreach (var at in headers)
        {
            byte[] changed = [.. Whole];
            changed[at] ^= 1;
            Assert.True(LayerVerifier.Verify(changed, null).Outcome == VerifyOutcome.Differs, $"byte {at} is not looked at");
        }
    }

    [Fact]
    public void Finds_every_truncation_and_what_is_appended_or_put_in_front()
    {
        for (var length = 0; length < Whole.Length; length += length < 64 || length > Whole.Length - 64 ? 1 : 97)
            Assert.True(LayerVerifier.Verify(Whole.AsMemory(0, length), null).Outcome == VerifyOutcome.Differs, $"cut to {length} bytes");

        Assert.Equal(VerifyOutcome.Differs, LayerVerifier.Verify((byte[])[.. Whole, 0], null).Outcome);
        Assert.Equal(VerifyOutcome.Differs, LayerVerifier.Verify((byte[])[0, .. Whole], null).Outcome);
        Assert.Contains("cut short", Assert.Single(LayerVerifier.Verify(Whole.AsMemory(0, 500), null).Findings).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Finds_entries_in_another_order()
    {
        var found = LayerVerifier.Verify(Rewrite(files => files.Reverse()), TinyLayer.Pins).Findings;

        Assert.Contains(found, finding => finding.Check == VerifyCheck.Order && finding.Message.StartsWith("it stands behind \"pintle/", StringComparison.Ordinal));
    }

    [Fact]
    public void Finds_an_entry_that_stands_there_twice()
    {
        var found = LayerVerifier.Verify(Rewrite(files => files.Take(1).Concat(files)), TinyLayer.Pins).Findings;

        Assert.Contains(found, finding => finding is { Check: VerifyCheck.Name, Entry: First } && finding.Message.Contains("more than once", StringComparison.Ordinal));
    }

    [Fact]
    public void Refuses_entries_that_unpack_to_more_than_Lambda_allows_before_unpacking_them()
    {
        byte[] changed = [.. Whole];
        BinaryPrimitives.WriteUInt32LittleEndian(changed.AsSpan(Directory + 24), 0xFFFF_FFF0);

        Assert.Contains(LayerVerifier.Verify(changed, null).Findings, finding => finding.Message.Contains("more than Lambda allows", StringComparison.Ordinal));
    }

    /// <summary>Another writer's zip of the same files: .NET's own.</summary>
    private static byte[] Rewrite(Func<IEnumerable<ZipArchiveEntry>, IEnumerable<ZipArchiveEntry>> order)
    {
        using var source = new ZipArchive(new MemoryStream(Whole));
        var target = new MemoryStream();
        using (var archive = new ZipArchive(target, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var entry in order(source.Entries))
            {
                var copy = archive.CreateEntry(entry.FullName);
                copy.ExternalAttributes = entry.ExternalAttributes;
                copy.LastWriteTime = entry.LastWriteTime;
                using var to = copy.Open();
                using var from = entry.Open();
                from.CopyTo(to);
            }
        }

        return target.ToArray();
    }

    /// <summary>All that unpacking depends on, or <c>null</c> if .NET's reader refuses the zip.</summary>
    private static string? Describe(byte[] zip)
    {
        try
        {
            using var archive = new ZipArchive(new MemoryStream(zip));
            var text = new StringBuilder();
            foreach (var entry in archive.Entries)
            {
                using var content = new MemoryStream();
                using (var from = entry.Open())
                    from.CopyTo(content);
                _ = text.Append($"{entry.FullName} {entry.ExternalAttributes} {entry.LastWriteTime.DateTime:s} {entry.Length} {Convert.ToHexString(content.ToArray())}\n");
            }

            return text.ToString();
        }
        catch (Exception e) when (e is InvalidDataException or IOException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
