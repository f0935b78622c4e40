using System.Globalization;
using System.Text;
using Pintle.Aws;

namespace Pintle.Cli.Cloud.Publishing;

/// <summary>What is published, and who may use it.</summary>
internal sealed record PublishRequest(string Name, string? Bucket, IReadOnlyList<LayerPermission> Permissions);

/// <summary>What became of one layer in one region.</summary>
internal sealed record PublishOutcome(PublishSubject Subject, string Region, string Result, string? Arn, IReadOnlyList<string> SharedWith, string? Reason)
{
    public const string Published = "published";
    public const string Already = "already published";
    public const string Planned = "would be published";
    public const string Failed = "failed";
}

/// <summary>Publishes layers to regions, each content once, whoever published it and however often this is broken off.</summary>
internal sealed class Publisher(AwsContext context, PublishedLayers known, PublishRequest request)
{
    // Chosen, not measured: AWS does not document how soon a version is listed when the answer was lost; more looks only tell later that it is not there.
    private const int LooksAfterALoss = 10;
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(2);

    /// <summary>Says what is in the way before anything is written anywhere.</summary>
    /// <exception cref="ToolException">A limit of the account would be passed.</exception>
    public async Task RequireRoomAsync(IReadOnlyList<PublishSubject> subjects, string region, CancellationToken cancellationToken)
    {
        var limits = await context.Lambda(region).GetAccountSettingsAsync(cancellationToken).ConfigureAwait(false);
        foreach (var subject in subjects)
        {
            var name = Path.GetFileName(subject.Path);
            if (subject.UnzippedSize > limits.Unzipped)
                throw new ToolException($"Expected {name} to be at most {Size.OfLimit(limits.Unzipped)} unzipped, which is this account's limit in {region}, found {Size.Of(subject.UnzippedSize)}. Leave more out of the layer.");
            if (subject.Zip.LongLength > limits.Zipped && request.Bucket is null)
                throw new ToolException($"Expected {name} to be at most {Size.OfLimit(limits.Zipped)} zipped, which is this account's limit in {region} for what goes with the request, found {Size.Of(subject.Zip.LongLength)}. Add --s3-bucket with a bucket of that region.");
        }

        var more = subjects.Sum(subject => subject.Zip.LongLength);
        if (limits.Used + more > limits.Total)
            throw new ToolException($"Expected room for {Size.Of(more)} in {region}, but {Size.Of(limits.Used)} of the account's {Size.Of(limits.Total)} of code storage are used. Make room with pintle prune, or ask AWS for more.");
    }

    /// <param name="subject">The layer.</param>
    /// <param name="region">Where.</param>
    /// <param name="isDryRun">Whether only to say what would be done.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<PublishOutcome> PublishAsync(PublishSubject subject, string region, bool isDryRun, CancellationToken cancellationToken)
    {
        var lambda = context.Lambda(region);
        var intent = IntentFile(subject, region);
        var versions = await VersionsAsync(lambda, cancellationToken).ConfigureAwait(false);
        var there = await FindAsync(lambda, versions, subject, cancellationToken).ConfigureAwait(false);
        // An earlier run was broken off while it published: lists show a new version late, and publishing again would make a duplicate.
        if (there is null && File.Exists(intent))
        {
            context.Terminal.Sentence($"An earlier run was broken off while it published to {region}; looking for what it has published.");
            there = await LookAgainAsync(lambda, subject, cancellationToken).ConfigureAwait(false);
        }

        if (there is null && isDryRun)
            return new PublishOutcome(subject, region, PublishOutcome.Planned, null, [.. request.Permissions.Select(Words)], null);
        var isNew = there is null;
        if (there is null)
            there = await SendAsync(lambda, subject, region, intent, cancellationToken).ConfigureAwait(false);

        if (isNew)
            SayLess(versions, subject, there.Version);
        if (there.CodeSha256 != subject.CodeSha256)
            throw new ToolException($"Expected {there.Arn} to hold what was sent, {subject.CodeSha256}, but Lambda says {there.CodeSha256}. Do not use it, and publish again.");
        var shared = isDryRun ? [] : await ShareAsync(lambda, there.Version, versions, subject, cancellationToken).ConfigureAwait(false);
        if (!isDryRun)
            known.Add(Entry(subject, region, there));
        if (File.Exists(intent))
            File.Delete(intent);
        return new PublishOutcome(subject, region, isNew ? PublishOutcome.Published : PublishOutcome.Already, there.Arn, shared, null);
    }

    private async Task<LayerVersion> SendAsync(LambdaClient lambda, PublishSubject subject, string region, string intent, CancellationToken cancellationToken)
    {
        var layer = new NewLayerVersion(request.Name, subject.Description, subject.Architecture, subject.Zip, null, null);
        if (request.Bucket is { } template)
        {
            var bucket = template.Replace("{region}", region, StringComparison.Ordinal);
            var key = $"pintle/{request.Name}/{subject.Sha256}.zip";
            await new BucketClient(context.Session, region).PutAsync(bucket, key, subject.Zip, cancellationToken).ConfigureAwait(false);
            layer = layer with { Zip = null, Bucket = bucket, Key = key };
        }

        // This is the only call of which nobody may know whether it was done: a failure before it leaves nothing to look for.
        WholeFile.Write(intent, Encoding.UTF8.GetBytes(subject.CodeSha256));
        for (var isFirst = true; ; isFirst = false)
        {
            try
            {
                return await lambda.PublishLayerVersionAsync(layer, cancellationToken).ConfigureAwait(false);
            }
            catch (AwsException e) when (e.MayHaveHappened)
            {
                if (await LookAgainAsync(lambda, subject, cancellationToken).ConfigureAwait(false) is { } there)
                    return there;
                if (!isFirst)
                    throw;
            }
            catch (AwsException)
            {
                // It was refused, and not just left without an answer.
                if (isFirst)
                    File.Delete(intent);
                throw;
            }
        }
    }

    /// <summary>All versions. A list shows a new one late; asked for by its number, it is there at once.</summary>
    private async Task<IReadOnlyList<LayerVersion>> VersionsAsync(LambdaClient lambda, CancellationToken cancellationToken)
    {
        var versions = (await lambda.ListLayerVersionsAsync(request.Name, cancellationToken).ConfigureAwait(false)).ToList();
        var next = versions.Select(each => each.Version).Concat(known.Layers.Where(each => each.Region == lambda.Region && each.Name == request.Name).Select(each => each.Version - 1)).DefaultIfEmpty(0).Max() + 1;
        while (await lambda.FindLayerVersionAsync(request.Name, next, cancellationToken).ConfigureAwait(false) is { } unlisted)
        {
            if (versions.All(each => each.Version != next))
                versions.Add(unlisted);
            next++;
        }

        return versions;
    }

    /// <summary>The version with this very content, by Lambda's own digest.</summary>
    private async Task<LayerVersion?> FindAsync(LambdaClient lambda, IReadOnlyList<LayerVersion> versions, PublishSubject subject, CancellationToken cancellationToken)
    {
        foreach (var version in versions.OrderByDescending(each => each.Description == subject.Description).ThenByDescending(each => each.Version))
        {
            // A version never changes: what the file says of one needs no asking.
            if (known.Find(version.Arn) is { } entry && entry.CodeSha256 != subject.CodeSha256)
                continue;
            var found = version.CodeSha256 is not null ? version : await lambda.FindLayerVersionAsync(request.Name, version.Version, cancellationToken).ConfigureAwait(false);
            if (found?.CodeSha256 == subject.CodeSha256)
                return found;
        }

        return null;
    }

    private async Task<LayerVersion?> LookAgainAsync(LambdaClient lambda, PublishSubject subject, CancellationToken cancellationToken)
    {
        for (var look = 0; look < LooksAfterALoss; look++)
        {
            if (look > 0)
                await Task.Delay(BetweenLooks, context.Clock, cancellationToken).ConfigureAwait(false);
            var versions = await VersionsAsync(lambda, cancellationToken).ConfigureAwait(false);
            if (await FindAsync(lambda, versions, subject, cancellationToken).ConfigureAwait(false) is { } found)
                return found;
        }

        return null;
    }

    /// <summary>A version that has less than the one before is somebody's wish, or the wrong zip.</summary>
    private void SayLess(IReadOnlyList<LayerVersion> versions, PublishSubject subject, long version)
    {
        if (Before(versions, subject, version) is not { } before || LayerDescription.TryParse(before.Description) is not { } had || LayerDescription.TryParse(subject.Description) is not { } has)
            return;
        string[] gone = [.. had.Globalization == "icu" && has.Globalization != "icu" ? ["ICU"] : Array.Empty<string>(), .. had.Framework == "aspnet" && has.Framework != "aspnet" ? ["ASP.NET Core"] : Array.Empty<string>()];
        if (gone.Length > 0)
            context.Terminal.Notice($"{request.Name}:{before.Version} has {string.Join(" and ", gone)}, and {request.Name}:{version} has not: a rollout would take that from functions. Publish such a layer under a name of its own.");
    }

    private static LayerVersion? Before(IReadOnlyList<LayerVersion> versions, PublishSubject subject, long version) =>
        versions.Where(each => each.Version < version && each.Architectures.Contains(subject.Architecture)).MaxBy(each => each.Version);

    /// <summary>Grants the permissions that were asked for and those of the version before.</summary>
    private async Task<IReadOnlyList<string>> ShareAsync(LambdaClient lambda, long version, IReadOnlyList<LayerVersion> versions, PublishSubject subject, CancellationToken cancellationToken)
    {
        var before = Before(versions, subject, version);
        var inherited = before is null ? [] : await lambda.GetLayerPermissionsAsync(request.Name, before.Version, cancellationToken).ConfigureAwait(false);
        var wanted = inherited.Concat(request.Permissions).DistinctBy(each => (each.Principal, each.Organization)).ToArray();
        if (wanted.Length == 0)
            return [];
        var has = await lambda.GetLayerPermissionsAsync(request.Name, version, cancellationToken).ConfigureAwait(false);
        foreach (var permission in wanted.Where(each => !has.Any(there => (there.Principal, there.Organization) == (each.Principal, each.Organization))))
            await lambda.AddLayerPermissionAsync(request.Name, version, permission, cancellationToken).ConfigureAwait(false);
        return [.. wanted.Select(Words)];
    }

    private PublishedLayer Entry(PublishSubject subject, string region, LayerVersion there) => new(
        region, request.Name, there.Version, there.Arn, subject.Architecture, subject.Manifest.Dotnet, subject.Manifest.Framework, subject.CodeSha256, subject.Zip.LongLength, subject.UnzippedSize, there.CreatedDate);

    private string IntentFile(PublishSubject subject, string region) =>
        Path.Combine(context.Terminal.Surroundings.Folder, ".pintle", "publishing", string.Create(CultureInfo.InvariantCulture, $"{region}-{request.Name}-{subject.Sha256[..16]}"));

    private static string Words(LayerPermission permission) => permission.Organization is { } organization ? $"organization {organization}" : permission.Principal == "*" ? "everybody" : $"account {permission.Principal}";
}
