using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace FakeAws;

public sealed partial class FakeRegion
{
    private static readonly string[] Runtimes = ["dotnet6", "dotnet8", "dotnet10", "provided.al2", "provided.al2023", "python3.12", "python3.13", "nodejs22.x", "nodejs24.x", "java21", "java25", "ruby3.4"];

    private static readonly string[] Settables =
    [
        "Description", "Role", "Handler", "Runtime", "Timeout", "MemorySize", "VpcConfig", "Environment", "DeadLetterConfig", "TracingConfig", "KMSKeyArn", "FileSystemConfigs", "EphemeralStorage", "LoggingConfig",
    ];

    /// <summary>A function that there is already, settled.</summary>
    public FakeFunction Add(string function, string runtime = "dotnet10", Action<JsonObject>? change = null, byte[]? zip = null)
    {
        var configuration = Configuration(function, zip ?? Encoding.ASCII.GetBytes($"zip of {function}"));
        configuration["Runtime"] = runtime;
        configuration["State"] = "Active";
        configuration["LastUpdateStatus"] = "Successful";
        change?.Invoke(configuration);
        return _functions[function] = new FakeFunction(configuration, zip ?? Encoding.ASCII.GetBytes($"zip of {function}"));
    }

    private JsonObject Configuration(string function, byte[] zip) => new()
    {
        ["FunctionName"] = function,
        ["FunctionArn"] = Arn($"function:{function}"),
        ["Runtime"] = "dotnet10",
        ["Role"] = $"arn:aws:iam::{FakeCloud.AccountId}:role/function",
        ["Handler"] = "Orders::Orders.Function::Place",
        ["CodeSize"] = zip.Length,
        ["Description"] = "",
        ["Timeout"] = 3,
        ["MemorySize"] = 128,
        ["LastModified"] = Now(),
        ["CodeSha256"] = Convert.ToBase64String(SHA256.HashData(zip)),
        ["Version"] = "$LATEST",
        ["TracingConfig"] = new JsonObject { ["Mode"] = "PassThrough" },
        ["RevisionId"] = Guid.NewGuid().ToString(),
        ["PackageType"] = "Zip",
        ["Architectures"] = new JsonArray("x86_64"),
        ["EphemeralStorage"] = new JsonObject { ["Size"] = 512 },
        ["SnapStart"] = new JsonObject { ["ApplyOn"] = "None", ["OptimizationStatus"] = "Off" },
        ["RuntimeVersionConfig"] = new JsonObject { ["RuntimeVersionArn"] = $"arn:aws:lambda:{name}::runtime:0123456789abcdef" },
        ["LoggingConfig"] = new JsonObject { ["LogFormat"] = "Text", ["LogGroup"] = $"/aws/lambda/{function}" },
    };

    internal FakeReply CreateFunction(JsonObject body)
    {
        var function = NameOf(body["FunctionName"]!.GetValue<string>());
        if (_functions.ContainsKey(function))
            throw FakeRefusal.Conflict($"Function already exist: {function}");
        var zip = Content((JsonObject)body["Code"]!);
        var configuration = Configuration(function, zip);
        foreach (var member in Settables.Append("Architectures").Where(body.ContainsKey))
            configuration[member] = body[member]!.DeepClone();
        if (!configuration.ContainsKey("Environment"))
            configuration["Environment"] = new JsonObject { ["Variables"] = new JsonObject() };
        if (body["SnapStart"] is JsonObject snapStart)
            configuration["SnapStart"] = new JsonObject { ["ApplyOn"] = snapStart["ApplyOn"]!.GetValue<string>(), ["OptimizationStatus"] = "Off" };
        Require(configuration);
        configuration["State"] = "Pending";
        configuration["StateReason"] = "The function is being created.";
        configuration["StateReasonCode"] = "Creating";
        var made = new FakeFunction(configuration, zip) { Tags = (JsonObject?)body["Tags"]?.DeepClone() ?? [], Pending = cloud.ReadsUntilSettled };
        SetLayers(made, configuration, body);
        _functions[function] = made;
        return FakeReply.Json(201, configuration.DeepClone());
    }

    internal FakeReply ListFunctions(FakeRequest request)
    {
        var version = request.Query("FunctionVersion");
        if (version is not null and not "ALL")
            throw FakeRefusal.Validation($"Value '{version}' at 'functionVersion' failed to satisfy constraint: Member must satisfy enum value set: [ALL]");
        return Page("Functions", _functions.Values.SelectMany(each => version is null ? [Listed(each.Configuration, null)] : (IEnumerable<JsonNode>)[Listed(each.Configuration, "$LATEST"), .. each.Versions.Values.Select(published => Listed(published, null))]), request);
    }

    internal FakeReply GetFunction(string given, string? qualifier)
    {
        var (function, configuration) = Read(given, qualifier);
        var body = new JsonObject
        {
            ["Configuration"] = configuration,
            ["Code"] = new JsonObject { ["RepositoryType"] = "S3", ["Location"] = cloud.Store(function.Zip) },
        };
        if (function.Tags.Count > 0)
            body["Tags"] = function.Tags.DeepClone();
        return FakeReply.Json(200, body);
    }

    internal FakeReply GetConfiguration(string given, string? qualifier) => FakeReply.Json(200, Read(given, qualifier).Configuration);

    internal FakeReply UpdateConfiguration(string given, JsonObject body)
    {
        var function = Changed(given, body);
        var next = (JsonObject)function.Configuration.DeepClone();
        foreach (var member in Settables.Where(body.ContainsKey))
            next[member] = body[member]!.DeepClone();
        if (body["SnapStart"] is JsonObject snapStart)
            next["SnapStart"] = new JsonObject { ["ApplyOn"] = snapStart["ApplyOn"]!.GetValue<string>(), ["OptimizationStatus"] = "Off" };
        Require(next);
        SetLayers(function, next, body);
        return Begin(function, next);
    }

    internal FakeReply UpdateCode(string given, JsonObject body)
    {
        var function = Changed(given, body);
        var next = (JsonObject)function.Configuration.DeepClone();
        function.Zip = Content(body);
        next["CodeSha256"] = Convert.ToBase64String(SHA256.HashData(function.Zip));
        next["CodeSize"] = function.Zip.Length;
        return Begin(function, next);
    }

    internal FakeReply DeleteFunction(string given, string? qualifier)
    {
        var function = Find(given);
        if (qualifier is not null && int.TryParse(qualifier, out var version))
            function.Versions.Remove(version);
        else
            _functions.Remove(function.Text("FunctionName"));
        return new FakeReply(204, []);
    }

    internal FakeReply RuntimeUpdates(string given)
    {
        var function = Find(given);
        return FakeReply.Json(200, new JsonObject { ["FunctionArn"] = function.Configuration["FunctionArn"]!.DeepClone(), ["UpdateRuntimeOn"] = function.UpdateRuntimeOn });
    }

    internal FakeReply ListTags(string arn) => FakeReply.Json(200, new JsonObject { ["Tags"] = Find(arn).Tags.DeepClone() });

    internal async Task<FakeReply> InvokeAsync(string given, FakeRequest request)
    {
        var qualifier = request.Query("Qualifier");
        FakeFunction function;
        try
        {
            function = Find(given);
        }
        catch (FakeRefusal)
        {
            throw FakeRefusal.NotFound($"Function not found: {Arn($"function:{NameOf(given)}")}:{qualifier ?? "$LATEST"}");
        }

        var configuration = Resolve(function, qualifier);
        var invocation = new FakeInvocation(function, configuration, configuration["Version"]!.GetValue<string>(), request.Body, Guid.NewGuid().ToString());
        var answer = await cloud.Invoke(invocation);
        var headers = new Dictionary<string, string> { ["X-Amz-Executed-Version"] = invocation.Version };
        if (request.Header("X-Amz-Log-Type") == "Tail")
            headers["X-Amz-Log-Result"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(answer.Log.Length > 4096 ? answer.Log[^4096..] : answer.Log));
        if (answer.Error is not null)
            headers["X-Amz-Function-Error"] = answer.Error;
        return new FakeReply(200, answer.Payload) { Headers = headers };
    }

    private FakeReply Begin(FakeFunction function, JsonObject next)
    {
        function.Earlier = function.Configuration;
        function.Stale = cloud.StaleReads;
        next["RevisionId"] = Guid.NewGuid().ToString();
        next["LastModified"] = Now();
        next["LastUpdateStatus"] = "InProgress";
        next["LastUpdateStatusReason"] = "The function is being created.";
        next["LastUpdateStatusReasonCode"] = "Creating";
        function.Configuration = next;
        function.Pending = cloud.ReadsUntilSettled;
        function.Updates++;
        return FakeReply.Json(200, next.DeepClone());
    }

    private (FakeFunction Function, JsonObject Configuration) Read(string given, string? qualifier)
    {
        var function = Find(given, qualifier);
        if (function.Stale > 0)
        {
            function.Stale--;
            return (function, (JsonObject)function.Earlier!.DeepClone());
        }

        if (function.Pending > 0 && --function.Pending == 0)
            Settle(function);
        return (function, (JsonObject)Resolve(function, qualifier).DeepClone());
    }

    private static void Settle(FakeFunction function)
    {
        foreach (var member in (string[])["StateReason", "StateReasonCode", "LastUpdateStatusReason", "LastUpdateStatusReasonCode"])
            function.Configuration.Remove(member);
        function.Configuration["State"] = "Active";
        function.Configuration["LastUpdateStatus"] = "Successful";
        function.Configuration["RevisionId"] = Guid.NewGuid().ToString();
    }

    /// <summary>Of a function that is to change: no update may run, and the RevisionId has to be the newest.</summary>
    private FakeFunction Changed(string given, JsonObject body)
    {
        var function = Find(given);
        if (function.Pending > 0)
            throw FakeRefusal.Conflict($"The operation cannot be performed at this time. An update is in progress for resource: {function.Text("FunctionArn")}");
        RequireRevision(function, body);
        return function;
    }

    private static void RequireRevision(FakeFunction function, JsonObject body)
    {
        if (body["RevisionId"]?.GetValue<string>() is { Length: > 0 } revision && revision != function.Text("RevisionId"))
            throw FakeRefusal.Revision();
    }

    private static void Require(JsonObject configuration)
    {
        if (configuration["Runtime"]?.GetValue<string>() is { } runtime && !Runtimes.Contains(runtime))
            throw FakeRefusal.Invalid($"Value {runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [{string.Join(", ", Runtimes)}] or be a valid ARN");
        var snapStart = configuration["SnapStart"]!["ApplyOn"]!.GetValue<string>();
        if (snapStart == "PublishedVersions" && configuration["Runtime"]!.GetValue<string>().StartsWith("provided", StringComparison.Ordinal))
            throw FakeRefusal.Invalid($"{configuration["Runtime"]} is not supported for SnapStart enabled functions.");
        var variables = configuration["Environment"]?["Variables"] as JsonObject;
        if (variables is not null && Encoding.UTF8.GetByteCount(variables.ToJsonString()) > 4096)
            throw FakeRefusal.Invalid($"Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: {variables.ToJsonString()}");
    }

    private byte[] Content(JsonObject code)
    {
        if (code["ZipFile"] is { } zip)
        {
            var bytes = Convert.FromBase64String(zip.GetValue<string>());
            return bytes.LongLength <= cloud.CodeSizeZipped ? bytes : throw new FakeRefusal(FakeReply.Error(413, "RequestEntityTooLargeException", $"Zipped size must be smaller than {cloud.CodeSizeZipped} bytes"));
        }

        var (bucket, key) = (code["S3Bucket"]!.GetValue<string>(), code["S3Key"]!.GetValue<string>());
        if (!cloud.Buckets.TryGetValue(bucket, out var objects))
            throw FakeRefusal.Invalid("Error occurred while GetObject. S3 Error Code: NoSuchBucket. S3 Error Message: The specified bucket does not exist");
        return objects.TryGetValue(key, out var content) ? content : throw FakeRefusal.Invalid("Error occurred while GetObject. S3 Error Code: NoSuchKey. S3 Error Message: The specified key does not exist.");
    }

    private FakeFunction Find(string given, string? qualifier = null) => _functions.TryGetValue(NameOf(given), out var function)
        ? function
        : throw FakeRefusal.NotFound($"Function not found: {Arn($"function:{NameOf(given)}")}{(qualifier is null ? "" : ":" + qualifier)}");

    private string NameOf(string given)
    {
        var parts = given.Split(':');
        if (parts is ["arn", "aws", "lambda", var region, _, "function", var function, ..])
            return region == name ? function : throw FakeRefusal.NotFound($"Functions from '{region}' are not reachable in this region ('{name}')");
        return parts[0];
    }

    private static JsonObject Listed(JsonObject configuration, string? version)
    {
        var listed = (JsonObject)configuration.DeepClone();
        foreach (var member in (string[])["State", "StateReason", "StateReasonCode", "LastUpdateStatus", "LastUpdateStatusReason", "LastUpdateStatusReasonCode", "RuntimeVersionConfig"])
            listed.Remove(member);
        if (version is not null)
            listed["FunctionArn"] = $"{listed["FunctionArn"]}:{version}";
        return listed;
    }
}
