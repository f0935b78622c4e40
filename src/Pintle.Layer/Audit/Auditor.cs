using NuGet.Versioning;
using Pintle.Layer.Documents;
using Pintle.Layer.Globalization;
using Pintle.Layer.Tree;
using Pintle.Shared;

namespace Pintle.Layer.Audit;

/// <summary>Says what is in a layer, and in a function that runs on it, who patches it, and whether a patch is missing. It changes nothing.</summary>
public sealed class Auditor(IAuditSources sources, DateOnly today)
{
    private const string CoreFramework = "Microsoft.NETCore.App";
    private const string AspNetFramework = "Microsoft.AspNetCore.App";
    private const string Task = "/var/task/";

    /// <param name="layer">What the layer says of itself.</param>
    /// <param name="function">What the function holds, or <c>null</c> if none was given.</param>
    public async Task<AuditReport> AuditAsync(
        string layerName, LayerManifest layer, string? functionName, FunctionContent? function, CancellationToken cancellationToken)
    {
        var lines = new List<AuditComponent>();
        foreach (var package in layer.Packages.Where(package => package.Use == "framework"))
            lines.Add(await DotnetAsync(FrameworkOf(package.Id), package.Version, "/opt/pintle/dotnet", package.Id, cancellationToken).ConfigureAwait(false));
        foreach (var package in layer.Bootstrap.NativeAot)
            lines.Add(await DotnetAsync($"{package.Id} (NativeAOT, inside bootstrap)", package.Version, "/opt/bootstrap", package.Id, cancellationToken).ConfigureAwait(false));
        lines.Add(AuditComponent.Unjudged(
            "Pintle (bootstrap and host)", layer.Pintle, "/opt", PatchOwner.You, AwsPages.Layers, Standing.NotJudged,
            "It has no release channel yet; it changes with the repository that it is built from."));
        if (function is not null)
            lines.AddRange(await FunctionAsync(function, NativeFile.Used(function.Natives, layer.Rid), cancellationToken).ConfigureAwait(false));
        if (function is not null && layer.Components.All(component => component.Name != IcuLibraries.Origin))
            lines.AddRange(function.CultureNeeds.Select(Missing));
        lines.AddRange(Platform());
        return new AuditReport(layerName, functionName, today, lines, sources.Notices);
    }

    /// <summary>What the layer lacks for the function. It misses no fix, so it has no standing.</summary>
    private static AuditComponent Missing(CultureNeed need) => AuditComponent.Unjudged(
        $"cultures, for {need.Assembly}", null, "-", PatchOwner.You, AwsPages.Layers, Standing.NotJudged,
        $"{need.Assembly} {need.Reason}, and this layer has the invariant culture only. {(need.IsKnown ? "" : "Where it does: ")}{CultureNeeds.Remedy}");

    private static IEnumerable<AuditComponent> Platform() =>
    [
        AuditComponent.Unjudged(
            "provided.al2023: glibc, OpenSSL, CA certificates and the rest of the OS", null, "/", PatchOwner.Aws, AwsPages.SharedResponsibility, Standing.NotJudged,
            "AWS applies patches by itself only while the function's runtime updates are on Auto."),
        AuditComponent.Unjudged("Lambda service, sandbox and kernel", null, "-", PatchOwner.Aws, AwsPages.SharedResponsibility, Standing.NotJudged),
    ];

    private async Task<AuditComponent> DotnetAsync(string name, string version, string where, string? packageId, CancellationToken cancellationToken)
    {
        if (!NuGetVersion.TryParse(version, out var installed))
            return AuditComponent.Unjudged(name, null, where, PatchOwner.You, AwsPages.SharedResponsibility, Standing.Unknown, $"\"{version}\" is no version that could be compared.");
        var channel = await sources.ChannelAsync(ReleaseChannel.NameOf(installed), cancellationToken).ConfigureAwait(false);
        var feed = packageId is null ? null : await sources.VersionsAsync(packageId, cancellationToken).ConfigureAwait(false);
        var aspNet = name.StartsWith(AspNetFramework, StringComparison.Ordinal);
        var judgement = Judgement.Of(installed, channel, feed, release => aspNet ? release.AspNetCore : release.Runtime, today);
        return AuditComponent.Of(name, installed, where, judgement) with { Purl = packageId is null ? null : Purl.NuGet(packageId, version) };
    }

    private async Task<IEnumerable<AuditComponent>> FunctionAsync(FunctionContent function, IReadOnlyList<NativeFile> natives, CancellationToken cancellationToken)
    {
        var lines = new List<AuditComponent>();
        if (!function.HasDependencies)
        {
            lines.Add(AuditComponent.Unjudged(
                "the function's packages", null, Task, PatchOwner.You, AwsPages.SharedResponsibility, Standing.Unknown, "It has no deps.json, so nothing says which packages it holds."));
        }

        foreach (var runtime in function.Runtimes)
        {
            const string Bundled = "The function carries a runtime of its own: patching the layer does not patch it. Publish it framework-dependent.";
            var line = await DotnetAsync(runtime.Framework, runtime.Version ?? "unknown", Task + runtime.Path, null, cancellationToken).ConfigureAwait(false);
            lines.Add(line with { Reasons = [.. line.Reasons, Bundled] });
        }

        var advisories = await sources.PackagesAsync(cancellationToken).ConfigureAwait(false);
        foreach (var library in function.Libraries)
        {
            lines.Add(await LibraryAsync(library, advisories, cancellationToken).ConfigureAwait(false));
            lines.AddRange(natives.Where(native => native.Library == library).Select(native => native.Line(Task)));
        }

        lines.AddRange(natives.Where(native => !function.Libraries.Contains(native.Library!) && !function.Runtimes.Any()).Select(native => native.Line(Task)));
        return lines;
    }

    private async Task<AuditComponent> LibraryAsync(FunctionLibrary library, PackageAdvisories? advisories, CancellationToken cancellationToken)
    {
        if (!NuGetVersion.TryParse(library.Version, out var installed))
            return AuditComponent.Unjudged(library.Id, library.Version, Task, PatchOwner.You, AwsPages.SharedResponsibility, Standing.Unknown, "Its version cannot be compared.");

        var versions = await sources.VersionsAsync(library.Id, cancellationToken).ConfigureAwait(false);
        var latest = versions?.Where(version => installed.IsPrerelease || !version.IsPrerelease).Max();
        PackageAdvisory[] known = advisories is null ? [] : [.. advisories.For(library.Id, installed)];
        MissedFix[] missed = [.. known.Select(advisory => new MissedFix($"{advisory.Id} ({advisory.SeverityWord})", advisory.Url, FirstFixed(advisory, versions)))];
        string[] reasons = advisories is null ? ["No vulnerability data was given: known vulnerabilities are unknown."] : [];
        // A library may stay at an older version as long as that one has no known vulnerability: its latest version is shown, not demanded.
        var standing = missed.Length > 0 ? Standing.SecurityFixMissed : advisories is null ? Standing.Unknown : Standing.Current;
        return new AuditComponent(
            library.Id, installed.ToNormalizedString(), Task, PatchOwner.You, AwsPages.SharedResponsibility, standing, latest?.ToNormalizedString(), missed, null, reasons);
    }

    private static string? FirstFixed(PackageAdvisory advisory, IReadOnlyList<NuGetVersion>? versions)
    {
        if (advisory.Versions.MaxVersion is not { } end)
            return null;
        return advisory.Versions.IsMaxInclusive ? versions?.Where(version => version > end && !version.IsPrerelease).Min()?.ToNormalizedString() : end.ToNormalizedString();
    }

    /// <summary><c>Microsoft.NETCore.App.Runtime.linux-x64</c> is the runtime pack of <c>Microsoft.NETCore.App</c>.</summary>
    private static string FrameworkOf(string packId)
    {
        var at = packId.IndexOf(".Runtime.", StringComparison.Ordinal);
        return at < 0 ? CoreFramework : packId[..at];
    }
}
