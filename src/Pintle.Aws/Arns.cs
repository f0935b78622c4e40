using System.Globalization;
using System.Text.RegularExpressions;

namespace Pintle.Aws;

/// <summary>The ARN of a layer's version.</summary>
internal sealed partial record LayerVersionArn(string Partition, string Region, string Account, string Name, long Version)
{
    public string LayerArn => $"arn:{Partition}:lambda:{Region}:{Account}:layer:{Name}";

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{LayerArn}:{Version}");

    /// <returns>Null where it is none.</returns>
    public static LayerVersionArn? TryParse(string text)
    {
        var found = Pattern().Match(text);
        return found.Success && long.TryParse(found.Groups["version"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? new LayerVersionArn(found.Groups["partition"].Value, found.Groups["region"].Value, found.Groups["account"].Value, found.Groups["name"].Value, version)
            : null;
    }

    [GeneratedRegex(@"\Aarn:(?<partition>[a-zA-Z0-9-]+):lambda:(?<region>[a-z0-9-]+):(?<account>[0-9]{12}):layer:(?<name>[a-zA-Z0-9_-]+):(?<version>[0-9]+)\z")]
    private static partial Regex Pattern();
}

/// <summary>A function as somebody names it: its name, or its ARN with a region in it, and perhaps a version or an alias.</summary>
internal sealed partial record FunctionName(string Name, string? Region, string? Account, string? Qualifier)
{
    /// <returns>Null where it is none.</returns>
    public static FunctionName? TryParse(string text)
    {
        var found = Pattern().Match(text);
        return found.Success ? new FunctionName(found.Groups["name"].Value, Given("region"), Given("account"), Given("qualifier")) : null;

        string? Given(string group) => found.Groups[group] is { Success: true, Value: var value } ? value : null;
    }

    [GeneratedRegex(@"\A(arn:[a-zA-Z0-9-]+:lambda:(?<region>[a-z0-9-]+):(?<account>[0-9]{12}):function:)?(?<name>[a-zA-Z0-9_-]{1,140})(:(?<qualifier>\$LATEST|[a-zA-Z0-9_-]{1,128}))?\z")]
    private static partial Regex Pattern();
}
