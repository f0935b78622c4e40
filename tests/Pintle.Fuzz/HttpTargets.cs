using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Pintle.Emulator.Http;
using Pintle.Emulator.Invoke;

namespace Pintle.Fuzz;

/// <summary>
/// The mapping of the fronts in both directions; the first byte says of which service. A request becomes an event that is JSON and loses nothing of its body; whatever a function answers is a response
/// that can be sent, or malformed.
/// </summary>
internal static class HttpTargets
{
    private static readonly NoFunction Function = new();

    /// <summary>Made at the first input: what is instrumented counts its branches only from there on.</summary>
    private static readonly Lazy<(HttpFrontOptions Options, HttpRoute Route)[]> Fronts = new(() =>
    [
        Front(HttpEventFormat.FunctionUrl, HttpRoute.All(Function)),
        Front(HttpEventFormat.HttpApi, new HttpRoute("ANY", "/orders/{id}/{rest+}", Function)),
        Front(HttpEventFormat.HttpApi, new HttpRoute("POST", "/orders/{id}", Function) { UsesPayloadVersion1 = true }),
        Front(HttpEventFormat.RestApi, new HttpRoute("ANY", "/{proxy+}", Function)),
    ]);

    /// <summary>A method, a target and headers as HTTP has them, an empty line, a body.</summary>
    public static IReadOnlyList<byte[]> RequestSeeds { get; } =
    [
        [0, .. "POST /a%2Fb/../c?x=1&x=%C3%A9&y\nHost: localhost\nCookie: a=b; c=d\nContent-Type: application/json\n\n{\"a\":1}"u8],
        [1, .. "GET http://localhost/orders/%7Bid%7D/x/y?a=b=c&%ff\nAccept: */*\nX-A: 1\nx-a: 2\nX-Amzn-Trace-Id: Root=1-5;Sampled=1\n\n"u8],
        [2, .. "POST /orders/7\nContent-Encoding: gzip\n\n\u001f"u8, 0x8b, 0xff], [3, .. "PUT //orders/x/\nContent-Type: image/png\nUser-Agent: u\n\n"u8, 0x89, 0x50],
    ];

    /// <summary>What a function answers.</summary>
    public static IReadOnlyList<byte[]> AnswerSeeds { get; } =
    [
        [0, .. "{\"statusCode\":201,\"headers\":{\"X-A\":\"b\",\"C\":[\"d\",1,true,null]},\"cookies\":[\"a=b\"],\"body\":\"aGVsbG8=\",\"isBase64Encoded\":true}"u8],
        [0, .. "\"text\""u8], [1, .. "{\"errorMessage\":\"x\"}"u8], [1, .. "{\"statusCode\":\"404\",\"body\":12.5}"u8],
        [2, .. "{\"statusCode\":200,\"multiValueHeaders\":{\"A\":[\"1\",\"2\"],\"B\":null},\"headers\":null,\"body\":null}"u8], [3, .. "{\"statusCode\":599,\"body\":\"\\ud83d\\ude00\\u0000\",\"isBase64Encoded\":false}"u8],
        [4, .. "{\"statusCode\":200,\"cookies\":[\"a\"]}"u8, 0, 0, 0, 0, 0, 0, 0, 0, .. "body"u8],
    ];

    public static void RunRequest(byte[] input)
    {
        if (input.Length == 0)
            return;
        var (options, route) = Fronts.Value[input[0] % Fronts.Value.Length];
        var end = input.AsSpan().IndexOf("\n\n"u8);
        var lines = Encoding.UTF8.GetString(input.AsSpan(1, (end < 1 ? input.Length : end) - 1)).Split('\n');
        var body = end < 1 ? [] : input[(end + 2)..];
        if (lines[0].Split(' ') is not [{ Length: > 0 } method, { Length: > 0 } target])
            return;

        var context = new DefaultHttpContext();
        var request = context.Features.GetRequiredFeature<IHttpRequestFeature>();
        (request.Method, request.RawTarget, request.Protocol) = (method, target, "HTTP/1.1");
        foreach (var line in lines[1..])
        {
            // What Kestrel would not let through: no colon, control characters.
            if (line.IndexOf(':', StringComparison.Ordinal) is var colon and > 0 && !line.Any(char.IsControl))
                context.Request.Headers.Append(line[..colon], line[(colon + 1)..].Trim());
        }

        if (RouteMatch.Find(options.Format, [route], method, HttpRequestFacts.RawPathOf(target)) is not { } match)
            return;
        var facts = HttpRequestFacts.Of(context, body, "00000000-0000-0000-0000-000000000000", DateTimeOffset.UnixEpoch);
        Check(HttpEvent.Create(options, match, facts), facts, body);
    }

    public static void RunAnswer(byte[] input)
    {
        if (input.Length == 0)
            return;
        if (input[0] % 5 == 4)
        {
            RunStreamed(input[1..]);
            return;
        }

        var (options, route) = Fronts.Value[input[0] % 5];
        if (FunctionResponse.Read(options, route, input.AsMemory(1), "image/png") is not { } response)
            return;
        var context = new DefaultHttpContext();
        response.WriteHead(context.Response);
        CheckHead(context.Response);
    }

    /// <summary>A prelude and a body, in pieces: the prelude is whole before anything is sent, and all that follows it is sent.</summary>
    private static void RunStreamed(byte[] input)
    {
        var context = new DefaultHttpContext();
        using var sent = new MemoryStream();
        context.Response.Body = sent;
        using var stream = new HttpResponseStream(context, _ => { });
        stream.Begin("application/vnd.awslambda.http-integration-response");
        try
        {
            foreach (var piece in input.Chunk(7))
                stream.WriteAsync(piece).AsTask().GetAwaiter().GetResult();
        }
        catch (IOException)
        {
            InvariantException.Require(stream.IsMalformed && !stream.HasBegun && sent.Length == 0, "expected nothing to be sent of what is malformed");
            return;
        }

        context.Response.BodyWriter.FlushAsync().AsTask().GetAwaiter().GetResult();
        var end = input.AsSpan().IndexOf(new byte[8]);
        InvariantException.Require(stream.HasBegun == end >= 0, "expected to begin exactly where a prelude is whole");
        if (end < 0)
            return;
        InvariantException.Require(sent.ToArray().AsSpan().SequenceEqual(input.AsSpan(end + 8)), "expected the body to its last byte");
        CheckHead(context.Response);
    }

    private static void CheckHead(HttpResponse response)
    {
        InvariantException.Require(response.StatusCode is >= 200 and <= 599, $"expected a status of HTTP, found {response.StatusCode}");
        foreach (var (name, values) in response.Headers)
        {
            InvariantException.Require(name.Length > 0 && !name.AsSpan().ContainsAnyExceptInRange('!', '~') && !name.Contains(':', StringComparison.Ordinal), $"expected a header's name, found \"{name}\"");
            InvariantException.Require(values.All(value => value is not null && !value.Any(char.IsControl)), $"expected values of {name} on one line");
        }
    }

    private static void Check(byte[] json, HttpRequestFacts facts, byte[] body)
    {
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (root.TryGetProperty("rawQueryString", out var query))
            InvariantException.Require(query.GetString() == facts.RawQuery, $"expected the query {facts.RawQuery}, found {query}");
        if (!root.TryGetProperty("body", out var found) || found.ValueKind == JsonValueKind.Null)
        {
            InvariantException.Require(body.Length == 0, "expected a body");
            return;
        }

        if (root.GetProperty("isBase64Encoded").GetBoolean())
            InvariantException.Require(found.GetBytesFromBase64().AsSpan().SequenceEqual(body), "expected the body to its last byte");
        else
            InvariantException.Require(found.GetString() == Encoding.UTF8.GetString(body), "expected the body's text");
    }

    private static (HttpFrontOptions Options, HttpRoute Route) Front(HttpEventFormat format, HttpRoute route) =>
        (new HttpFrontOptions { Format = format, Routes = [route], BinaryMediaTypes = ["image/*"], Stage = format == HttpEventFormat.RestApi ? null : "test" }, route);

    private sealed class NoFunction : IInvocableFunction
    {
        public string Arn => "arn:aws:lambda:us-east-1:123456789012:function:orders";

        public string Version => "$LATEST";

        public Task<FunctionAnswer> InvokeAsync(FunctionCall invocation, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
