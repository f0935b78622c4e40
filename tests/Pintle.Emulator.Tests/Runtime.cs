using System.Net;
using System.Text.Json;

namespace Pintle.Emulator.Tests;

/// <summary>An execution environment and a runtime that speaks to it over real HTTP; the paths are spelled here once more.</summary>
internal sealed class Runtime : IAsyncDisposable
{
    private readonly HttpClient _http;

    private Runtime(ExecutionEnvironment environment, ManualTime time)
    {
        (Environment, Time) = (environment, time);
        _http = new HttpClient { BaseAddress = new Uri($"http://{environment.RuntimeApi}"), Timeout = TimeSpan.FromSeconds(30) };
    }

    public ExecutionEnvironment Environment { get; }

    public ManualTime Time { get; }

    public static async Task<Runtime> StartAsync(CancellationToken cancellationToken, RuntimeApiExchanges? exchanges = null, int concurrency = 1, bool sendsInvocationIds = true)
    {
        var time = new ManualTime();
        var options = new ExecutionEnvironmentOptions { Time = time, Exchanges = exchanges ?? new(), Concurrency = concurrency, SendsInvocationIds = sendsInvocationIds };
        return new Runtime(await ExecutionEnvironment.StartAsync(options, cancellationToken), time);
    }

    public static InvocationRequest Event(string payload = "{}", string? id = null) => new()
    {
        Payload = System.Text.Encoding.UTF8.GetBytes(payload),
        RequestId = id,
        Timeout = TimeSpan.FromSeconds(3),
        FunctionArn = "arn:aws:lambda:eu-west-1:123456789012:function:orders",
    };

    /// <summary>Puts an invocation in progress: polled, delivered, not answered.</summary>
    public async Task<(string Id, Task<InvocationAnswer> Answer)> DeliverAsync(string payload = "{}")
    {
        var answer = Environment.InvokeAsync(Event(payload), TestContext.Current.CancellationToken);
        using var next = await NextAsync();
        return (next.Headers.GetValues("Lambda-Runtime-Aws-Request-Id").Single(), answer);
    }

    /// <summary>The same with what has to be sent back; under a request id of the caller's, where it gives one.</summary>
    public async Task<(string Id, string InvocationId, Task<InvocationAnswer> Answer)> DeliverWithIdAsync(string? id = null)
    {
        var answer = Environment.InvokeAsync(Event(id: id), TestContext.Current.CancellationToken);
        using var next = await NextAsync();
        return (next.Headers.GetValues("Lambda-Runtime-Aws-Request-Id").Single(), next.Headers.GetValues("Lambda-Runtime-Invocation-Id").Single(), answer);
    }

    public Task<HttpResponseMessage> NextAsync() => SendAsync(HttpMethod.Get, "/2018-06-01/runtime/invocation/next", null);

    public Task<HttpResponseMessage> RespondAsync(string id, HttpContent body) => SendAsync(HttpMethod.Post, $"/2018-06-01/runtime/invocation/{id}/response", body);

    public Task<HttpResponseMessage> RespondAsync(string id, string body = "{}") => RespondAsync(id, new StringContent(body));

    public Task<HttpResponseMessage> RespondAsync(string id, string body, string invocationId) =>
        SendAsync(HttpMethod.Post, $"/2018-06-01/runtime/invocation/{id}/response", new StringContent(body), invocationId);

    public Task<HttpResponseMessage> FailAsync(string id, string invocationId) => SendAsync(HttpMethod.Post, $"/2018-06-01/runtime/invocation/{id}/error", ErrorBody(), invocationId);

    public Task<HttpResponseMessage> FailAsync(string id, HttpContent? body = null) => SendAsync(HttpMethod.Post, $"/2018-06-01/runtime/invocation/{id}/error", body ?? ErrorBody());

    public Task<HttpResponseMessage> FailInitAsync(HttpContent? body = null) => SendAsync(HttpMethod.Post, "/2018-06-01/runtime/init/error", body ?? ErrorBody());

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? body, string? invocationId = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = body };
        if (invocationId is not null)
            request.Headers.Add("Lambda-Runtime-Invocation-Id", invocationId);
        return _http.SendAsync(request, HttpCompletionOption.ResponseContentRead, TestContext.Current.CancellationToken);
    }

    public static StringContent ErrorBody(string? type = null, string? cause = null)
    {
        var content = new StringContent("""{"errorType":"InvalidOperationException","errorMessage":"no","stackTrace":[]}""");
        if (type is not null)
            content.Headers.TryAddWithoutValidation("Lambda-Runtime-Function-Error-Type", type);

        if (cause is not null)
            content.Headers.TryAddWithoutValidation("Lambda-Runtime-Function-XRay-Error-Cause", cause);

        return content;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Environment.DisposeAsync();
    }
}

internal static class ResponseReading
{
    /// <summary>Status and <c>errorType</c>, for example <c>403 InvalidStateTransition</c>; the status alone when the body has no type.</summary>
    public static async Task<string> VerdictAsync(this HttpResponseMessage response)
    {
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        if (response.StatusCode is HttpStatusCode.OK or HttpStatusCode.Accepted)
            return $"{(int)response.StatusCode}";

        using var json = JsonDocument.Parse(text);
        return $"{(int)response.StatusCode} {json.RootElement.GetProperty("errorType").GetString()}";
    }

    public static async Task<string> MessageAsync(this HttpResponseMessage response)
    {
        using var json = JsonDocument.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return json.RootElement.GetProperty("errorMessage").GetString()!;
    }

    public static string Text(this InvocationAnswer answer) => System.Text.Encoding.UTF8.GetString(answer.Payload.Span);
}
