using System.Globalization;
using System.Net.Http.Headers;

namespace SelfPolling;

/// <summary>
/// The Runtime API as a program with a loop of its own speaks it (docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html): what Amazon's hosting packages do for an executable assembly.
/// One invocation at a time, buffered responses.
/// </summary>
internal sealed class RuntimeApiLoop : IDisposable
{
    private readonly HttpClient _client = new() { Timeout = Timeout.InfiniteTimeSpan };
    private readonly string _base = $"http://{Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API")}/2018-06-01/runtime/";

    /// <summary>Comes back after an invocation for which the handler asked to stop, and where it is stopped while it waits for one.</summary>
    public async Task RunAsync(Func<string, Task<(string Response, bool IsLast)>> handler, CancellationToken stopping = default)
    {
        while (true)
        {
            using var next = await NextAsync(stopping).ConfigureAwait(false);
            if (next is null)
                return;
            next.EnsureSuccessStatusCode();
            var id = next.Headers.GetValues("Lambda-Runtime-Aws-Request-Id").Single();
            try
            {
                var (response, isLast) = await handler(await next.Content.ReadAsStringAsync(CancellationToken.None).ConfigureAwait(false)).ConfigureAwait(false);
                await PostAsync($"invocation/{id}/response", response, null).ConfigureAwait(false);
                if (isLast)
                    return;
            }
            catch (InvalidOperationException e)
            {
                var error = string.Create(CultureInfo.InvariantCulture, $"{{\"errorType\":\"{e.GetType().Name}\",\"errorMessage\":\"{e.Message}\"}}");
                await PostAsync($"invocation/{id}/error", error, "Function." + e.GetType().Name).ConfigureAwait(false);
            }
        }
    }

    public void Dispose() => _client.Dispose();

    private async Task<HttpResponseMessage?> NextAsync(CancellationToken stopping)
    {
        try
        {
            return await _client.GetAsync(new Uri(_base + "invocation/next"), stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return null;
        }
    }

    private async Task PostAsync(string path, string body, string? errorType)
    {
        using var content = new StringContent(body, MediaTypeHeaderValue.Parse("application/json"));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_base + path)) { Content = content };
        if (errorType is not null)
            request.Headers.Add("Lambda-Runtime-Function-Error-Type", errorType);
        using var answer = await _client.SendAsync(request).ConfigureAwait(false);
        answer.EnsureSuccessStatusCode();
    }
}
