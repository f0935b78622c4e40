using Pintle.Layer.Definition;
using Pintle.Layer.Inputs;

namespace Pintle.Layer;

/// <summary>A request with its names looked up and its contradictions refused; it has not touched a file.</summary>
/// <param name="Runtime">The base framework's runtime pack.</param>
/// <param name="AspNet">ASP.NET Core's, in a layer that has it.</param>
internal sealed record LayerPlan(LayerRequest Request, Pin Pin, PackagePin Runtime, PackagePin? AspNet, PackagePin Compiler)
{
    public string Rid => Request.Architecture.Rid();

    /// <summary>Runtime packs, the base framework's first.</summary>
    public IReadOnlyList<PackagePin> Frameworks => AspNet is null ? [Runtime] : [Runtime, AspNet];

    /// <summary>The zip's file name without its ending, and the unpacked folder's name.</summary>
    public string Name => $"pintle-{Runtime.Version}-{Request.Framework.Name()}-{Request.Architecture.Name()}";

    public static LayerPlan For(LayerDefinition definition, LayerRequest request)
    {
        string[] keepable = [.. definition.Layout.LeaveOut.Where(rule => rule.Keepable).Select(rule => rule.Name)];
        string? unknown = request.Keep.FirstOrDefault(name => !keepable.Contains(name, StringComparer.Ordinal));
        if (unknown is not null)
            throw new LayerException(
                LayerFault.RequestInvalid,
                $"There is no group \"{unknown}\" that could be kept; layer/layer.json has {string.Join(", ", keepable)}.");

        Pin pin = definition.Pins.Find(request.Pin);
        ArchitecturePin packages = pin.For(request.Architecture);
        PackagePin? aspNet = request.Framework == LayerFramework.AspNet ? AspNetOf(pin, packages, request.Architecture) : null;
        return packages.Compilers.TryGetValue(Crossgen2.HostRid, out PackagePin? compiler)
            ? new LayerPlan(request, pin, packages.Frameworks[LayerFramework.Core.Name()], aspNet, compiler)
            : throw new LayerException(
                LayerFault.RequestInvalid,
                $"The pin \"{pin.Name}\" has no crossgen2 that runs on {Crossgen2.HostRid} for {request.Architecture.Name()}; "
                + $"it has {string.Join(", ", packages.Compilers.Keys)}. Build there, or pin that package in layer/pins.json.");
    }

    private static PackagePin AspNetOf(Pin pin, ArchitecturePin packages, LayerArchitecture architecture) =>
        packages.Frameworks.TryGetValue(LayerFramework.AspNet.Name(), out PackagePin? found)
            ? found
            : throw new LayerException(
                LayerFault.RequestInvalid,
                $"The pin \"{pin.Name}\" has no \"aspnet\" for {architecture.Name()}; it has {string.Join(", ", packages.Frameworks.Keys)}. "
                + "Pin ASP.NET Core's runtime pack in layer/pins.json, or build with --framework core.");
}
