using System.Text;
using System.Text.Json;
using Pintle.Emulator.Http;
using Pintle.Emulator.Invoke;

namespace Pintle.Emulator.Tests.Http;

/// <summary>A function URL or an API whose function keeps its event and answers as the test says.</summary>
internal sealed class Front : IAsyncDisposable, IInvocableFunction
{
    private readonly Func<FunctionCall, Task<FunctionAnswer>> _answer;
    private HttpFrontServer _server = null!;

    private Front(string arn, Func<FunctionCall, Task<FunctionAnswer>> answer) => (Arn, _answer) = (arn, answer);

    public string Arn { get; }

    public string Version => "$LATEST";

    public string Url => _server.Url;

    /// <summary>The event of the last invocation.</summary>
    public JsonElement Event { get; private set; }

    /// <summary>Null: the function was not invoked.</summary>
    public FunctionCall? Call { get; private set; }

    public static Task<Front> StartAsync(HttpEventFormat format, string answer = """{"statusCode":200}""", Func<HttpFrontOptions, HttpFrontOptions>? more = null, bool isError = false) =>
        StartAsync(format, _ => Task.FromResult(new FunctionAnswer(Encoding.UTF8.GetBytes(answer), isError, [])), more);

    public static async Task<Front> StartAsync(HttpEventFormat format, Func<FunctionCall, Task<FunctionAnswer>> answer, Func<HttpFrontOptions, HttpFrontOptions>? more = null)
    {
        var front = new Front("arn:aws:lambda:us-east-1:123456789012:function:orders", answer);
        var options = new HttpFrontOptions { Format = format, Routes = [HttpRoute.All(front)] };
        front._server = await HttpFrontServer.StartAsync(more?.Invoke(options) ?? options, TestContext.Current.CancellationToken);
        return front;
    }

    public Task<FunctionAnswer> InvokeAsync(FunctionCall invocation, CancellationToken cancellationToken)
    {
        (Call, Event) = (invocation, JsonDocument.Parse(invocation.Payload).RootElement.Clone());
        return _answer(invocation);
    }

    /// <summary>Calls with curl; the path is sent as it stands.</summary>
    public Task<Curl> CurlAsync(string path, params string[] arguments) => Curl.RunAsync(["--path-as-is", .. arguments, Url.TrimEnd('/') + path]);

    /// <summary>A member of the event, by its path; its raw JSON, or "absent".</summary>
    public string Raw(string path)
    {
        var element = Event;
        foreach (var name in path.Split('/'))
        {
            if (!element.TryGetProperty(name, out element))
                return "absent";
        }

        return element.GetRawText();
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
