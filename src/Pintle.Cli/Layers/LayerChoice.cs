using Pintle.Layer;
using Pintle.Layer.Definition;
using Pintle.Layer.Tree;

namespace Pintle.Cli.Layers;

/// <summary>What a layer is named by: a zip, an unpacked folder, or in an owner's folder the name that <c>pintle/layers.yaml</c> gives it.</summary>
internal static class LayerChoice
{
    /// <param name="given">What the option says.</param>
    /// <returns>The full path of a zip or a folder. Whether it is there, whoever reads it says.</returns>
    /// <exception cref="ToolException">It is no name of the owner's layers, or that layer was not built.</exception>
    public static string Resolve(string given)
    {
        var path = Path.GetFullPath(given);
        if (Path.Exists(path) || given.Contains('/', StringComparison.Ordinal) || given.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
            return path;
        if (PinPlace.Find(Directory.GetCurrentDirectory()) is not { Layers: { } file } place)
            return path;
        var layers = LayersFile.Read(file);
        if (layers.FirstOrDefault(each => each.Name == given) is not { Name: not null } layer)
            throw new ToolException($"Expected --layer to be a zip, a folder, or a layer of {PinPlace.FolderName}/{LayersFile.Name} ({string.Join(", ", layers.Select(each => each.Name))}), found \"{given}\". Correct it.");
        var pins = PinFileReader.Read(place.FileName, File.ReadAllBytes(place.File));
        var request = layer.Request;
        var version = pins.Find(request.Pin).For(request.Architecture).Frameworks[LayerFramework.Core.Name()].Version;
        var zip = Path.Combine(LayerSource.OutputOf(place)!, LayerName.Of(version, request.Framework.Name(), request.Globalization == LayerGlobalization.Icu, request.Engine, request.Architecture.Name()) + ".zip");
        return File.Exists(zip)
            ? zip
            : throw new ToolException($"Expected the layer \"{given}\" at {zip}, but it is not built from the pins as they are now. Run pintle build.");
    }
}
