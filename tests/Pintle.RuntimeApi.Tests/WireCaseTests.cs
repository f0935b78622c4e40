namespace Pintle.RuntimeApi.Tests;

/// <summary>Every case has the outcome that its rule says, however its bytes are cut.</summary>
public sealed class WireCaseTests
{
    public static TheoryData<WireCase> Cases => [.. WireCases.All];

    [Theory]
    [MemberData(nameof(Cases))]
    public void Has_its_outcome_in_one_piece(WireCase sample) => Assert.Equal(sample.Outcome, Outcome(sample, int.MaxValue));

    [Theory]
    [MemberData(nameof(Cases))]
    public void Has_the_same_outcome_byte_by_byte(WireCase sample)
    {
        // What comes after the end is not looked at where the end comes first: the answer is taken, and the connection is given up before the next request.
        var outcome = Outcome(sample, 1);

        Assert.True(outcome == sample.Outcome || (sample.Rule == "after the end" && !outcome.StartsWith("cut", StringComparison.Ordinal)), $"expected {sample.Outcome}, found {outcome}");
    }

    [Fact]
    public void Has_a_name_of_its_own() => Assert.Equal(WireCases.All.Count, WireCases.All.Select(sample => sample.ToString()).Distinct().Count());

    [Fact]
    public void Has_a_rule_in_the_document_and_each_rule_has_a_case()
    {
        string[] rules = [.. File.ReadLines(Document).Where(line => line.StartsWith("| **", StringComparison.Ordinal)).Select(line => line.Split("**")[1])];

        Assert.Equal(rules.Order(StringComparer.Ordinal), WireCases.All.Select(sample => sample.Rule).Distinct().Order(StringComparer.Ordinal));
    }

    public static string Document { get; } = Find("docs/wire.md");

    private static string Outcome(WireCase sample, int piece)
    {
        var bytes = Wire.Bytes(sample.Bytes);
        using var parser = Feed.NewParser();
        var state = ParseState.NeedMore;
        for (var at = 0; at < bytes.Length && state == ParseState.NeedMore;)
        {
            var room = parser.MakeRoom();
            var count = Math.Min(Math.Min(room.Length, piece), bytes.Length - at);
            bytes.AsSpan(at, count).CopyTo(room);
            at += count;
            state = parser.Advance(count);
        }

        return state switch
        {
            ParseState.Complete => $"{parser.Head.Status} {Wire.Text(parser.Body)}",
            ParseState.Malformed => "refused",
            _ => "cut",
        };
    }

    private static string Find(string path)
    {
        var folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, path)))
            folder = Path.GetDirectoryName(folder);
        return Path.Combine(folder ?? throw new FileNotFoundException($"expected {path} above {AppContext.BaseDirectory}"), path);
    }
}
