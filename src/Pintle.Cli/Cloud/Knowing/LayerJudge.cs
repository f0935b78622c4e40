using Pintle.Layer.Audit;
using Pintle.Layer.Tree;

namespace Pintle.Cli.Cloud.Knowing;

/// <summary>Judges .NET versions as <c>pintle audit</c> does, each once.</summary>
internal sealed class LayerJudge(IAuditSources sources, DateOnly today)
{
    private readonly Dictionary<(string, string), LayerJudgement> _known = [];

    public async Task<LayerJudgement> JudgeAsync(string? dotnet, string? framework, CancellationToken cancellationToken)
    {
        if (dotnet is null)
            return new LayerJudgement(Standing.Unknown, null, [], ["neither layers.json nor the layer's description says which .NET it has"]);
        var key = (dotnet, framework ?? "core");
        if (_known.TryGetValue(key, out var there))
            return there;
        string[] packs = framework == "aspnet" ? ["Microsoft.NETCore.App.Runtime.linux-x64", "Microsoft.AspNetCore.App.Runtime.linux-x64"] : ["Microsoft.NETCore.App.Runtime.linux-x64"];
        var manifest = new LayerManifest
        {
            Pintle = "-", Pin = "-", Rid = "linux-x64", Framework = key.Item2, Dotnet = dotnet, InstructionSet = null, Packages = [.. packs.Select(pack => new ManifestPackage(pack, dotnet, "framework", "", "", ""))],
            Bootstrap = new ManifestBootstrap([], "-", []), Toolchain = new Toolchain("-", "-", "-"), LeftOut = [], Files = [],
        };
        var report = await new Auditor(sources, today).AuditAsync("layer", manifest, null, null, cancellationToken).ConfigureAwait(false);
        var judged = report.Components.Where(each => each.Where == "/opt/pintle/dotnet").ToArray();
        return _known[key] = new LayerJudgement(judged.Max(each => each.Standing), judged.Select(each => each.Latest).OfType<string>().FirstOrDefault(), [.. judged.SelectMany(each => each.Missed).Select(fix => fix.Id).Distinct()], [.. judged.SelectMany(each => each.Reasons).Distinct()]);
    }
}
