using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Pintle.Emulator.Invoke;

namespace Pintle.Emulator.Http;

/// <summary>A function URL or an API on a loopback port of its own, for browsers and curl. Nobody is authenticated: whoever can reach the port may call.</summary>
public sealed class HttpFrontServer : IAsyncDisposable
{
    // https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html and api-gateway-execution-service-limits-table.html
    private static readonly TimeSpan HttpApiTimeout = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RestApiTimeout = TimeSpan.FromSeconds(29);
    private readonly CancellationTokenSource _stopping = new();
    private readonly HttpFrontOptions _options;
    private readonly HttpFrontErrors _errors;
    private LoopbackServer _server = null!;

    private HttpFrontServer(HttpFrontOptions options) => (_options, _errors) = (options, new HttpFrontErrors(options.Format));

    /// <summary>For example <c>http://127.0.0.1:40123/</c>.</summary>
    public string Url => $"{_server.Address}/";

    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<HttpFrontServer> StartAsync(HttpFrontOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfZero(options.Routes.Count, nameof(options));
        var front = new HttpFrontServer(options);
        front._server = await LoopbackServer.StartAsync(front.HandleAsync, options.Port, cancellationToken).ConfigureAwait(false);
        return front;
    }

    /// <summary>Closes the port and every connection. Calls that wait are given up; one that runs ends when its function ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _server.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        try
        {
            await RunAsync(context).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is OperationCanceledException or IOException)
        {
            // The client has gone, sent no proper HTTP, or the server stops: nobody is there to be answered.
            context.Abort();
        }
    }

    private async Task RunAsync(HttpContext context)
    {
        var requestId = Guid.NewGuid().ToString();
        SetServiceHeaders(context.Response, requestId);
        if (!LoopbackServer.IsForThisMachine(context.Request))
        {
            await WriteAsync(context, HttpFrontErrors.ForeignHost).ConfigureAwait(false);
            return;
        }

        if (_options is { Cors: not null, Format: not HttpEventFormat.RestApi } && CorsPolicy.IsPreflight(context.Request))
        {
            context.Response.StatusCode = _options.Format == HttpEventFormat.FunctionUrl ? StatusCodes.Status200OK : StatusCodes.Status204NoContent;
            _options.Cors.Apply(context.Request, context.Response.Headers, isPreflight: true);
            return;
        }

        var path = HttpRequestFacts.RawPathOf(context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        if (IsMockedPreflight(context.Request, path))
        {
            _options.Cors!.ApplyAsMock(context.Response.Headers);
            return;
        }

        if (RouteMatch.Find(_options.Format, _options.Routes, context.Request.Method, path) is not { } match)
        {
            await WriteAsync(context, _errors.NoRoute).ConfigureAwait(false);
            return;
        }

        if (match.Route.Function.WhyUnavailable is { } why)
        {
            await WriteAsync(context, HttpFrontErrors.Unavailable(why)).ConfigureAwait(false);
            return;
        }

        var body = await BoundedBody.ReadAsync(context.Request, Limits.MaxRequestBytes, context.RequestAborted).ConfigureAwait(false);
        var request = body is null ? null : HttpRequestFacts.Of(context, body, requestId, _options.Time.GetUtcNow());
        var payload = request is null ? null : HttpEvent.Create(_options, match, request);
        if (payload is null || payload.Length > Limits.MaxRequestBytes)
            await WriteAsync(context, _errors.TooLarge).ConfigureAwait(false);
        else
            await InvokeAsync(context, match.Route, new FunctionCall { RequestId = requestId, Payload = payload, TraceId = request!.TraceId }).ConfigureAwait(false);
    }

    /// <summary>A REST API with a policy gets its own OPTIONS method for each of its paths, as SAM makes them; functions are not asked, and their own answers stay as they are.</summary>
    private bool IsMockedPreflight(HttpRequest request, string path) =>
        _options is { Cors: not null, Format: HttpEventFormat.RestApi } && HttpMethods.IsOptions(request.Method)
        && RouteMatch.Find(_options.Format, _options.Routes.Select(route => route with { Method = route.Method == "OPTIONS" ? "OPTIONS" : "ANY" }), "OPTIONS", path) is { Route.Method: "ANY" };

    private async Task InvokeAsync(HttpContext context, HttpRoute route, FunctionCall call)
    {
        using var writer = _options is { Format: HttpEventFormat.FunctionUrl, StreamsResponses: true } ? new HttpResponseStream(context, response => Complete(context.Request, response)) : null;
        var limit = _options.IntegrationTimeout ?? _options.Format switch
        {
            HttpEventFormat.HttpApi => HttpApiTimeout,
            HttpEventFormat.RestApi => RestApiTimeout,
            _ => Timeout.InfiniteTimeSpan,
        };
        FunctionAnswer answer;
        try
        {
            answer = await route.Function.InvokeAsync(call with { ResponseStream = writer }, _stopping.Token).WaitAsync(limit, _options.Time, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // The function goes on; only its client has been given up.
            await WriteAsync(context, _errors.TimedOut).ConfigureAwait(false);
            return;
        }

        if (writer is { HasBegun: true })
            EndStream(answer);
        else if (answer.IsThrottled)
            await WriteAsync(context, _errors.Throttled).ConfigureAwait(false);
        else if (answer.IsError || writer is { IsMalformed: true } || answer.IsStreamed || FunctionResponse.Read(_options, route, answer.Payload, context.Request.Headers.Accept) is not { } response)
            await WriteAsync(context, _errors.FunctionFailed).ConfigureAwait(false);
        else
            await WriteAsync(context, response).ConfigureAwait(false);
    }

    /// <summary>A response that fails half-way must not look like a whole one: after an exception Kestrel sends what was written and closes the connection without the last chunk.</summary>
    private static void EndStream(FunctionAnswer answer)
    {
        if (answer.IsError)
            throw new InvalidOperationException("The function failed after its response had begun.");
    }

    private async Task WriteAsync(HttpContext context, FunctionResponse response)
    {
        response.WriteHead(context.Response);
        Complete(context.Request, context.Response);
        if (response.Status is StatusCodes.Status204NoContent or StatusCodes.Status205ResetContent or StatusCodes.Status304NotModified)
            return;

        context.Response.ContentLength = response.Body.Length;
        if (context.Request.Method != "HEAD")
            _ = await context.Response.BodyWriter.WriteAsync(response.Body, CancellationToken.None).ConfigureAwait(false);
    }

    private void Complete(HttpRequest request, HttpResponse response)
    {
        if (_options.Format != HttpEventFormat.RestApi)
            _options.Cors?.Apply(request, response.Headers, isPreflight: false);
    }

    private void SetServiceHeaders(HttpResponse response, string requestId) => response.Headers[_options.Format == HttpEventFormat.HttpApi ? "Apigw-Requestid" : "x-amzn-RequestId"] = requestId;
}
