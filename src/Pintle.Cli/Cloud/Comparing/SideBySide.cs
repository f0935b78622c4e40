using System.Text.Json;
using System.Text.Json.Nodes;
using Pintle.Aws;

namespace Pintle.Cli.Cloud.Comparing;

/// <summary>One invocation of one side.</summary>
internal sealed record Sample(int Run, int Event, bool IsCold, InvokeResult Result, ReportLine? Report);

/// <summary>How the two sides compare in one respect.</summary>
internal enum Likeness
{
    Equal,
    Different,

    /// <summary>A side differs from itself between runs, so that a difference says nothing.</summary>
    Unsteady,
}

/// <summary>What two sides answered to the same events, and what it took them.</summary>
internal sealed class SideBySide(IReadOnlyList<Sample> first, IReadOnlyList<Sample> second)
{
    private const int MostLines = 20; // Chosen, not measured: what is read at a glance.
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public (Likeness Likeness, IReadOnlyList<string> Difference) Answers(int number) => Compare(number, sample => Answer(sample.Result));

    public (Likeness Likeness, IReadOnlyList<string> Difference) Errors(int number) => Compare(number, sample => sample.Result.Error ?? "none");

    /// <summary>Warm invocations are compared with warm ones, cold with cold.</summary>
    public (Likeness Likeness, IReadOnlyList<string> Difference) Logs(int number) => Compare(number, sample => LogText.Normalize(sample.Result.Log));

    public static IReadOnlyList<(string Name, Func<Sample, double?> Figure)> Metrics { get; } =
    [
        ("init (ms)", sample => sample.IsCold ? sample.Report?.Init : null),
        ("first invocation (ms)", sample => sample.IsCold ? sample.Report?.Duration : null),
        ("init and first (ms)", sample => sample.IsCold && sample.Report?.Init is { } init ? init + sample.Report.Duration : null),
        ("billed, cold (ms)", sample => sample.IsCold ? sample.Report?.Billed : null),
        ("warm invocation (ms)", sample => sample.IsCold ? null : sample.Report?.Duration),
        ("billed, warm (ms)", sample => sample.IsCold ? null : sample.Report?.Billed),
        ("memory (MB)", sample => sample.Report?.MaxMemory),
    ];

    public IReadOnlyList<Sample> First => first;

    public IReadOnlyList<Sample> Second => second;

    private (Likeness Likeness, IReadOnlyList<string> Difference) Compare(int number, Func<Sample, string> text)
    {
        foreach (var isCold in (bool[])[true, false])
        {
            string[] one = Distinct(first, number, isCold, text), other = Distinct(second, number, isCold, text);
            if (one.Length == 0 || other.Length == 0 || (one.Length == 1 && other.Length == 1 && one[0] == other[0]))
                continue;
            return one.Length > 1 || other.Length > 1 ? (one.Intersect(other).Any() && one.Length == other.Length && one.Order(StringComparer.Ordinal).SequenceEqual(other.Order(StringComparer.Ordinal)) ? Likeness.Equal : Likeness.Unsteady, Lines(one[0], other[0])) : (Likeness.Different, Lines(one[0], other[0]));
        }

        return (Likeness.Equal, []);
    }

    private static string[] Distinct(IReadOnlyList<Sample> samples, int number, bool isCold, Func<Sample, string> text) =>
        [.. samples.Where(sample => sample.Event == number && sample.IsCold == isCold).Select(text).Distinct(StringComparer.Ordinal)];

    private static string Answer(InvokeResult result)
    {
        try
        {
            var json = JsonNode.Parse(result.Payload);
            // The stack trace differs where another runtime's loop called the handler.
            if (result.Error is not null && json is JsonObject error)
                _ = error.Remove("stackTrace");
            return json?.ToJsonString(Indented) ?? "null";
        }
        catch (JsonException)
        {
            return System.Text.Encoding.UTF8.GetString(result.Payload);
        }
    }

    /// <summary>The lines that only one has, in order: enough to see what it is.</summary>
    private static IReadOnlyList<string> Lines(string one, string other)
    {
        string[] left = one.Split('\n'), right = other.Split('\n');
        var (gone, come) = (left.Except(right).Select(line => $"- {line}"), right.Except(left).Select(line => $"+ {line}"));
        return [.. gone.Concat(come).Take(MostLines).Select(line => line.Length > 300 ? line[..300] + "…" : line)];
    }
}
