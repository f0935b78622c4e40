using System.Globalization;
using System.Text.Json.Nodes;

namespace FakeAws;

/// <summary>What one region of the account has. Functions are in <c>FakeRegion.Functions.cs</c>, versions and aliases in <c>FakeRegion.Versions.cs</c>, layers in <c>FakeRegion.Layers.cs</c>.</summary>
public sealed partial class FakeRegion(FakeCloud cloud, string name)
{
    public string Name => name;

    public IReadOnlyDictionary<string, FakeFunction> Functions => _functions;

    public IReadOnlyDictionary<string, FakeLayer> Layers => _layers;

    private readonly SortedDictionary<string, FakeFunction> _functions = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, FakeLayer> _layers = new(StringComparer.Ordinal);

    /// <summary>What there is now, to go back to.</summary>
    public Action Remember()
    {
        var (functions, layers) = (_functions.ToDictionary(each => each.Key, each => each.Value.Copy()), _layers.ToDictionary(each => each.Key, each => each.Value.Copy()));
        return () =>
        {
            _functions.Clear();
            foreach (var (key, function) in functions)
                _functions[key] = function.Copy();
            _layers.Clear();
            foreach (var (key, layer) in layers)
                _layers[key] = layer.Copy();
        };
    }

    private string Arn(string rest) => $"arn:aws:lambda:{name}:{FakeCloud.AccountId}:{rest}";

    private string Now() => cloud.Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'+0000'", CultureInfo.InvariantCulture);

    internal FakeReply AccountSettings() => FakeReply.Json(200, new JsonObject
    {
        ["AccountLimit"] = new JsonObject
        {
            ["CodeSizeUnzipped"] = cloud.CodeSizeUnzipped, ["CodeSizeZipped"] = cloud.CodeSizeZipped, ["ConcurrentExecutions"] = 1000, ["TotalCodeSize"] = cloud.TotalCodeSize, ["UnreservedConcurrentExecutions"] = 1000,
        },
        ["AccountUsage"] = new JsonObject { ["FunctionCount"] = _functions.Count, ["TotalCodeSize"] = Used() },
    });

    private long Used() => _functions.Values.Sum(each => each.Zip.LongLength * (1 + each.Versions.Count)) + _layers.Values.SelectMany(each => each.Versions.Values).Sum(each => each.Zip.LongLength);

    private FakeReply Page(string member, IEnumerable<JsonNode> items, FakeRequest request)
    {
        var most = Math.Min(cloud.PageSize, int.TryParse(request.Query("MaxItems"), NumberStyles.None, CultureInfo.InvariantCulture, out var asked) && asked > 0 ? asked : cloud.PageSize);
        var from = int.TryParse(request.Query("Marker"), NumberStyles.None, CultureInfo.InvariantCulture, out var marker) ? marker : 0;
        var page = items.Skip(from).Take(most + 1).ToArray();
        var body = new JsonObject { [member] = new JsonArray([.. page.Take(most)]) };
        if (page.Length > most)
            body["NextMarker"] = (from + most).ToString(CultureInfo.InvariantCulture);
        return FakeReply.Json(200, body);
    }
}
