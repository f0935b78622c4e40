using System.Text.Json.Nodes;
using Pintle.Testing;

namespace Pintle.Cli.Benchmarking;

/// <summary>A result with every run's figures, for a history of one's own.</summary>
internal static class BenchJson
{
    public static string Write(BenchResult result) => new JsonObject
    {
        ["format"] = 1,
        ["handler"] = result.Handler,
        ["time"] = result.Time.ToString("O"),
        ["processors"] = result.Processors,
        ["sandbox"] = result.Sandbox,
        ["runs"] = result.RunCount,
        ["invocations"] = result.Invocations,
        ["coldCache"] = result.IsColdCache,
        ["readAheadKB"] = result.ReadAheadKB,
        ["cpuShare"] = result.IsCpuLimited,
        ["noise"] = Array(result.Noise, text => text),
        ["bareClrMs"] = Array(result.BareClr, time => time),
        ["programs"] = Array(result.Series, series => Describe(result, series)),
    }.ToJsonString(Json.Indented);

    private static JsonObject Describe(BenchResult result, Series series) => new()
    {
        ["name"] = series.Name,
        ["memoryMB"] = series.MemoryMB,
        ["jitted"] = series.Jitted?.Count,
        ["phases"] = Array(Timeline.Of(series.Runs, series.FunctionFolder), phase => new JsonObject { ["name"] = phase.Name, ["fromMs"] = phase.From, ["toMs"] = phase.To }),
        ["figures"] = Object(metric => Describe(series.Of(metric))),
        ["firstOverThis"] = series == result.First(series.MemoryMB) ? null : Object(metric => Describe(result.Ratio(series, metric))),
        ["overBareClr"] = result.BareClr.Count == 0 ? null : Object(metric => metric.Unit == "ms" ? Describe(Spread.OfRatios(series.Figures(metric), result.BareClr)) : null),
        ["each"] = Array(series.Runs, Describe),
    };

    private static JsonObject Describe(StartFigures run)
    {
        var all = new JsonObject();
        foreach (var metric in Metric.All)
            all[metric.Key] = metric.Of(run);
        all["opens"] = Array(run.Opens, open => new JsonObject { ["file"] = Path.GetFileName(open.Path), ["atMs"] = open.At });
        if (run.Residents.Count > 0)
            all["readFiles"] = Array(run.Residents, file => new JsonObject { ["file"] = Path.GetFileName(file.Path), ["bytes"] = file.Bytes });
        return all;
    }

    private static JsonObject? Describe(Spread? spread) => spread is { } known ? new JsonObject { ["median"] = known.Median, ["low"] = known.Low, ["high"] = known.High } : null;

    private static JsonObject Object(Func<Metric, JsonNode?> figure) => new(Metric.All.Select(metric => KeyValuePair.Create(metric.Key, figure(metric))).Where(each => each.Value is not null));

    private static JsonArray Array<T>(IEnumerable<T> all, Func<T, JsonNode?> describe) => new([.. all.Select(describe)]);
}
