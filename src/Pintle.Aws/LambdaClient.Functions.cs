using System.Text;
using System.Text.Json.Nodes;

namespace Pintle.Aws;

internal sealed partial class LambdaClient
{
    private const string Functions = "/2015-03-31/functions";
    private const int PageSize = 50; // The most that Lambda gives at once (https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html).

    /// <param name="withVersions">Each published version too.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async IAsyncEnumerable<FunctionConfiguration> ListFunctionsAsync(bool withVersions, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var call = new AwsCall(AwsAction.ListFunctions, "GET", Functions + "/", "this account") { Query = [("MaxItems", Whole(PageSize)), .. withVersions ? new[] { ("FunctionVersion", "ALL") } : []] };
        await foreach (var each in PagesAsync(call, "Functions", cancellationToken).ConfigureAwait(false))
            yield return new FunctionConfiguration(each);
    }

    public Task<FunctionDetails> GetFunctionAsync(string name, CancellationToken cancellationToken) =>
        _reads.NewestAsync(name, () => ReadFunctionAsync(name, cancellationToken), details => details.Configuration.RevisionId, cancellationToken);

    public Task<FunctionConfiguration> GetConfigurationAsync(string name, CancellationToken cancellationToken) =>
        _reads.NewestAsync(name, () => GetVersionAsync(name, null, cancellationToken), configuration => configuration.RevisionId, cancellationToken);

    private async Task<FunctionDetails> ReadFunctionAsync(string name, CancellationToken cancellationToken)
    {
        var answer = await session.SendAsync(About(AwsAction.GetFunction, "GET", name, "", null), region, cancellationToken).ConfigureAwait(false);
        var root = Parse(AwsAction.GetFunction, answer.Body);
        var tags = (root["Tags"] as JsonObject ?? []).ToDictionary(tag => tag.Key, tag => tag.Value?.GetValue<string>() ?? "", StringComparer.Ordinal);
        return new FunctionDetails(
            new FunctionConfiguration(Member(root, "Configuration", AwsAction.GetFunction), RawMember(answer.Body, "Configuration")),
            (root["Code"] as JsonObject)?["Location"]?.GetValue<string>() is { } location && Uri.TryCreate(location, UriKind.Absolute, out var address) ? address : null, tags);
    }

    /// <param name="name">The function.</param>
    /// <param name="qualifier">A version or an alias; null for $LATEST.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<FunctionConfiguration> GetVersionAsync(string name, string? qualifier, CancellationToken cancellationToken) =>
        new(await JsonAsync(About(AwsAction.GetFunctionConfiguration, "GET", name, "/configuration", qualifier), cancellationToken).ConfigureAwait(false));

    /// <param name="name">The function.</param>
    /// <param name="change">The members that change; all others stay what they are.</param>
    /// <param name="revision">Refused with 412 where the function has another by now.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<FunctionConfiguration> UpdateConfigurationAsync(string name, JsonObject change, string revision, CancellationToken cancellationToken)
    {
        var body = (JsonObject)change.DeepClone();
        body["RevisionId"] = revision;
        var updated = new FunctionConfiguration(await JsonAsync(About(AwsAction.UpdateFunctionConfiguration, "PUT", name, "/configuration", null).WithJson(body), cancellationToken).ConfigureAwait(false));
        _reads.Saw(name, updated.RevisionId);
        return updated;
    }

    public async Task<FunctionConfiguration> CreateFunctionAsync(JsonObject body, CancellationToken cancellationToken) =>
        new(await JsonAsync(new AwsCall(AwsAction.CreateFunction, "POST", Functions, $"function {body["FunctionName"]}") { Limit = TimeSpan.FromMinutes(10) }.WithJson(body), cancellationToken).ConfigureAwait(false));

    public async Task DeleteFunctionAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            _ = await session.SendAsync(About(AwsAction.DeleteFunction, "DELETE", name, "", null), region, cancellationToken).ConfigureAwait(false);
        }
        catch (AwsException e) when (e.IsNotFound)
        {
            // It is gone, as was asked for.
        }
    }

    /// <summary>Auto, FunctionUpdate or Manual: whether AWS patches the OS below the function.</summary>
    public async Task<string> GetRuntimeUpdatesAsync(string name, CancellationToken cancellationToken)
    {
        var call = About(AwsAction.GetRuntimeManagementConfig, "GET", name, "", null) with { Path = $"/2021-07-20/functions/{Escape(name)}/runtime-management-config" };
        return Text(await JsonAsync(call, cancellationToken).ConfigureAwait(false), "UpdateRuntimeOn", AwsAction.GetRuntimeManagementConfig);
    }

    public async Task<IReadOnlyDictionary<string, string>> ListTagsAsync(string arn, CancellationToken cancellationToken)
    {
        var root = await JsonAsync(new AwsCall(AwsAction.ListTags, "GET", $"/2017-03-31/tags/{Escape(arn)}", arn), cancellationToken).ConfigureAwait(false);
        return (root["Tags"] as JsonObject ?? []).ToDictionary(tag => tag.Key, tag => tag.Value?.GetValue<string>() ?? "", StringComparer.Ordinal);
    }

    /// <summary>One invocation, and the last 4 KB of its log.</summary>
    public async Task<InvokeResult> InvokeAsync(string name, string? qualifier, byte[] payload, CancellationToken cancellationToken)
    {
        var call = About(AwsAction.InvokeFunction, "POST", name, "/invocations", qualifier) with
        {
            Content = payload,
            Headers = new(StringComparer.OrdinalIgnoreCase) { ["X-Amz-Invocation-Type"] = "RequestResponse", ["X-Amz-Log-Type"] = "Tail", ["Content-Type"] = "application/json" },
            // The function may have run already.
            Repeat = Repeat.WhenNotDone,
            Limit = TimeSpan.FromMinutes(20),
        };
        var answer = await session.SendAsync(call, region, cancellationToken).ConfigureAwait(false);
        return new InvokeResult(answer.Body, answer.Headers.GetValueOrDefault("X-Amz-Function-Error"), Decode(answer.Headers.GetValueOrDefault("X-Amz-Log-Result")), answer.Headers.GetValueOrDefault("X-Amz-Executed-Version"));
    }

    private static string RawMember(byte[] body, string member)
    {
        using var parsed = System.Text.Json.JsonDocument.Parse(body);
        return parsed.RootElement.GetProperty(member).GetRawText();
    }

    private static string Decode(string? log)
    {
        try
        {
            return log is null ? "" : Encoding.UTF8.GetString(Convert.FromBase64String(log));
        }
        catch (FormatException)
        {
            return "";
        }
    }

    private static AwsCall About(AwsAction action, string method, string name, string below, string? qualifier) =>
        new(action, method, $"{Functions}/{Escape(name)}{below}", $"function {name}{(qualifier is null ? "" : ":" + qualifier)}") { Query = qualifier is null ? [] : [("Qualifier", qualifier)] };
}

/// <summary>A function, the address of its package for a while, and its tags.</summary>
internal sealed record FunctionDetails(FunctionConfiguration Configuration, Uri? Code, IReadOnlyDictionary<string, string> Tags);

/// <param name="Payload">The answer.</param>
/// <param name="Error">Null where there was none; else Handled or Unhandled, and the answer is the error.</param>
/// <param name="Log">The end of the log.</param>
/// <param name="Version">Which version ran.</param>
internal sealed record InvokeResult(byte[] Payload, string? Error, string Log, string? Version);
