using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FakeAws;

/// <summary>
/// Lambda's control plane, and S3, STS and CloudWatch as far as they are used, on loopback. What it answers, with which status and in which order of states, is what real accounts were recorded to answer
/// (localstack/localstack at 8b9a79f, the recordings of its Lambda tests).
/// </summary>
public sealed class FakeCloud : IAsyncDisposable
{
    public const string AccountId = "111111111111";
    public const string AccessKey = "AKIAFAKEFAKEFAKEFAKE";
    public const string SecretKey = "fake/secret+key";

    private readonly WebApplication _app;
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly List<FakeCall> _calls = [];
    private readonly Queue<DateTimeOffset> _recent = [];

    private FakeCloud(TimeProvider clock)
    {
        Clock = clock;
        var builder = WebApplication.CreateSlimBuilder();
        _ = builder.Logging.ClearProviders();
        _ = builder.WebHost.ConfigureKestrel(options =>
        {
            options.Listen(System.Net.IPAddress.Loopback, 0);
            options.Limits.MaxRequestBodySize = null;
        });
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public TimeProvider Clock { get; }

    public Uri Address { get; private set; } = null!;

    public ConcurrentDictionary<string, FakeRegion> Regions { get; } = new(StringComparer.Ordinal);

    /// <summary>Objects of S3 by bucket and key; a bucket has to be there before something is put into it.</summary>
    public ConcurrentDictionary<string, ConcurrentDictionary<string, byte[]>> Buckets { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, string> Alarms { get; } = new(StringComparer.Ordinal);

    public ConcurrentDictionary<string, byte[]> Contents { get; } = new(StringComparer.Ordinal);

    /// <summary>Actions that the credentials may not do.</summary>
    public ISet<string> Denied { get; } = new HashSet<string>(StringComparer.Ordinal);

    public bool HaveCredentialsExpired { get; set; }

    /// <summary>How many reads of a function it takes until an update of it has settled.</summary>
    public int ReadsUntilSettled { get; set; } = 1;

    /// <summary>How many reads after a change still show what was before it.</summary>
    public int StaleReads { get; set; }

    public int PageSize { get; set; } = 50;

    /// <summary>Requests in a second before the next are answered with 429; none is no limit.</summary>
    public int? RequestsInASecond { get; set; }

    public long CodeSizeZipped { get; set; } = 52_428_800;

    public long CodeSizeUnzipped { get; set; } = 262_144_000;

    public long TotalCodeSize { get; set; } = 80_530_636_800;

    /// <summary>What happens to a call instead of an answer; null for nothing.</summary>
    public Func<FakeCall, Fault?>? Interfere { get; set; }

    /// <summary>What functions answer.</summary>
    public Func<FakeInvocation, Task<FakeAnswer>> Invoke { get; set; } = invocation => Task.FromResult(FakeAnswer.Echo(invocation));

    public IReadOnlyList<FakeCall> Calls
    {
        get
        {
            lock (_calls)
                return [.. _calls];
        }
    }

    public static async Task<FakeCloud> StartAsync(TimeProvider? clock = null)
    {
        var fake = new FakeCloud(clock ?? TimeProvider.System);
        await fake._app.StartAsync();
        fake.Address = new Uri(fake._app.Urls.First());
        return fake;
    }

    public FakeRegion Region(string name) => Regions.GetOrAdd(name, each => new FakeRegion(this, each));

    public void ForgetCalls()
    {
        lock (_calls)
            _calls.Clear();
    }

    internal string Store(byte[] content)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(content));
        Contents[digest] = content;
        return $"{Address}content/{digest}";
    }

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/content", out var rest))
        {
            await context.Response.Body.WriteAsync(Contents[rest.Value!.Trim('/')]);
            return;
        }

        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer);
        var request = new FakeRequest(context, buffer.ToArray());
        FakeCall? call = null;
        FakeReply reply;
        Fault? fault = null;
        // One call at a time: the order of what is recorded is the order of what happened. An invocation is not held up by others.
        var isInvocation = request.Path.EndsWith("/invocations", StringComparison.Ordinal);
        await _one.WaitAsync();
        try
        {
            var signature = Signature.Check(request, this);
            var route = Router.Find(request, signature.Service);
            lock (_calls)
                _calls.Add(call = new FakeCall(_calls.Count, route.Action, signature.Region ?? "", request.Method, request.Path));
            fault = Interfere?.Invoke(call);
            reply = fault is { IsCarriedOut: false } ? fault.Reply : signature.Refusal ?? Throttled() ?? Denial(route.Action, signature) ?? await CarryOutAsync(route, request, signature, isInvocation);
            if (fault is { IsCarriedOut: true })
                reply = fault.Reply;
            call.Status = reply.Status;
        }
        catch (FakeRefusal refusal)
        {
            reply = fault?.Reply ?? refusal.Reply;
            if (call is not null)
                call.Status = reply.Status;
        }
        finally
        {
            _ = _one.Release();
        }

        await reply.SendAsync(context);
    }

    private async Task<FakeReply> CarryOutAsync(Route route, FakeRequest request, Signature signature, bool isInvocation)
    {
        if (!isInvocation)
            return await route.Handle(this, Region(signature.Region!), request, route.Parts);
        _ = _one.Release();
        try
        {
            return await route.Handle(this, Region(signature.Region!), request, route.Parts);
        }
        finally
        {
            await _one.WaitAsync();
        }
    }

    private FakeReply? Throttled()
    {
        if (RequestsInASecond is not { } limit)
            return null;
        var now = Clock.GetUtcNow();
        while (_recent.TryPeek(out var oldest) && now - oldest >= TimeSpan.FromSeconds(1))
            _ = _recent.Dequeue();
        if (_recent.Count >= limit)
            return FakeReply.Error(429, "TooManyRequestsException", "Rate exceeded", new JsonObject { ["Reason"] = "CallerRateLimitExceeded", ["retryAfterSeconds"] = "1" }) with { RetryAfter = "1" };
        _recent.Enqueue(now);
        return null;
    }

    private FakeReply? Denial(string action, Signature signature) => Denied.Contains(action)
        ? FakeReply.Error(403, "AccessDeniedException", $"User: arn:aws:iam::{AccountId}:user/somebody is not authorized to perform: {signature.Service}:{action} because no identity-based policy allows the {signature.Service}:{action} action", isUpper: true)
        : null;

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _one.Dispose();
    }
}

/// <summary>A request as it was understood.</summary>
public sealed record FakeCall(int Number, string Action, string Region, string Method, string Path)
{
    public int Status { get; internal set; }

    /// <summary>The service, as IAM calls it.</summary>
    public string Service => Action switch { "GetCallerIdentity" => "sts", "DescribeAlarms" => "cloudwatch", "PutObject" or "GetObject" => "s3", _ => "lambda" };

    public bool Writes => Method != "GET" && Action is not ("GetCallerIdentity" or "DescribeAlarms");

    public override string ToString() => $"{Number} {Action} {Region} {Method} {Path} -> {Status}";
}

/// <summary>What goes wrong with a call.</summary>
/// <param name="Reply">What the client gets.</param>
/// <param name="IsCarriedOut">Whether the call has had its effect.</param>
public sealed record Fault(FakeReply Reply, bool IsCarriedOut)
{
    public static Fault ConnectionLost(bool isCarriedOut) => new(new FakeReply(0, []) { IsLost = true }, isCarriedOut);

    public static Fault ServerError(bool isCarriedOut) => new(FakeReply.Error(500, "ServiceException", "The service encountered an internal error.", new JsonObject { ["Type"] = "Service" }, isUpper: true), isCarriedOut);

    public static Fault Throttled() => new(FakeReply.Error(429, "TooManyRequestsException", "Rate exceeded") with { RetryAfter = "1" }, false);

    public static Fault Precondition() => new(FakeReply.Error(412, "PreconditionFailedException", "The Revision Id provided does not match the latest Revision Id. Call the GetFunction/GetAlias API to retrieve the latest Revision Id"), false);

    /// <summary>No answer comes, ever: the client is killed meanwhile.</summary>
    public static Fault Silence(bool isCarriedOut, Action then) => new(new FakeReply(0, []) { IsSilent = true, Then = then }, isCarriedOut);
}

/// <summary>An invocation that reached a function.</summary>
public sealed record FakeInvocation(FakeFunction Function, JsonObject Configuration, string Version, byte[] Payload, string RequestId);

/// <summary>What a function answered.</summary>
public sealed record FakeAnswer(byte[] Payload, string? Error, string Log)
{
    public static FakeAnswer Echo(FakeInvocation invocation) => new(
        invocation.Payload, null,
        $"START RequestId: {invocation.RequestId} Version: {invocation.Version}\nEND RequestId: {invocation.RequestId}\nREPORT RequestId: {invocation.RequestId}\tDuration: 1.50 ms\tBilled Duration: 152 ms\tMemory Size: 128 MB\tMax Memory Used: 40 MB\tInit Duration: 150.00 ms\t\n");
}
