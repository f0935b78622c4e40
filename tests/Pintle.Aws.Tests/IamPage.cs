using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Pintle.Cli.Cloud;
using Pintle.TestSupport;

namespace Pintle.Aws.Tests;

/// <summary>docs/iam.md: as it is to be, and as it stands there.</summary>
internal static partial class IamPage
{
    private static readonly Lazy<IReadOnlyDictionary<string, IReadOnlySet<string>>> Read = new(Parse);

    public static string Path { get; } = System.IO.Path.Combine(Repository.Root, "docs", "iam.md");

    /// <summary>The actions that the page allows, by command.</summary>
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> Allowed => Read.Value;

    public static string Text()
    {
        var page = new StringBuilder("""
            # Least privilege

            One policy for each command that speaks to AWS: every call that it can make, and no other. The client refuses to send a call that the command did not declare, this page is made from those declarations, and every run of the
            tests is held against it. Replace `ACCOUNT` by the account's number, and `*` behind `function:` and `layer:` by names where you want less.

            A call of an option that you do not use may be left out: `lambda:InvokeFunction` without `--event`, `cloudwatch:DescribeAlarms` without `--alarm`, `s3:` without `--s3-bucket`, versions and aliases without `--publish` and
            `--alias`, `lambda:ListFunctions` and `lambda:ListTags` of `attach` where functions are named. A call that is denied is named in one sentence.


            """);
        foreach (var (command, actions) in CommandPolicies.All)
            _ = page.Append($"## {command}\n\n```json\n{Policy(actions)}\n```\n\n");
        return page.ToString().TrimEnd('\n') + "\n";
    }

    private static string Policy(IReadOnlyList<AwsAction> actions) => new JsonObject
    {
        ["Version"] = "2012-10-17",
        ["Statement"] = new JsonArray([.. actions.Append(actions.Contains(AwsAction.PutObject) ? AwsAction.GetObject : null).OfType<AwsAction>().GroupBy(ResourcesOf).OrderBy(same => same.Key, StringComparer.Ordinal).Select(same => new JsonObject
        {
            ["Effect"] = "Allow",
            ["Action"] = new JsonArray([.. same.Select(each => each.ToString()).Order(StringComparer.Ordinal).Select(each => JsonValue.Create(each))]),
            ["Resource"] = same.Key == "*" ? "*" : new JsonArray([.. same.Key.Split(' ').Select(each => JsonValue.Create(each))]),
        })]),
    }.ToJsonString(new JsonSerializerOptions { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>https://docs.aws.amazon.com/service-authorization/latest/reference/list_awslambda.html</summary>
    private static string ResourcesOf(AwsAction action) => action switch
    {
        { Service: "s3" } => "arn:aws:s3:::BUCKET/pintle/*",
        { Service: "iam" } => "arn:aws:iam::ACCOUNT:role/*",
        { Service: "sts" or "cloudwatch" } => "*",
        { Name: "GetAccountSettings" or "ListFunctions" } => "*",
        { Name: "ListLayerVersions" or "PublishLayerVersion" } => "arn:aws:lambda:*:ACCOUNT:layer:*",
        { Name: "GetLayerVersion" } => "arn:aws:lambda:*:*:layer:*:*",
        { Name: "DeleteLayerVersion" or "GetLayerVersionPolicy" or "AddLayerVersionPermission" } => "arn:aws:lambda:*:ACCOUNT:layer:*:*",
        _ => "arn:aws:lambda:*:ACCOUNT:function:*",
    };

    private static Dictionary<string, IReadOnlySet<string>> Parse() => Section().Matches(File.ReadAllText(Path)).ToDictionary(
        found => found.Groups["command"].Value,
        found => (IReadOnlySet<string>)JsonNode.Parse(found.Groups["policy"].Value)!["Statement"]!.AsArray().SelectMany(each => each!["Action"]!.AsArray()).Select(each => each!.GetValue<string>()).ToHashSet(StringComparer.Ordinal),
        StringComparer.Ordinal);

    [GeneratedRegex(@"^## (?<command>[a-z]+)\n\n```json\n(?<policy>.*?)\n```", RegexOptions.Singleline | RegexOptions.Multiline)]
    private static partial Regex Section();
}

public sealed class IamPageTests
{
    [Fact]
    public void It_is_made_from_the_calls_that_the_commands_declare()
    {
        var made = Path.Combine(Repository.Artifacts, "iam.md");
        File.WriteAllText(made, IamPage.Text());

        Assert.True(File.Exists(IamPage.Path) && File.ReadAllText(IamPage.Path) == IamPage.Text(), $"Expected docs/iam.md to be what the commands declare, found otherwise. cp {made} {IamPage.Path}");
    }

    [Fact]
    public async Task A_call_that_a_command_did_not_declare_is_never_sent()
    {
        await using var cloud = await Cloud.StartAsync();
        using var session = new AwsSession(new AwsAccess(null, cloud.Variables.GetValueOrDefault), cloud.Fake.Address, [AwsAction.ListFunctions], cloud.Clock);

        await Assert.ThrowsAsync<InvalidOperationException>(() => new LambdaClient(session, Cloud.Region).GetFunctionAsync("orders", TestContext.Current.CancellationToken));
        Assert.Empty(cloud.Fake.Calls);
    }
}
