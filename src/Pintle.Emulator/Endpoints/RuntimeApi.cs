using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Pintle.Emulator.Endpoints;

/// <summary>Finds the endpoint of a request and writes the exchange down.</summary>
/// <remarks>
/// Paths are compared as they were sent, without decoding: the service has exactly these.
/// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
/// </remarks>
internal sealed class RuntimeApi(RuntimeSession session, ExtensionsApi extensions, TelemetryApi telemetry, ExecutionEnvironmentOptions options)
{
    private const string InvocationPrefix = "/2018-06-01/runtime/invocation/";

    public async Task HandleAsync(HttpContext context)
    {
        var request = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        var tap = context.Features.GetRequiredFeature<RequestHeadTap>();
        var exchange = new RuntimeApiExchange(options.Time.GetUtcNow(), request.Method, request.RawTarget, tap.Take(request.Method, request.RawTarget));
        options.Exchanges.Add(exchange);
        try
        {
            await RouteAsync(new RuntimeRequest(context, exchange, options.Exchanges.MaxBodyBytes), request.RawTarget).ConfigureAwait(false);
        }
        finally
        {
            tap.Resume();
        }
    }

    private Task RouteAsync(RuntimeRequest request, string target) => target switch
    {
        InvocationPrefix + "next" => ForMethod(request, "GET", () => NextEndpoint.HandleAsync(request, session)),
        "/2018-06-01/runtime/init/error" => ForMethod(request, "POST", () => InitErrorEndpoint.HandleAsync(request, session)),
        TelemetryApi.Path => ForMethod(request, "PUT", () => telemetry.SubscribeAsync(request)),
        _ when RequestIdOf(target, "/response") is { } id => ForMethod(request, "POST", () => ResponseEndpoint.HandleAsync(request, session, id)),
        _ when RequestIdOf(target, "/error") is { } id => ForMethod(request, "POST", () => ErrorEndpoint.HandleAsync(request, session, id)),
        _ when extensions.Find(target) is { } found => ForMethod(request, found.Method, () => found.Handle(request)),
        _ => request.RefuseAsync(Refusal.UnknownPath(target)),
    };

    private static Task ForMethod(RuntimeRequest request, string method, Func<Task> handle)
    {
        if (request.Method == method)
            return handle();

        request.Allow(method);
        return request.RefuseAsync(Refusal.Method(request.Method, method));
    }

    /// <summary>The segment between the prefix and the suffix; null when the path has another shape.</summary>
    private static string? RequestIdOf(string target, string suffix)
    {
        if (!target.StartsWith(InvocationPrefix, StringComparison.Ordinal) || !target.EndsWith(suffix, StringComparison.Ordinal))
            return null;

        var length = target.Length - InvocationPrefix.Length - suffix.Length;
        var id = length > 0 ? target.Substring(InvocationPrefix.Length, length) : "";
        return id.Length == 0 || id.Contains('/', StringComparison.Ordinal) ? null : id;
    }
}
