using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using NuGet.Versioning;
using Pintle.Aws;

namespace Pintle.Cli.Cloud.Attaching;

/// <summary>Reads a function and says what attaching the layer would change, or why it cannot be attached. It writes nothing.</summary>
internal sealed class AttachPlanner(AwsContext context, LayerCatalog catalog, PackageCheck? packages)
{
    public const string Runtime = "provided.al2023";

    private const int MostLayers = 5; // Lambda's limit (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).

    /// <summary>Functions of one region that are planned at once ask for its limits once.</summary>
    private readonly ConcurrentDictionary<string, Lazy<Task<AccountSettings>>> _limits = new(StringComparer.Ordinal);

    /// <exception cref="ToolException">It cannot be attached.</exception>
    public async Task<AttachPlan> PlanAsync(string function, string region, CancellationToken cancellationToken)
    {
        var details = await context.Lambda(region).GetFunctionAsync(function, cancellationToken).ConfigureAwait(false);
        var configuration = details.Configuration;
        Require(configuration);
        var layer = await catalog.ChooseAsync(configuration, region, cancellationToken).ConfigureAwait(false);
        var layers = await LayersAsync(configuration, layer, cancellationToken).ConfigureAwait(false);
        var change = new JsonObject();
        if (configuration.Runtime != Runtime)
            change["Runtime"] = Runtime;
        if (!layers.SequenceEqual(configuration.Layers))
            change["Layers"] = new JsonArray([.. layers.Select(arn => JsonValue.Create(arn))]);
        if (change.Count == 0)
            return new AttachPlan(region, configuration, layer, change, []);

        var package = packages is null
            ? new PackageFacts(details.Configuration.Raw["CodeSize"]?.GetValue<long>() ?? 0, [])
            : await packages.ReadAsync(context.Session, details, layer, cancellationToken).ConfigureAwait(false);
        await RequireRoomAsync(details, layers, layer, package.UnzippedSize, region, cancellationToken).ConfigureAwait(false);
        return new AttachPlan(region, configuration, layer, change, [.. await BackwardAsync(configuration, layers, layer, cancellationToken).ConfigureAwait(false), .. package.Notes]);
    }

    /// <summary>The newest version of a layer may have less than the one before, an older .NET or no cultures: that is somebody's wish, or a mistake.</summary>
    /// <exception cref="ToolException">It has another framework, and the package was not looked into.</exception>
    private async Task<IReadOnlyList<string>> BackwardAsync(FunctionConfiguration function, IReadOnlyList<string> layers, ChosenLayer layer, CancellationToken cancellationToken)
    {
        var notes = new List<string>();
        var next = $"{layer.Arn.Name}:{layer.Arn.Version}";
        foreach (var arn in function.Layers.Except(layers))
        {
            if (await catalog.DotnetAsync(arn, cancellationToken).ConfigureAwait(false) is { } now && NuGetVersion.TryParse(now, out var has) && NuGetVersion.TryParse(layer.Dotnet, out var gets) && gets < has)
                notes.Add($"{function.Name} has .NET {now}, and {next} the older {layer.Dotnet}.");
            if (await catalog.DescriptionAsync(arn, cancellationToken).ConfigureAwait(false) is not { } said)
                continue;
            if (said.Globalization == "icu" && layer.IsInvariant)
                notes.Add($"{function.Name} has a layer with ICU, and {next} has none: cultures, formats and sorting become invariant.");
            if (said.Framework == "aspnet" && layer.Framework == "core" && packages is null)
                throw Refusal($"Expected {next} to have ASP.NET Core, as the layer that {function.Name} has, but it is built without. Publish a layer of --framework aspnet, or look with pintle attach whether the function does without.");
        }

        return notes;
    }

    private static void Require(FunctionConfiguration function)
    {
        if (function.IsImage)
            throw Refusal($"Expected {function.Name} to be deployed as a zip, but it is a container image, which takes no layers. Deploy it as a zip, or leave it as it is.");
        if (function.IsMoving)
            throw Refusal($"Expected {function.Name} to be at rest, but an update of it runs ({function.LastUpdateStatus ?? function.State}). Repeat the command when it is over.");
        if (function.HasSnapStart)
            throw Refusal($"Expected {function.Name} to be without SnapStart, which AWS does not offer for {Runtime}, but it is on (PublishedVersions). Switch it off first, or leave the function as it is.");
    }

    /// <summary>The other layers keep their order; an older version of this layer is replaced in its place, and a new layer comes last, so that its bootstrap counts.</summary>
    private async Task<IReadOnlyList<string>> LayersAsync(FunctionConfiguration function, ChosenLayer layer, CancellationToken cancellationToken)
    {
        var layers = function.Layers.ToList();
        var at = layers.FindIndex(arn => LayerVersionArn.TryParse(arn)?.LayerArn == layer.Arn.LayerArn);
        if (at < 0)
            at = await FindOtherAsync(layers, cancellationToken).ConfigureAwait(false);
        var isDotnet = function.Runtime?.StartsWith("dotnet", StringComparison.Ordinal) == true;
        if (!isDotnet && !(function.Runtime == Runtime && at >= 0))
            throw Refusal($"Expected {function.Name} to be a .NET function (runtime dotnet8, dotnet10, or {Runtime} with a layer of Pintle's), but its runtime is {function.Runtime ?? "unknown"}. Name another function.");
        if (at >= 0)
            layers[at] = layer.Arn.ToString();
        else
            layers.Add(layer.Arn.ToString());
        return layers.Count <= MostLayers ? layers : throw Refusal($"Expected {function.Name} to have {MostLayers} layers at most with this one, but it has {function.Layers.Count} already. Take one off, or put it into the package.");
    }

    /// <summary>Another layer of Pintle's, whose bootstrap would be in the way.</summary>
    private async Task<int> FindOtherAsync(List<string> layers, CancellationToken cancellationToken)
    {
        for (var i = 0; i < layers.Count; i++)
        {
            if (await catalog.IsPintlesAsync(layers[i], cancellationToken).ConfigureAwait(false))
                return i;
        }

        return -1;
    }

    private async Task RequireRoomAsync(FunctionDetails details, IReadOnlyList<string> layers, ChosenLayer layer, long package, string region, CancellationToken cancellationToken)
    {
        var limits = await _limits.GetOrAdd(region, each => new(() => context.Lambda(each).GetAccountSettingsAsync(cancellationToken))).Value.ConfigureAwait(false);
        // Of other layers only the zipped size is known; unpacked they are larger.
        var others = (details.Configuration.Raw["Layers"] as JsonArray ?? []).OfType<JsonObject>().Where(each => layers.Contains(each["Arn"]!.GetValue<string>()) && each["Arn"]!.GetValue<string>() != layer.Arn.ToString())
            .Sum(each => each["CodeSize"]?.GetValue<long>() ?? 0);
        var all = package + layer.UnzippedSize + others;
        if (all > limits.Unzipped)
            throw Refusal($"Expected {details.Configuration.Name} with its layers to be at most {Size.OfLimit(limits.Unzipped)} unzipped, which is this account's limit in {region}, found {Size.Of(all)} or more. Make the package smaller, or build the layer without what the function does not need.");
    }

    private static ToolException Refusal(string sentence) => new(sentence + " Nothing was changed.");
}
