using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Text.Json;
using Amazon.CDK;
using Amazon.CDK.AWS.Lambda;
using Constructs;

/// <summary>The newest published version of a layer with a pinned .NET, as layers.json has it for the stack's region. For applications of the CDK in C#: copy this file.</summary>
public sealed class PinnedDotNetLayer : Construct
{
    /// <summary>What a function on the layer has as its runtime.</summary>
    public static Runtime OsOnly => Runtime.PROVIDED_AL2023;

    /// <param name="layerName">The layer's name in layers.json.</param>
    /// <param name="layersFile">The layers.json that pintle publish wrote.</param>
    /// <param name="architecture">x86_64 when left out.</param>
    public PinnedDotNetLayer(Construct scope, string id, string layerName, string layersFile = "layers.json", Architecture? architecture = null)
        : base(scope, id)
    {
        Architecture = architecture ?? Architecture.X86_64;
        using var document = JsonDocument.Parse(File.ReadAllBytes(layersFile));
        Dictionary<string, string> newest = document.RootElement.GetProperty("layers").EnumerateArray()
            .Where(layer => layer.GetProperty("name").GetString() == layerName && layer.GetProperty("architecture").GetString() == Architecture.Name)
            .GroupBy(layer => layer.GetProperty("region").GetString()!)
            .ToDictionary(group => group.Key, group => group.OrderBy(layer => layer.GetProperty("version").GetInt64()).Last().GetProperty("arn").GetString()!);
        string arn;
        string region = Stack.Of(this).Region;
        if (Token.IsUnresolved(region))
        {
            // A stack for any region finds its version when it is deployed.
            var mapping = new CfnMapping(this, "Versions", new CfnMappingProps
            {
                Mapping = newest.ToDictionary(each => each.Key, each => (IDictionary<string, object>)new Dictionary<string, object> { ["arn"] = each.Value }),
            });
            arn = mapping.FindInMap(Aws.REGION, "arn");
        }
        else if (!newest.TryGetValue(region, out arn!))
        {
            throw new InvalidDataException($"Expected the layer \"{layerName}\" for {Architecture.Name} in {region}, but {layersFile} has it in {string.Join(", ", newest.Keys)}. Publish it there.");
        }

        LayerVersion = Amazon.CDK.AWS.Lambda.LayerVersion.FromLayerVersionAttributes(this, "Version", new LayerVersionAttributes { LayerVersionArn = arn, CompatibleRuntimes = [OsOnly] });
    }

    public Architecture Architecture { get; }

    public ILayerVersion LayerVersion { get; }
}
