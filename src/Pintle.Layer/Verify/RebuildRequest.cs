using System.Text.RegularExpressions;
using Pintle.Layer.Definition;
using Pintle.Layer.Globalization;
using Pintle.Layer.Tree;

namespace Pintle.Layer.Verify;

/// <summary>What has to be built to get a layer once more, by what the layer says of itself. None of that is believed: the result is compared.</summary>
public static partial class RebuildRequest
{
    /// <param name="read">A file of the layer by its path; <c>null</c> if it is not there.</param>
    /// <param name="folders">Has the folders of what came from folders; the rest of it is left as it is.</param>
    /// <exception cref="LayerException">It says something that cannot be built from these pins.</exception>
    public static LayerRequest For(LayerManifest manifest, Func<string, byte[]?> read, LayerDefinition definition, LayerRequest folders)
    {
        var pin = definition.Pins.Pins.GetValueOrDefault(manifest.Pin) ?? throw Impossible($"it is of the pin \"{Findings.Bounded(manifest.Pin)}\", and {definition.Pins.File} has {string.Join(", ", definition.Pins.Pins.Keys.Order(StringComparer.Ordinal))}");
        var architecture = Named(Enum.GetValues<LayerArchitecture>(), each => each.Rid() == manifest.Rid, "processor", manifest.Rid);
        var framework = Named(Enum.GetValues<LayerFramework>(), each => each.Name() == manifest.Framework, "framework", manifest.Framework);
        var pinned = pin.Architectures.GetValueOrDefault(architecture.Name())?.Frameworks.GetValueOrDefault(LayerFramework.Core.Name())?.Version;
        if (pinned != manifest.Dotnet)
            throw Impossible($"it has .NET {Findings.Bounded(manifest.Dotnet)}, and the pin \"{pin.Name}\" of {definition.Pins.File} has {pinned ?? "none for its processor"}");

        var icu = manifest.Components.FirstOrDefault(component => component.Name == IcuLibraries.Origin);
        var cut = icu?.Changes?.Select(change => Cut().Match(change)).FirstOrDefault(match => match.Success);
        return folders with
        {
            Pin = pin.Name,
            Architecture = architecture,
            Framework = framework,
            Engine = LayerName.EngineOf(manifest, read),
            Globalization = icu is null ? LayerGlobalization.Invariant : LayerGlobalization.Icu,
            IcuFolder = icu is { Package: null } ? folders.IcuFolder ?? throw FromFolder(icu, "--icu-from") : null,
            IcuData = icu is null || cut is not null ? LayerIcuData.Filtered : LayerIcuData.Full,
            IcuLocales = cut is { Groups: var groups } && groups[1].Success ? groups[1].Value.Split(", ") : [],
            ZoneInfoFolder = manifest.Components.FirstOrDefault(component => component.Name == ZoneInfo.Origin) is { } zones ? folders.ZoneInfoFolder ?? throw FromFolder(zones, "--tzdata-from") : null,
            Keep = [.. definition.Layout.LeaveOut.Where(rule => rule.Keepable && manifest.LeftOut.All(group => group.Name != rule.Name)).Select(rule => rule.Name)],
            InstructionSet = manifest.InstructionSet,
            Precompile = manifest.Precompiled is not null,
            CompileAnew = true,
        };
    }

    private static T Named<T>(T[] values, Func<T, bool> isIt, string what, string found) =>
        Array.FindIndex(values, each => isIt(each)) is >= 0 and var at ? values[at] : throw Impossible($"its {what} is \"{Findings.Bounded(found)}\"");

    private static LayerException FromFolder(ManifestComponent component, string option) =>
        new(LayerFault.RequestInvalid, $"It cannot be rebuilt from pins alone: {component.Name} {Findings.Bounded(component.Version)} came from a folder. Name that folder with {option}.");

    private static LayerException Impossible(string reason) =>
        new(LayerFault.RequestInvalid, $"It cannot be rebuilt here: {reason}. Verify with the pins that it was built from, which is their commit.");

    [GeneratedRegex("cut to what .NET reads(?: of (.+))?, [0-9]+ to [0-9]+ bytes$")]
    private static partial Regex Cut();
}
