using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Pintle.Emulator.Invoke;

/// <summary><c>POST /2015-03-31/functions/{name}/invocations</c> and <c>/2021-11-15/functions/{name}/response-streaming-invocations</c>.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html</remarks>
internal sealed class InvokeEndpoint(IReadOnlyList<IInvocableFunction> functions, CancellationToken stopping)
{
    /// <summary>Calls that wait or run at once; Lambda's own default for an account (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html).</summary>
    private const int MaxCalls = 1000;

    private int _calls;

    public async Task HandleAsync(HttpContext context)
    {
        var http = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        InvokeTarget? target = null;
        var fault = IsOfThisMachine(context.Request) ? null : InvokeFault.ForeignCaller();
        if (fault is null)
            target = InvokeTarget.Parse(http.RawTarget, http.Method, out fault);
        await HandleAsync(context, target, fault).ConfigureAwait(false);
    }

    /// <summary>A buffered invocation for the server's own page, which has made sure of its caller.</summary>
    public Task HandleOfPageAsync(HttpContext context, string name) => HandleAsync(context, new InvokeTarget(name, null, IsStreaming: false), null);

    private async Task HandleAsync(HttpContext context, InvokeTarget? target, InvokeFault? fault)
    {
        var requestId = Guid.NewGuid().ToString();
        context.Response.Headers["x-amzn-RequestId"] = requestId;
        if (target is not null)
            fault = await RunAsync(context, target, requestId).ConfigureAwait(false);
        if (fault is null)
            return;

        context.Response.Headers["x-amzn-ErrorType"] = fault.Type;
        await WriteAsync(context, fault.Status, fault.ToJson()).ConfigureAwait(false);
    }

    private async Task<InvokeFault?> RunAsync(HttpContext context, InvokeTarget target, string requestId)
    {
        var function = functions.FirstOrDefault(each => target.Means(each.Arn));
        if (function is null || (target.Qualifier is { } qualifier && qualifier != function.Version))
            return InvokeFault.NoFunction(FullName(target));

        var (request, fault) = await InvokeRequest.ReadAsync(context.Request, requestId, context.RequestAborted).ConfigureAwait(false);
        if (request is null)
            return fault;

        request = request with { Call = request.Call with { Qualifier = target.Qualifier } };
        if (target.IsStreaming && request.Type == InvocationType.Event)
            return InvokeFault.Parameter("Expected X-Amz-Invocation-Type to be RequestResponse or DryRun for a streaming invocation, found Event.");

        if (request.Type == InvocationType.DryRun)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return null;
        }

        if (function.WhyUnavailable is { } why)
            return InvokeFault.Unavailable(why);

        if (Interlocked.Increment(ref _calls) > MaxCalls)
        {
            _ = Interlocked.Decrement(ref _calls);
            return InvokeFault.TooMany();
        }

        if (target.IsStreaming)
            return await StreamAsync(context, function, request).ConfigureAwait(false);

        var answering = InvokeAsync(function, request.Call);
        if (request.Type == InvocationType.Event)
        {
            await WriteAsync(context, StatusCodes.Status202Accepted, default).ConfigureAwait(false);
        }
        else
        {
            var answer = await answering.ConfigureAwait(false);
            if (answer.IsThrottled)
                return InvokeFault.Throttled();

            await AnswerAsync(context, answer, function.Version, request.WantsLog).ConfigureAwait(false);
        }

        return null;
    }

    /// <summary>A web page must not reach functions: not across sites, and not through a name that leads here.</summary>
    private static bool IsOfThisMachine(HttpRequest request) =>
        request.Headers.Origin.Count == 0 && (request.Host.Host == "localhost" || (IPAddress.TryParse(request.Host.Host, out var address) && IPAddress.IsLoopback(address)));

    private async Task<FunctionAnswer> InvokeAsync(IInvocableFunction function, FunctionCall call)
    {
        try
        {
            return await function.InvokeAsync(call, stopping).ConfigureAwait(false);
        }
        finally
        {
            _ = Interlocked.Decrement(ref _calls);
        }
    }

    private async Task<InvokeFault?> StreamAsync(HttpContext context, IInvocableFunction function, InvokeRequest request)
    {
        using var writer = new EventResponseStream(context, function.Version);
        var answer = await InvokeAsync(function, request.Call with { ResponseStream = writer }).ConfigureAwait(false);
        if (answer.IsThrottled)
            return InvokeFault.Throttled();

        await writer.EndAsync(answer, request.WantsLog).ConfigureAwait(false);
        return null;
    }

    private static Task AnswerAsync(HttpContext context, FunctionAnswer answer, string version, bool withLog)
    {
        context.Response.Headers["X-Amz-Executed-Version"] = version;
        if (answer.IsError)
            context.Response.Headers["X-Amz-Function-Error"] = "Unhandled";
        if (withLog)
            context.Response.Headers["X-Amz-Log-Result"] = LogTail.Encode(answer.Log);
        return WriteAsync(context, StatusCodes.Status200OK, answer.Payload);
    }

    private static async Task WriteAsync(HttpContext context, int status, ReadOnlyMemory<byte> body)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.Length;
        _ = await context.Response.BodyWriter.WriteAsync(body, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>The ARN of a function that is not there, made from one that is.</summary>
    private string FullName(InvokeTarget target)
    {
        var place = functions[0].Arn[..(functions[0].Arn.LastIndexOf(':') + 1)];
        var name = target.Reference.StartsWith("arn:", StringComparison.Ordinal) ? target.Reference : place + target.Reference[(target.Reference.LastIndexOf(':') + 1)..];
        return $"{name}:{target.Qualifier ?? functions[0].Version}";
    }
}
