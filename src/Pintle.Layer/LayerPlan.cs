using NuGet.Versioning;
using Pintle.Layer.Audit;
using Pintle.Layer.Definition;
using Pintle.Layer.Engine;
using Pintle.Layer.Inputs;
using Pintle.Layer.Tree;

namespace Pintle.Layer;

/// <summary>A request with its names looked up and its contradictions refused; it has not touched a file.</summary>
/// <param name="Runtime">The base framework's runtime pack.</param>
/// <param name="AspNet">ASP.NET Core's, in a layer that has it.</param>
/// <param name="Icu">ICU's package, where it comes from one.</param>
internal sealed record LayerPlan(LayerRequest Request, Pin Pin, PackagePin Runtime, PackagePin? AspNet, PackagePin Compiler, PackagePin? Icu = null)
{
    public string Rid => Request.Architecture.Rid();

    /// <summary>The packages of Amazon's loop, none in a layer without it.</summary>
    public IReadOnlyList<PackagePin> Engine { get; private init; } = [];

    /// <summary>Runtime packs, the base framework's first.</summary>
    public IReadOnlyList<PackagePin> Frameworks => AspNet is null ? [Runtime] : [Runtime, AspNet];

    /// <summary>The zip's file name without its ending, and the unpacked folder's name.</summary>
    public string Name => LayerName.Of(Runtime.Version, Request.Framework.Name(), HasIcu, Request.Engine, Request.Architecture.Name());

    /// <summary>The base framework's: <c>10.0</c>.</summary>
    public string Channel => ReleaseChannel.NameOf(new NuGetVersion(Runtime.Version));

    /// <summary>What the framework's assemblies are compiled for.</summary>
    public CompilerTarget PrecompileTarget(PrecompileRule rule) => new(Request.Architecture, rule.InstructionSet(Request.Architecture, Channel));

    private bool HasIcu => Request.Globalization == LayerGlobalization.Icu;

    public static LayerPlan For(LayerDefinition definition, LayerRequest request)
    {
        string[] keepable = [.. definition.Layout.LeaveOut.Where(rule => rule.Keepable).Select(rule => rule.Name)];
        var unknown = request.Keep.FirstOrDefault(name => !keepable.Contains(name, StringComparer.Ordinal));
        if (unknown is not null)
        {
            throw new LayerException(
                LayerFault.RequestInvalid,
                $"There is no group \"{unknown}\" that could be kept; layer/layer.json has {string.Join(", ", keepable)}.");
        }

        var pin = definition.Pins.Find(request.Pin);
        var packages = pin.For(request.Architecture);
        _ = HostVersions.For(pin, packages.Frameworks[LayerFramework.Core.Name()]);
        var aspNet = request.Framework == LayerFramework.AspNet ? AspNetOf(pin, packages, request.Architecture) : null;
        return packages.Compilers.TryGetValue(Crossgen2.HostRid, out var compiler)
            ? new LayerPlan(request, pin, packages.Frameworks[LayerFramework.Core.Name()], aspNet, compiler, IcuOf(pin, packages, request)) { Engine = EngineOf(pin, packages, request) }
            : throw new LayerException(
                LayerFault.RequestInvalid,
                $"The pin {pin.Quoted} has no crossgen2 that runs on {Crossgen2.HostRid} in {request.Architecture.Name()}.compilers; "
                + (packages.Compilers.Count == 0 ? "it has none: pin the framework's version again with pintle pin, which adds it." : $"it has {string.Join(", ", packages.Compilers.Keys)}. Build there, or pin that package in pins.json."));
    }

    private static IReadOnlyList<PackagePin> EngineOf(Pin pin, ArchitecturePin packages, LayerRequest request) =>
        request.Engine == LayerEngine.Pintle || packages.Engine.Count > 0
            ? request.Engine == LayerEngine.Pintle ? [] : packages.Engine
            : throw new LayerException(
                LayerFault.RequestInvalid,
                $"The pin {pin.Quoted} has no \"engine\" for {request.Architecture.Name()}: pin {string.Join(", ", AwsEngineBuilder.Packages)} in pins.json, where a source has them, "
                + "or build with --engine pintle.");

    /// <returns>The package, or <c>null</c> where a folder is named or no ICU is asked for.</returns>
    private static PackagePin? IcuOf(Pin pin, ArchitecturePin packages, LayerRequest request)
    {
        if (request.IcuLocales.Count > 0 && (request.Globalization != LayerGlobalization.Icu || request.IcuData == LayerIcuData.Full))
        {
            throw new LayerException(
                LayerFault.RequestInvalid,
                "Expected a list of cultures only for a layer with ICU's filtered data, found one for a layer without. Build with --globalization icu, and without --icu-data full.");
        }

        if (request.Globalization != LayerGlobalization.Icu)
        {
            return request.IcuFolder is null
                ? null
                : throw new LayerException(LayerFault.RequestInvalid, "Expected a folder with ICU's libraries only for a layer with ICU, found one for a layer without. Build with --globalization icu.");
        }

        return request.IcuFolder is not null
            ? null
            : packages.Icu ?? throw new LayerException(
                LayerFault.RequestInvalid,
                $"The pin {pin.Quoted} has no \"icu\" for {request.Architecture.Name()}. Name a folder with ICU's libraries with --icu-from, "
                + $"or pin Microsoft.ICU.ICU4C.Runtime.{request.Architecture.Rid()} in pins.json, where a source has it.");
    }

    private static PackagePin AspNetOf(Pin pin, ArchitecturePin packages, LayerArchitecture architecture) =>
        packages.Frameworks.TryGetValue(LayerFramework.AspNet.Name(), out var found)
            ? found
            : throw new LayerException(
                LayerFault.RequestInvalid,
                $"The pin {pin.Quoted} has no \"aspnet\" for {architecture.Name()}; it has {string.Join(", ", packages.Frameworks.Keys)}. "
                + "Pin ASP.NET Core's runtime pack in pins.json, or build with --framework core.");
}
