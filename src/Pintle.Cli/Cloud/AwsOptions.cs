using System.CommandLine;
using Pintle.Aws;

namespace Pintle.Cli.Cloud;

/// <summary>The options of all commands that speak to AWS, and the connection that is made from them.</summary>
/// <param name="writes">Whether the command changes something.</param>
/// <param name="isListOfRegions">Whether several may follow one <c>--region</c>; where functions are named on the command line, they would be taken for regions.</param>
internal sealed class AwsOptions(bool writes, bool isListOfRegions = false)
{
    private readonly Option<string[]> _region = new("--region") { Description = $"The region; {(isListOfRegions ? "several may follow" : "may be given several times, or with commas")}. Left out, it is AWS_REGION's or the profile's.", HelpName = "R", AllowMultipleArgumentsPerToken = isListOfRegions };
    private readonly Option<string?> _profile = new("--profile") { Description = "A profile of AWS's shared files, also one of SSO; left out, credentials are looked for as AWS's SDKs do.", HelpName = "NAME" };
    private readonly Option<string?> _endpoint = new("--endpoint-url") { Description = "Another address than AWS's, for all its services; AWS_ENDPOINT_URL says the same.", HelpName = "URL" };
    private readonly Option<string?> _layersFile = new("--layers-file") { Description = "The file that says which layers were published; left out, it is the nearest layers.json upwards from this folder.", HelpName = "FILE" };
    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Read and say what would be done; change nothing." };
    private readonly Option<bool> _yes = new("--yes") { Description = "Do not ask for confirmation." };
    private readonly Option<bool> _json = new("--json") { Description = "Print the outcome as JSON." };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_region, _profile, _endpoint, _layersFile])
            command.Options.Add(option);
        if (writes)
        {
            command.Options.Add(_dryRun);
            command.Options.Add(_yes);
        }

        command.Options.Add(_json);
        _endpoint.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } given && !IsAddress(given))
                result.AddError($"Expected --endpoint-url to be an address such as http://127.0.0.1:4566, found '{(given.Length > 100 ? given[..100] + "…" : given)}'.");
        });
    }

    public bool IsJson(ParseResult parsed) => parsed.GetValue(_json);

    public bool IsDryRun(ParseResult parsed) => writes && parsed.GetValue(_dryRun);

    public bool IsYes(ParseResult parsed) => writes && parsed.GetValue(_yes);

    /// <param name="parsed">The command line.</param>
    /// <param name="actions">Every call that the command can make.</param>
    /// <param name="terminal">Whose surroundings count.</param>
    /// <param name="inASecond">The most requests in a second; null for no limit.</param>
    /// <exception cref="ToolException">There is no region.</exception>
    public AwsContext Open(ParseResult parsed, IReadOnlyCollection<AwsAction> actions, Terminal terminal, int? inASecond = null)
    {
        var around = terminal.Surroundings;
        var access = new AwsAccess(parsed.GetValue(_profile), around.Variable);
        var address = parsed.GetValue(_endpoint) ?? (around.Variable("AWS_ENDPOINT_URL") is { Length: > 0 } named ? named : null);
        if (address is not null && !IsAddress(address))
            throw new ToolException("Expected AWS_ENDPOINT_URL to be an address such as http://127.0.0.1:4566, found something else. Correct it.");
        var session = new AwsSession(access, address is null ? null : new Uri(address.TrimEnd('/') + "/"), actions, around.Clock)
        {
            IsDryRun = IsDryRun(parsed),
            Pace = inASecond is { } most ? new Pace(around.Clock, most) : null,
        };
        var given = (parsed.GetValue(_region) ?? []).SelectMany(each => each.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct(StringComparer.Ordinal).ToArray();
        return new AwsContext(session, access, given, PublishedLayers.PathFor(parsed.GetValue(_layersFile), around.Folder), terminal);
    }

    private static bool IsAddress(string text) => Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme is "http" or "https") && text.All(each => each > ' ');
}
