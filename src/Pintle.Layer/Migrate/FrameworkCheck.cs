using System.Text.Json;

namespace Pintle.Layer.Migrate;

/// <summary>The frameworks that a function asks for, against those of the layer.</summary>
internal static class FrameworkCheck
{
    private const string Check = "framework";
    private const string Core = "Microsoft.NETCore.App";
    private const string AspNet = "Microsoft.AspNetCore.App";
    private const string RollForwardVariable = "DOTNET_ROLL_FORWARD";

    public static IEnumerable<MigrationFinding> Run(MigratingPackage package, MigrationRequest request, MigrationLayer? layer)
    {
        if (ChosenConfig(package, request) is not { } file)
            yield break;
        if (MigratingPackage.Json(file) is not { ValueKind: JsonValueKind.Object } root || !root.TryGetProperty("runtimeOptions", out var options) || options.ValueKind != JsonValueKind.Object)
        {
            yield return Blocker(file.Path, "It is no runtimeconfig.json that can be read (RuntimeConfigInvalid, exit code 81).", "Publish the function again.");
            yield break;
        }

        var has = layer?.Frameworks ?? request.LayerFrameworks;
        var setting = request.Variables.GetValueOrDefault(RollForwardVariable) ?? Text(options, "rollForward") ?? RollForward.Default;
        foreach ((var name, var version, var own) in Frameworks(options))
        {
            var rollForward = request.Variables.ContainsKey(RollForwardVariable) ? setting : own ?? setting;
            if (name is not (Core or AspNet))
                yield return Blocker(file.Path, $"The function asks for the framework {name}, which no layer has.", $"Publish it without that framework, for {Core} or {AspNet}.");
            else if (has is null)
                yield return Wanted(file.Path, name, version, rollForward);
            else if (Against(file.Path, name, version, rollForward, has) is { } finding)
                yield return finding;
        }
    }

    /// <summary>The one of several that the runtime would take: the handler's assembly decides.</summary>
    private static MigratingFile? ChosenConfig(MigratingPackage package, MigrationRequest request)
    {
        MigratingFile[] all = [.. package.AtRootEnding(".runtimeconfig.json")];
        return PackageFiles.MainAssembly(request) is { } main && all.FirstOrDefault(file => file.Path == main + ".runtimeconfig.json") is { } named ? named : all is [MigratingFile only] ? only : null;
    }

    private static MigrationFinding Wanted(string where, string name, string version, string rollForward)
    {
        var channel = string.Join('.', version.Split('.').Take(2));
        return new MigrationFinding(
            MigrationSeverity.Note, Check, where, $"The function asks for {name} {version} or newer (roll-forward: {rollForward}).",
            $"Build the layer from a pin of .NET {channel}{(name == AspNet ? " with --framework aspnet" : "")}, and give it with --layer to have the exact versions compared.");
    }

    private static MigrationFinding? Against(string where, string name, string version, string rollForward, IReadOnlyDictionary<string, string> has)
    {
        if (!has.TryGetValue(name, out var found))
        {
            return Blocker(
                where, $"The function asks for {name} {version}, and the layer has {string.Join(" and ", has.Select(each => $"{each.Key} {each.Value}"))} (FrameworkMismatch, exit code 82).",
                "Build the layer with pintle build --framework aspnet, or publish the function without ASP.NET Core.");
        }

        if (RollForward.Accepts(rollForward, version, found))
            return new MigrationFinding(MigrationSeverity.Note, Check, where, $"The function asks for {name} {version}, and the layer has {found}.", null);
        var remedy = RollForward.IsBelow(found, version)
            ? $"Build the layer from a newer pin (pintle pin --latest {string.Join('.', version.Split('.').Take(2))}): no setting rolls backward."
            : $"Build the layer from a pin of .NET {string.Join('.', version.Split('.').Take(2))}, or retarget the function, or set {RollForwardVariable}=Major, which runs it on {found}.";
        return Blocker(where, $"The function asks for {name} {version} (roll-forward: {rollForward}), and the layer has {found} (FrameworkMismatch, exit code 82).", remedy);
    }

    private static IEnumerable<(string Name, string Version, string? RollForward)> Frameworks(JsonElement options)
    {
        IEnumerable<JsonElement> all = options.TryGetProperty("frameworks", out var several) && several.ValueKind == JsonValueKind.Array ? several.EnumerateArray() : [];
        if (options.TryGetProperty("framework", out var one))
            all = all.Append(one);
        return all.Where(each => each.ValueKind == JsonValueKind.Object && Text(each, "name") is not null).Select(each => (Text(each, "name")!, Text(each, "version") ?? "0.0.0", Text(each, "rollForward")));
    }

    private static string? Text(JsonElement element, string name) => element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static MigrationFinding Blocker(string where, string found, string remedy) => new(MigrationSeverity.Blocker, Check, where, found, remedy);
}
