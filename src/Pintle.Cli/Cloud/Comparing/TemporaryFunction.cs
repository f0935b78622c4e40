using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Pintle.Aws;
using Pintle.Cli.Cloud.Changing;

namespace Pintle.Cli.Cloud.Comparing;

/// <summary>A copy of a function that exists while it is compared. A file notes it before it is made, so that the run after a broken-off one removes it.</summary>
internal sealed class TemporaryFunction(LambdaClient lambda, string folder, string name)
{
    private static readonly string[] Copied = ["Role", "Handler", "Runtime", "MemorySize", "Timeout", "TracingConfig", "EphemeralStorage", "KMSKeyArn", "FileSystemConfigs", "Architectures", "LoggingConfig"];

    private FunctionConfiguration? _now;

    public string Name => name;

    private string Marker => Path.Combine(folder, $"{lambda.Region}.{name}");

    /// <summary>What an earlier run left behind, by its files.</summary>
    public static IEnumerable<TemporaryFunction> Left(AwsContext context, string folder) => (Directory.Exists(folder) ? Directory.GetFiles(folder) : [])
        .Select(file => Path.GetFileName(file).Split('.', 2)).Where(parts => parts.Length == 2 && parts[1].Contains("-pintle-", StringComparison.Ordinal)).Select(parts => new TemporaryFunction(context.Lambda(parts[0]), folder, parts[1]));

    /// <param name="of">The function that is copied.</param>
    /// <param name="change">What differs in the copy.</param>
    /// <param name="zip">Its package.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task CreateAsync(FunctionConfiguration of, JsonObject change, byte[] zip, CancellationToken cancellationToken)
    {
        var source = of.With(change).Raw;
        var body = new JsonObject { ["FunctionName"] = name, ["Description"] = $"Temporary: pintle compare of {of.Name}", ["Code"] = new JsonObject { ["ZipFile"] = Convert.ToBase64String(zip) } };
        foreach (var member in Copied.Where(member => source[member] is not null))
            body[member] = source[member]!.DeepClone();
        // It logs to the existing log group: one of its own would stay behind.
        if (source["LoggingConfig"] is null)
            body["LoggingConfig"] = new JsonObject { ["LogGroup"] = $"/aws/lambda/{of.Name}" };
        if ((source["Environment"] as JsonObject)?["Variables"] is JsonObject { Count: > 0 } variables)
            body["Environment"] = new JsonObject { ["Variables"] = variables.DeepClone() };
        if (source["VpcConfig"] is JsonObject vpc && vpc["SubnetIds"] is JsonArray { Count: > 0 })
            body["VpcConfig"] = new JsonObject { ["SubnetIds"] = vpc["SubnetIds"]!.DeepClone(), ["SecurityGroupIds"] = vpc["SecurityGroupIds"]?.DeepClone() };
        if (of.With(change).Layers is { Count: > 0 } layers)
            body["Layers"] = new JsonArray([.. layers.Select(arn => JsonValue.Create(arn))]);
        WholeFile.Write(Marker, Encoding.UTF8.GetBytes("pintle compare made this function, and removes it.\n"));
        try
        {
            _ = await lambda.CreateFunctionAsync(body, cancellationToken).ConfigureAwait(false);
        }
        catch (AwsException e) when (e.MayHaveHappened && e.IsConflict)
        {
            // An attempt whose answer was lost made it: nobody else has this name.
        }

        _now = await new FunctionChanger(lambda).SettledAsync(name, cancellationToken).ConfigureAwait(false);
        if (_now.HasFailed)
            throw new ToolException($"Expected the copy {name} to become active, but it failed: {_now.LastUpdateStatusReason ?? "Lambda does not say why"}.");
    }

    /// <summary>A version that no environment runs yet, so that its first invocation is a cold start.</summary>
    public async Task<string> FreshVersionAsync(int run, CancellationToken cancellationToken)
    {
        try
        {
            _now = await new FunctionChanger(lambda).ChangeAsync(_now!, new JsonObject { ["Description"] = string.Create(CultureInfo.InvariantCulture, $"Temporary: pintle compare, run {run}") }, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ChangeRefusedException or SettlingFailedException)
        {
            throw new ToolException(e.Message);
        }

        var version = (await lambda.PublishVersionAsync(name, _now.CodeSha256, "", cancellationToken).ConfigureAwait(false)).Version;
        _now = await new FunctionChanger(lambda).SettledAsync(name, cancellationToken).ConfigureAwait(false);
        return version;
    }

    public Task<InvokeResult> InvokeAsync(string version, byte[] payload, CancellationToken cancellationToken) => lambda.InvokeAsync(name, version, payload, cancellationToken);

    /// <returns>What is left, as a sentence; null where nothing is.</returns>
    public async Task<string?> DeleteAsync()
    {
        if (!File.Exists(Marker))
            return null;
        try
        {
            // Whoever stops a run does not want to keep what it made.
            await lambda.DeleteFunctionAsync(name, CancellationToken.None).ConfigureAwait(false);
            File.Delete(Marker);
            return null;
        }
        catch (AwsException e)
        {
            return $"The temporary function {name} in {lambda.Region} is left: {e.Message} The next pintle compare in this folder tries again, or delete it by hand.";
        }
    }
}
