using Pintle.Layer.Definition;
using Pintle.Layer.Inputs;

namespace Pintle.Layer;

/// <summary>A request with its names looked up and its contradictions refused; it has not touched a file.</summary>
internal sealed record LayerPlan(LayerRequest Request, Pin Pin, PackagePin Runtime, PackagePin Compiler)
{
    public string Rid => Request.Architecture.Rid();

    /// <summary>Runtime packs, the base framework's first.</summary>
    public IReadOnlyList<PackagePin> Frameworks => [Runtime];

    /// <summary>The zip's file name without its ending, and the unpacked folder's name.</summary>
    public string Name => $"pintle-{Runtime.Version}-{Request.Framework.Name()}-{Request.Architecture.Name()}";

    public static LayerPlan For(LayerDefinition definition, LayerRequest request)
    {
        if (request.Framework != LayerFramework.Core)
        {
            throw new LayerException(
                LayerFault.RequestInvalid,
                $"The framework \"{request.Framework.Name()}\" cannot be built yet, only \"{LayerFramework.Core.Name()}\". Ask for that one; "
                + "a function that needs ASP.NET Core has to bring it.");
        }

        string[] keepable = [.. definition.Layout.LeaveOut.Where(rule => rule.Keepable).Select(rule => rule.Name)];
        string? unknown = request.Keep.FirstOrDefault(name => !keepable.Contains(name, StringComparer.Ordinal));
        if (unknown is not null)
            throw new LayerException(
                LayerFault.RequestInvalid,
                $"There is no group \"{unknown}\" that could be kept; layer/layer.json has {string.Join(", ", keepable)}.");

        Pin pin = definition.Pins.Find(request.Pin);
        ArchitecturePin packages = pin.For(request.Architecture);
        return packages.Compilers.TryGetValue(Crossgen2.HostRid, out PackagePin? compiler)
            ? new LayerPlan(request, pin, packages.Frameworks[LayerFramework.Core.Name()], compiler)
            : throw new LayerException(
                LayerFault.RequestInvalid,
                $"The pin \"{pin.Name}\" has no crossgen2 that runs on {Crossgen2.HostRid} for {request.Architecture.Name()}; "
                + $"it has {string.Join(", ", packages.Compilers.Keys)}. Build there, or pin that package in layer/pins.json.");
    }
}
