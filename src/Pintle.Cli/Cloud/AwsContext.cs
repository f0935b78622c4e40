using System.Text.RegularExpressions;
using Pintle.Aws;

namespace Pintle.Cli.Cloud;

/// <summary>A command's connection to AWS: its regions, a client for each, and the file of published layers.</summary>
internal sealed partial class AwsContext(AwsSession session, AwsAccess access, IReadOnlyList<string> given, string layersFile, Terminal terminal) : IDisposable
{
    private readonly Dictionary<string, LambdaClient> _clients = new(StringComparer.Ordinal);

    public AwsSession Session => session;

    public TimeProvider Clock => session.Clock;

    public Terminal Terminal => terminal;

    public string LayersFile => layersFile;

    /// <summary>Where receipts are kept when nothing else is said.</summary>
    public string ReceiptFolder => Path.Combine(terminal.Surroundings.Folder, ".pintle", "receipts");

    /// <summary>Those that were named, else the one of the environment or the profile.</summary>
    /// <exception cref="ToolException">No region is given, or one is no region's name.</exception>
    public IReadOnlyList<string> Regions => field ??= Require(given.Count > 0 ? given : access.Region() is { } found ? [found] : throw new ToolException("Expected a region, found none in AWS_REGION or the profile. Add --region, for example --region eu-central-1."));

    public bool IsRegionGiven => given.Count > 0;

    /// <summary>Where functions are named, each <c>--region</c> takes one region: a second one after it would pass for a function's name.</summary>
    /// <exception cref="ToolException">A region stands among them.</exception>
    public void RequireFunctions(IEnumerable<string> named)
    {
        if (IsRegionGiven && named.FirstOrDefault(each => Name().IsMatch(each)) is { } region)
            throw new ToolException($"Expected the names of functions, found the region {region}, because one --region has one region here. Put --region before it too, or a comma and no space between the two. Nothing was changed.");
    }

    public LambdaClient Lambda(string region)
    {
        lock (_clients)
            return _clients.TryGetValue(region, out var known) ? known : _clients[region] = new LambdaClient(session, region);
    }

    public void Dispose() => session.Dispose();

    private static IReadOnlyList<string> Require(IReadOnlyList<string> regions) => regions.FirstOrDefault(region => !Name().IsMatch(region)) is { } wrong
        ? throw new ToolException($"Expected --region to be a region's name such as eu-central-1, found '{(wrong.Length > 60 ? wrong[..60] + "…" : wrong)}'. Correct it.")
        : regions;

    [GeneratedRegex(@"\A[a-z]{2,5}(-[a-z]+){1,3}-[0-9]{1,2}\z")]
    private static partial Regex Name();
}
