using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Pintle.Aws;

/// <summary>The calls of Lambda's control plane that Pintle makes, in one region. https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html</summary>
/// <remarks>Functions are in <c>LambdaClient.Functions.cs</c>, versions and aliases in <c>LambdaClient.Versions.cs</c>, layers in <c>LambdaClient.Layers.cs</c>.</remarks>
internal sealed partial class LambdaClient(AwsSession session, string region)
{
    private readonly NewestReads _reads = new(session.Clock);

    public string Region => region;

    public AwsSession Session => session;

    public async Task<AccountSettings> GetAccountSettingsAsync(CancellationToken cancellationToken)
    {
        var root = await JsonAsync(new AwsCall(AwsAction.GetAccountSettings, "GET", "/2016-08-19/account-settings", "this account"), cancellationToken).ConfigureAwait(false);
        var (limit, usage) = (Member(root, "AccountLimit", AwsAction.GetAccountSettings), Member(root, "AccountUsage", AwsAction.GetAccountSettings));
        return new AccountSettings(
            Number(limit, "CodeSizeZipped", AwsAction.GetAccountSettings), Number(limit, "CodeSizeUnzipped", AwsAction.GetAccountSettings),
            Number(limit, "TotalCodeSize", AwsAction.GetAccountSettings), Number(usage, "TotalCodeSize", AwsAction.GetAccountSettings));
    }

    private async Task<JsonObject> JsonAsync(AwsCall call, CancellationToken cancellationToken) =>
        Parse(call.Action, (await session.SendAsync(call, region, cancellationToken).ConfigureAwait(false)).Body);

    /// <summary>Everything of a list, page by page, however many there are.</summary>
    private async IAsyncEnumerable<JsonObject> PagesAsync(AwsCall call, string member, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? marker = null;
        do
        {
            var page = await JsonAsync(marker is null ? call : call with { Query = [.. call.Query, ("Marker", marker)] }, cancellationToken).ConfigureAwait(false);
            foreach (var item in page[member] as JsonArray ?? [])
            {
                if (item is JsonObject found)
                    yield return found;
            }

            var next = page["NextMarker"]?.GetValue<string>();
            // A server that gives the same page for ever would be asked for ever.
            marker = string.IsNullOrEmpty(next) || next == marker ? null : next;
        }
        while (marker is not null);
    }

    private static JsonObject Parse(AwsAction action, byte[] body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject ?? throw new JsonException();
        }
        catch (JsonException)
        {
            throw Strange(action, "something else");
        }
    }

    private static JsonObject Member(JsonObject root, string member, AwsAction action) => root[member] as JsonObject ?? throw Strange(action, $"no {member}");

    private static long Number(JsonObject root, string member, AwsAction action) => root[member] is JsonValue value && value.TryGetValue<long>(out var number) ? number : throw Strange(action, $"no number {member}");

    private static string Text(JsonObject root, string member, AwsAction action) => root[member] is JsonValue value && value.TryGetValue<string>(out var text) ? text : throw Strange(action, $"no {member}");

    private static AwsException Strange(AwsAction action, string found) => new($"Expected {action} to be answered with JSON as Lambda gives it, found {found}. Correct --endpoint-url, or leave it out.");

    private static string Escape(string segment) => Uri.EscapeDataString(segment);

    private static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What an account may hold in a region, in bytes.</summary>
internal sealed record AccountSettings(long Zipped, long Unzipped, long Total, long Used);
