using NuGet.Versioning;
using Pintle.Layer.Audit;
using Pintle.Layer.Definition;
using Pintle.Layer.Verify;

namespace Pintle.Layer.Pins;

/// <summary>Works out where a pin can go. It verifies every package on the way, and writes nothing.</summary>
public sealed class PinMover(PinFile pins, IPinFeed feed)
{
    private const int LongestName = 40; // Chosen, not measured: a longer name only makes lines longer.

    /// <summary>Moves to exactly that version, on every architecture that has the packages. A pin that does not exist is added, with the default pin's packages in that version.</summary>
    public Task<PinMove> ToAsync(string? name, string version, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        if (!NuGetVersion.TryParse(version, out var wanted) || wanted.ToNormalizedString() != version)
            throw Wrong($"an exact version such as 10.0.14, found \"{version}\"", "A range is no pin.");
        var to = new PinTarget(versions => versions.Contains(wanted) ? wanted : null, $"no source has {version} for it");
        if (IsNew(name))
            return AddAsync(name!, to, progress, cancellationToken);
        var pin = pins.Find(name);
        var channel = ChannelOf(pin);
        return ReleaseChannel.NameOf(wanted) == channel
            ? MoveAsync(pin, to, progress, cancellationToken)
            : throw Wrong($"a version of channel {channel}, which the pin \"{pin.Name}\" is of, found \"{version}\"", "Name another pin with --name.");
    }

    /// <summary>
    /// Moves to the newest release of a channel, or to the newest preview where the pin is at one; architectures may end at different ones, because feeds do.
    /// A pin that does not exist is added.
    /// </summary>
    public Task<PinMove> ToLatestAsync(string? name, string channel, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        if (IsNew(name))
            return AddAsync(name!, Latest(channel, withPreviews: false), progress, cancellationToken);
        var pin = pins.Find(name);
        return channel == ChannelOf(pin)
            ? MoveAsync(pin, Latest(channel, VersionOf(pin).IsPrerelease), progress, cancellationToken)
            : throw Wrong($"the channel {ChannelOf(pin)}, which the pin \"{pin.Name}\" is of, found \"{channel}\"", "Name another pin with --name.");
    }

    /// <summary>Moves to the newest release of the pin's channel.</summary>
    public Task<PinMove> ToNewestAsync(string? name, IProgress<string>? progress, CancellationToken cancellationToken) =>
        ToLatestAsync(name, ChannelOf(pins.Find(name)), progress, cancellationToken);

    /// <summary>Moves back to before its last move; the digests of that time still have to match.</summary>
    public async Task<PinMove> BackAsync(string? name, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var pin = pins.Find(name);
        var previous = pin.Previous ?? throw Wrong($"the pin \"{pin.Name}\" to have been moved before, found no \"previous\" in {pins.File}", "There is nothing to go back to.");
        var changes = new List<PinChange>();
        foreach ((var architecture, var now) in pin.Architectures)
        {
            if (!previous.TryGetValue(architecture, out var then))
                continue;
            foreach ((var kind, var key, var package) in now.Packages)
            {
                var target = then.Packages.FirstOrDefault(each => each.Kind == kind && each.Key == key).Package ?? package;
                if (target == package)
                    continue;
                progress?.Report($"verifying {target}");
                var found = await feed.DescribeAsync(target.Id, target.Version, cancellationToken).ConfigureAwait(false);
                if (found.Sha512 != target.Sha512)
                {
                    throw new LayerException(
                        LayerFault.DigestMismatch,
                        $"The package {target} is not the one that was pinned before: expected SHA-512 {target.Sha512}, found {found.Sha512}. Nothing was changed. Ask the owner of the source why its bytes differ.");
                }

                changes.Add(new PinChange(architecture, kind, key, package, target));
            }
        }

        return new PinMove(pin.Name, changes, new Dictionary<string, string>());
    }

    private bool IsNew(string? name) => name is not null && !pins.Pins.ContainsKey(name);

    private static PinTarget Latest(string channel, bool withPreviews) => new(
        versions => versions.Where(version => (withPreviews || !version.IsPrerelease) && ReleaseChannel.NameOf(version) == channel).Max(),
        $"no source has a release of {channel} for it");

    /// <summary>A pin for a new file, whatever pins there are: the default pin's packages in an exact version, or the newest release of a channel.</summary>
    /// <param name="architectures">Which processors are asked for.</param>
    public Task<PinMove> CreateAsync(string name, string target, IReadOnlyCollection<LayerArchitecture> architectures, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        string[] wanted = [.. architectures.Select(each => each.Name())];
        if (target.Count(each => each == '.') == 1 && target.All(each => char.IsAsciiDigit(each) || each == '.'))
            return AddAsync(name, Latest(target, withPreviews: false), progress, cancellationToken, wanted);
        return NuGetVersion.TryParse(target, out var version) && version.ToNormalizedString() == target
            ? AddAsync(name, new PinTarget(versions => versions.Contains(version) ? version : null, $"no source has {target} for it"), progress, cancellationToken, wanted)
            : throw Wrong($"a channel such as 10.0 or an exact version such as 10.0.14, found \"{Findings.Bounded(target)}\"", "A range is no pin.");
    }

    private async Task<PinMove> AddAsync(string name, PinTarget to, IProgress<string>? progress, CancellationToken cancellationToken, string[]? wanted = null)
    {
        if (name.Length > LongestName || name.Any(each => !char.IsAsciiLetterOrDigit(each) && each is not ('.' or '-')))
            throw Wrong($"a name of letters, digits, dots and hyphens for the new pin, {LongestName} at most, found \"{Findings.Bounded(name)}\"", "Give another --name.");
        var changes = new List<PinChange>();
        var missing = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((var architecture, var like) in pins.Find(null).Architectures.Where(each => wanted?.Contains(each.Key) != false))
        {
            (string Kind, string Key, PackagePin)[] packages = [.. like.Packages.Where(each => each.Kind != ArchitecturePin.BootstrapKind)];
            var version = await TargetAsync(packages, to.Choose, cancellationToken).ConfigureAwait(false);
            if (version is null)
            {
                // A layer of the base framework alone is a layer too.
                packages = [.. packages.Where(each => each.Key != LayerFramework.AspNet.Name())];
                version = await TargetAsync(packages, to.Choose, cancellationToken).ConfigureAwait(false);
                if (version is not null)
                    missing[$"{architecture}, {LayerFramework.AspNet.Name()}"] = to.Otherwise;
            }

            if (version is not null)
                changes.AddRange(await ChangesAsync(architecture, packages, version, progress, cancellationToken).ConfigureAwait(false));
            else
                missing[architecture] = to.Otherwise;
        }

        return changes.Count > 0
            ? new PinMove(name, changes, missing) { IsNew = true }
            : throw new LayerException(LayerFault.PackageUnavailable, $"The pin \"{name}\" could not be added: {to.Otherwise}, on any architecture. Nothing was changed. Check the sources (dotnet nuget list source).");
    }

    private async Task<PinMove> MoveAsync(Pin pin, PinTarget to, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        (var choose, var reason) = to;
        var changes = new List<PinChange>();
        var staying = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((var architecture, var now) in pin.Architectures)
        {
            (string, string, PackagePin)[] frameworks = [.. now.Packages.Where(each => each.Kind != ArchitecturePin.BootstrapKind)];
            var target = await TargetAsync(frameworks, choose, cancellationToken).ConfigureAwait(false);
            if (target is null || target == now.Frameworks["core"].Version)
                staying[architecture] = target is null ? reason : $"it is at {target} already";
            else
                changes.AddRange(await ChangesAsync(architecture, frameworks, target, progress, cancellationToken).ConfigureAwait(false));
            changes.AddRange(await BootstrapAsync(architecture, now, choose, staying, progress, cancellationToken).ConfigureAwait(false));
        }

        return changes.Count > 0 || staying.Values.All(why => why != reason)
            ? new PinMove(pin.Name, changes, staying)
            : throw new LayerException(LayerFault.PackageUnavailable, $"The pin \"{pin.Name}\" could not be moved: {reason}, on any architecture. Nothing was changed. Check the sources (dotnet nuget list source).");
    }

    /// <summary>The bootstrap's own runtime moves along where its packages are there, but never down: another .NET version in the layer is no reason for that.</summary>
    private async Task<IEnumerable<PinChange>> BootstrapAsync(
        string architecture, ArchitecturePin now, Func<IReadOnlyList<NuGetVersion>, NuGetVersion?> choose, SortedDictionary<string, string> staying, IProgress<string>? progress,
        CancellationToken cancellationToken)
    {
        (string, string, PackagePin)[] packages = [.. now.Packages.Where(each => each.Kind == ArchitecturePin.BootstrapKind)];
        if (packages.Length == 0)
            return [];
        NuGetVersion version = new(now.Bootstrap["runtime"].Version);
        var target = await TargetAsync(packages, choose, cancellationToken).ConfigureAwait(false);
        if (target is not null && new NuGetVersion(target) > version)
            return await ChangesAsync(architecture, packages, target, progress, cancellationToken).ConfigureAwait(false);
        staying[$"{architecture}, bootstrap"] = target is null ? $"its NativeAOT packages are not there in that version; it is at {version}" : $"it is at {version} already";
        return [];
    }

    /// <summary>The version that all of the packages have.</summary>
    private async Task<string?> TargetAsync(IEnumerable<(string, string, PackagePin)> packages, Func<IReadOnlyList<NuGetVersion>, NuGetVersion?> choose, CancellationToken cancellationToken)
    {
        IEnumerable<NuGetVersion>? common = null;
        foreach ((_, _, var package) in packages)
        {
            var there = await feed.VersionsAsync(package.Id, cancellationToken).ConfigureAwait(false);
            common = common?.Intersect(there) ?? there;
        }

        return choose([.. common ?? []])?.ToNormalizedString();
    }

    private async Task<IEnumerable<PinChange>> ChangesAsync(
        string architecture, IEnumerable<(string, string, PackagePin)> packages, string version, IProgress<string>? progress, CancellationToken cancellationToken)
    {
        var changes = new List<PinChange>();
        foreach ((var kind, var key, var package) in packages)
        {
            progress?.Report($"verifying {package.Id} {version}");
            changes.Add(new PinChange(architecture, kind, key, package, await feed.DescribeAsync(package.Id, version, cancellationToken).ConfigureAwait(false)));
        }

        return changes;
    }

    private static string ChannelOf(Pin pin) => ReleaseChannel.NameOf(VersionOf(pin));

    private static NuGetVersion VersionOf(Pin pin) => new(pin.Architectures.Values.First().Frameworks["core"].Version);

    private static LayerException Wrong(string expected, string advice) => new(LayerFault.RequestInvalid, $"Expected {expected}. {advice}");
}

/// <param name="Choose">Chooses one of the versions that all packages have, or <c>null</c>.</param>
/// <param name="Otherwise">Why not, where it chose none.</param>
internal sealed record PinTarget(Func<IReadOnlyList<NuGetVersion>, NuGetVersion?> Choose, string Otherwise);
