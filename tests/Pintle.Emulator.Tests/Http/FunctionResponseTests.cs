using System.Text;
using Pintle.Emulator.Http;
using Pintle.Emulator.Invoke;

namespace Pintle.Emulator.Tests.Http;

public sealed class FunctionResponseTests
{
    private const HttpEventFormat Url = HttpEventFormat.FunctionUrl;
    private const HttpEventFormat Http = HttpEventFormat.HttpApi;
    private const HttpEventFormat Rest = HttpEventFormat.RestApi;

    [Theory]
    [InlineData(Url, """{"statusCode":201,"body":"hi"}""", 201, "application/json", "hi")]
    [InlineData(Http, """{"statusCode":201,"body":"hi"}""", 201, "text/plain; charset=utf-8", "hi")]
    [InlineData(Rest, """{"statusCode":201,"body":"hi"}""", 201, "application/json", "hi")]
    [InlineData(Url, """{"statusCode":"404","headers":{"content-type":"text/html"},"body":"<p>ü"}""", 404, "text/html", "<p>ü")]
    [InlineData(Url, """{"a":1}""", 200, "application/json", """{"a":1}""")]
    [InlineData(Http, "\"text\"", 200, "application/json", "text")]
    [InlineData(Url, "\"a \\u00fc\"", 200, "application/json", "a ü")]
    [InlineData(Url, "[1,\"a\",true]", 200, "application/json", "[1,\"a\",true]")]
    [InlineData(Url, "3.5", 200, "application/json", "3.5")]
    [InlineData(Http, "{}", 200, "application/json", "{}")]
    [InlineData(Http, "null", 200, "application/json", "null")]
    [InlineData(Http, """{"errorMessage":"no"}""", 500, "application/json", """{"message":"Internal Server Error"}""")]
    [InlineData(Url, """{"errorMessage":"no"}""", 200, "application/json", """{"errorMessage":"no"}""")]
    [InlineData(Http, """{"statusCode":200,"other":1}""", 200, "text/plain; charset=utf-8", "")]
    [InlineData(Http, """{"statusCode":200,"cookies":{"a":"1"}}""", 500, "application/json", """{"message":"Internal Server Error"}""")]
    [InlineData(Rest, """{"statusCode":200,"other":1}""", 502, "application/json", """{"message":"Internal server error"}""")]
    [InlineData(Rest, """{"statusCode":200,"StatusCode":200}""", 502, "application/json", """{"message":"Internal server error"}""")]
    [InlineData(Rest, """{"statusCode":200,"cookies":[]}""", 502, "application/json", """{"message":"Internal server error"}""")]
    [InlineData(Rest, """{"statusCode":200,"multiValueHeaders":{"a":"1"}}""", 502, "application/json", """{"message":"Internal server error"}""")]
    [InlineData(Rest, """{"statusCode":200,"headers":{"a":["1"]}}""", 502, "application/json", """{"message":"Internal server error"}""")]
    [InlineData(Rest, """{"statusCode":200,"headers":"a"}""", 502, "application/json", """{"message":"Internal server error"}""")]
    [InlineData(Rest, "{}", 502, "application/json", """{"message":"Internal server error"}""")]
    [InlineData(Rest, "\"text\"", 502, "application/json", """{"message":"Internal server error"}""")]
    [InlineData(Rest, """{"statusCode":"x"}""", 502, "application/json", """{"message":"Internal server error"}""")]
    [InlineData(Rest, """{"statusCode":"201"}""", 201, "application/json", "")]
    [InlineData(Rest, """{"headers":{"content-type":"text/css"}}""", 200, "text/css", "")]
    [InlineData(Rest, """{"statusCode":200,"headers":null,"multiValueHeaders":null,"body":null}""", 200, "application/json", "")]
    [InlineData(Rest, """{"statusCode":200,"body":12}""", 200, "application/json", "12")]
    [InlineData(Rest, """{"statusCode":200,"body":false}""", 200, "application/json", "false")]
    [InlineData(Rest, """{"statusCode":200,"body":[1]}""", 502, "application/json", """{"message":"Internal server error"}""")]
    [InlineData(Rest, """{"statusCode":200,"body":"UE5H","isBase64Encoded":true}""", 200, "application/json", "UE5H")]
    [InlineData(Url, "no JSON", 200, "application/json", "no JSON")]
    [InlineData(Rest, """{"a":1}""", 502, "application/json", """{"message":"Internal server error"}""")]
    [InlineData(Rest, "no JSON", 502, "application/json", """{"message":"Internal server error"}""")]
    [InlineData(Http, """{"statusCode":"x"}""", 500, "application/json", """{"message":"Internal Server Error"}""")]
    [InlineData(Url, """{"statusCode":99}""", 502, "application/json", "Internal Server Error")]
    [InlineData(Rest, """{"statusCode":200,"body":{"a":1}}""", 502, "application/json", """{"message":"Internal server error"}""")]
    [InlineData(Url, """{"statusCode":200,"headers":{"a b":"1"}}""", 502, "application/json", "Internal Server Error")]
    [InlineData(Url, """{"statusCode":200,"headers":{"a":"1\r\nb: 2"}}""", 502, "application/json", "Internal Server Error")]
    [InlineData(Url, """{"statusCode":200,"body":"%%%","isBase64Encoded":true}""", 502, "application/json", "Internal Server Error")]
    [InlineData(Rest, """{"statusCode":200,"body":"\ud800"}""", 502, "application/json", """{"message":"Internal server error"}""")]
    [InlineData(Rest, """{"statusCode":200,"headers":{"\udfff":"a"}}""", 502, "application/json", """{"message":"Internal server error"}""")]
    [InlineData(Url, """{"statusCode":200,"body":"\ud800"}""", 200, "application/json", """{"statusCode":200,"body":"\ud800"}""")]
    [InlineData(Url, """{"statusCode":200,"headers":{"a":"ü"},"body":"x"}""", 200, "application/json", "x")]
    public async Task Becomes_the_answer_that_the_service_makes_of_it(HttpEventFormat format, string payload, int status, string contentType, string body)
    {
        await using var front = await Front.StartAsync(format, payload);

        var answer = await front.CurlAsync("/");

        Assert.True((answer.Status, answer.Header("Content-Type"), answer.Text) == (status, contentType, body), answer.ToString());
    }

    [Theory]
    [InlineData(Url, 429, """{"message":"Rate Exceeded."}""")]
    [InlineData(Http, 500, """{"message":"Internal Server Error"}""")]
    [InlineData(Rest, 500, """{"message":"Internal server error"}""")]
    public async Task Over_the_reserved_concurrency_the_service_answers(HttpEventFormat format, int status, string body)
    {
        await using var front = await Front.StartAsync(format, _ => Task.FromResult(new FunctionAnswer("{}"u8.ToArray(), true, []) { IsThrottled = true }));

        var answer = await front.CurlAsync("/");

        Assert.True((answer.Status, answer.Text) == (status, body), answer.ToString());
    }

    [Theory]
    [InlineData(Url, 502)]
    [InlineData(Http, 500)]
    [InlineData(Rest, 502)]
    public async Task An_error_of_the_function_is_not_shown_to_the_client(HttpEventFormat format, int status)
    {
        await using var front = await Front.StartAsync(format, """{"errorType":"Secret","errorMessage":"inner"}""", isError: true);

        var answer = await front.CurlAsync("/");

        Assert.True(answer.Status == status && !answer.Text.Contains("inner", StringComparison.Ordinal), answer.ToString());
    }

    [Fact]
    public async Task Cookies_of_format_2_and_lists_of_format_1_become_headers_of_their_own()
    {
        await using var two = await Front.StartAsync(Url, """{"statusCode":200,"cookies":["a=1; Path=/","b=2"],"headers":{"x":"1"}}""");
        await using var one = await Front.StartAsync(Rest, """{"statusCode":200,"headers":{"x":"1"},"multiValueHeaders":{"Set-Cookie":["a=1","b=2"],"X":["1","2"]}}""");

        var (second, first) = (await two.CurlAsync("/"), await one.CurlAsync("/"));

        Assert.Equal(["a=1; Path=/", "b=2"], second.All("Set-Cookie"));
        Assert.Equal(["a=1", "b=2"], first.All("Set-Cookie"));
        Assert.Equal(["1", "2"], first.All("x"));
    }

    [Theory]
    [InlineData(Url)]
    [InlineData(Http)]
    [InlineData(Rest)]
    public async Task Values_of_headers_are_as_JSON_spells_them_and_null_is_left_out(HttpEventFormat format)
    {
        await using var front = await Front.StartAsync(format, """{"statusCode":200,"headers":{"x-yes":true,"x-no":false,"x-number":1.50,"x-none":null}}""");

        var answer = await front.CurlAsync("/");

        Assert.True((answer.Header("x-yes"), answer.Header("x-no"), answer.Header("x-number"), answer.Header("x-none")) == ("true", "false", "1.50", null), answer.ToString());
    }

    [Fact]
    public async Task A_REST_API_puts_the_values_of_lists_first_and_takes_their_spelling()
    {
        await using var front = await Front.StartAsync(Rest, """{"statusCode":200,"headers":{"x-several":"single"},"multiValueHeaders":{"X-Several":["list",null,true]}}""");

        var answer = await front.CurlAsync("/");

        Assert.Equal(["list", "true", "single"], answer.All("x-several"));
        Assert.Contains(answer.Headers, header => header.Key == "X-Several");
    }

    [Theory]
    [InlineData("{}", 500, "")]
    [InlineData("\"text\"", 500, "")]
    [InlineData("""{"headers":{"a":"1"}}""", 500, "")]
    [InlineData("""{"statusCode":200,"multiValueHeaders":{"a":"1"}}""", 500, "")]
    [InlineData("""{"statusCode":200,"other":1,"body":"hi"}""", 200, "hi")]
    [InlineData("""{"statusCode":"201","multiValueHeaders":{"Set-Cookie":["a=1"]},"body":"hi"}""", 201, "hi")]
    public async Task An_HTTP_API_with_payload_format_1_asks_for_a_status_and_infers_nothing(string payload, int status, string body)
    {
        await using var front = await Front.StartAsync(Http, payload, options => options with { Routes = [options.Routes[0] with { UsesPayloadVersion1 = true }] });

        var answer = await front.CurlAsync("/");

        Assert.True(answer.Status == status && answer.Text == (status == 500 ? """{"message":"Internal Server Error"}""" : body), answer.ToString());
    }

    [Theory]
    [InlineData("-I", 200, "5")]
    [InlineData("-XDELETE", 200, "5")]
    public async Task A_HEAD_has_the_length_and_no_body(string option, int status, string length)
    {
        await using var front = await Front.StartAsync(Url, """{"statusCode":200,"body":"12345"}""");

        var answer = await front.CurlAsync("/", option);

        Assert.True((answer.Status, answer.Header("Content-Length"), answer.Text) == (status, length, option == "-I" ? "" : "12345"), answer.ToString());
    }

    [Fact]
    public async Task A_204_has_no_body()
    {
        await using var front = await Front.StartAsync(Url, """{"statusCode":204,"body":"12345"}""");

        var answer = await front.CurlAsync("/");

        Assert.True(answer is { Status: 204, Body.Length: 0, ExitCode: 0 }, answer.ToString());
    }

    [Theory]
    [InlineData(Http, 503, "Service Unavailable")]
    [InlineData(Rest, 504, "Endpoint request timed out")]
    public async Task A_function_over_the_integration_s_limit_is_given_up(HttpEventFormat format, int status, string message)
    {
        var never = new TaskCompletionSource<FunctionAnswer>();
        await using var front = await Front.StartAsync(format, _ => never.Task, options => options with { IntegrationTimeout = TimeSpan.FromMilliseconds(1) });

        var answer = await front.CurlAsync("/");

        Assert.True(answer.Status == status && answer.Text == $$"""{"message":"{{message}}"}""", answer.ToString());
    }

    [Fact]
    public async Task A_request_over_6_MB_is_refused_before_the_function_sees_it()
    {
        await using var front = await Front.StartAsync(Url);
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, Encoding.ASCII.GetBytes(new string('a', (6 * 1024 * 1024) - 100)), TestContext.Current.CancellationToken);

        var answer = await front.CurlAsync("/", "-H", "Content-Type: text/plain", "-H", "Expect:", "--data-binary", $"@{file}");

        File.Delete(file);
        Assert.True(answer.Status == 413 && front.Call is null, answer.ToString());
    }

    [Fact]
    public async Task A_host_that_is_not_this_machine_is_refused()
    {
        await using var front = await Front.StartAsync(Url);

        var answer = await front.CurlAsync("/", "-H", "Host: evil.example");

        Assert.True(answer.Status == 403 && front.Call is null, answer.ToString());
    }
}
