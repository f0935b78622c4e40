using System.Text.Json;
using Pintle.Emulator.Http;

namespace Pintle.Emulator.Tests.Http;

public sealed class EventVersion2Tests
{
    public static TheoryData<HttpEventFormat> Formats => [HttpEventFormat.FunctionUrl, HttpEventFormat.HttpApi];

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task Takes_over_path_query_headers_and_cookies(HttpEventFormat format)
    {
        await using var front = await Front.StartAsync(format);

        var answer = await front.CurlAsync(
            "/orders/a%20b?tag=paid&tag=new%21&empty=&q=a+b", "-H", "X-Two: one", "-H", "X-Two: two", "-H", "X-UPPER: ü", "-H", "Cookie: session=s1; theme=dark", "-A", "agent/1");

        Assert.True(answer.Status == 200, answer.ToString());
        Assert.Equal(
            [
                ("version", "\"2.0\""), ("routeKey", "\"$default\""), ("rawPath", format == HttpEventFormat.FunctionUrl ? "\"/orders/a%20b\"" : "\"/orders/a b\""), ("rawQueryString", "\"tag=paid&tag=new%21&empty=&q=a+b\""), ("queryStringParameters/tag", "\"paid,new!\""),
                ("queryStringParameters/empty", "\"\""), ("queryStringParameters/q", "\"a b\""), ("headers/x-two", "\"one,two\""), ("headers/x-upper", "\"ü\""), ("headers/cookie", "absent"),
                ("cookies", "[\"session=s1\",\"theme=dark\"]"), ("requestContext/http/method", "\"GET\""), ("requestContext/http/path", format == HttpEventFormat.FunctionUrl ? "\"/orders/a%20b\"" : "\"/orders/a b\""), ("requestContext/http/protocol", "\"HTTP/1.1\""),
                ("requestContext/http/sourceIp", "\"127.0.0.1\""), ("requestContext/http/userAgent", "\"agent/1\""), ("requestContext/stage", "\"$default\""), ("requestContext/routeKey", "\"$default\""),
                ("requestContext/accountId", format == HttpEventFormat.FunctionUrl ? "\"anonymous\"" : "\"123456789012\""), ("headers/x-forwarded-proto", "\"http\""), ("headers/x-forwarded-for", "\"127.0.0.1\""),
                ("body", "absent"), ("isBase64Encoded", "false"), ("pathParameters", "absent"),
            ],
            Members(front, "version", "routeKey", "rawPath", "rawQueryString", "queryStringParameters/tag", "queryStringParameters/empty", "queryStringParameters/q", "headers/x-two", "headers/x-upper", "headers/cookie",
                "cookies", "requestContext/http/method", "requestContext/http/path", "requestContext/http/protocol", "requestContext/http/sourceIp", "requestContext/http/userAgent", "requestContext/stage",
                "requestContext/routeKey", "requestContext/accountId", "headers/x-forwarded-proto", "headers/x-forwarded-for", "body", "isBase64Encoded", "pathParameters"));
        Assert.Equal(JsonSerializer.Serialize(front.Call!.RequestId), front.Raw("requestContext/requestId"));
        Assert.Equal(JsonSerializer.Serialize(front.Call.TraceId), front.Raw("headers/x-amzn-trace-id"));
        Assert.Matches("^\"\\d\\d/[A-Z][a-z]{2}/\\d{4}:\\d\\d:\\d\\d:\\d\\d \\+0000\"$", front.Raw("requestContext/time"));
    }

    [Theory]
    [InlineData(HttpEventFormat.FunctionUrl, "/a%2Fb/%C3%BC+%252e", "/a%2Fb/%C3%BC+%252e")]
    [InlineData(HttpEventFormat.FunctionUrl, "/a%2Gb%", "/a%2Gb%")]
    [InlineData(HttpEventFormat.FunctionUrl, "//a/../b", "//a/../b")]
    [InlineData(HttpEventFormat.HttpApi, "/a%2Fb/%C3%BC+%252e", "/a/b/ü+%2e")]
    [InlineData(HttpEventFormat.HttpApi, "/a%2Gb%", "/a%2Gb%")]
    public async Task A_function_URL_leaves_the_path_as_it_was_sent_and_an_HTTP_API_decodes_all_of_it(HttpEventFormat format, string sent, string path)
    {
        await using var front = await Front.StartAsync(format);

        var answer = await front.CurlAsync(sent);

        Assert.True(answer.Status == 200, answer.ToString());
        Assert.Equal((path, path), (front.Event.GetProperty("rawPath").GetString(), front.Event.GetProperty("requestContext").GetProperty("http").GetProperty("path").GetString()));
    }

    [Theory]
    [InlineData(HttpEventFormat.FunctionUrl)]
    [InlineData(HttpEventFormat.HttpApi)]
    [InlineData(HttpEventFormat.RestApi)]
    public async Task A_compressed_body_reaches_the_function_unharmed_whatever_its_type(HttpEventFormat format)
    {
        byte[] bytes = [0x1f, 0x8b, 8, 0, 0xff, 0xfe, 0, 200, 10];
        await using var front = await Front.StartAsync(format);
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);

        var answer = await front.CurlAsync("/", "-H", "Content-Type: application/json", "-H", "Content-Encoding: gzip", "--data-binary", $"@{file}");

        File.Delete(file);
        Assert.True(answer.Status == 200, answer.ToString());
        Assert.Equal("true", front.Raw("isBase64Encoded"));
        Assert.Equal(bytes, front.Event.GetProperty("body").GetBytesFromBase64());
    }

    [Fact]
    public async Task The_stage_of_an_HTTP_API_stands_before_the_path_if_it_has_a_name()
    {
        await using var front = await Front.StartAsync(HttpEventFormat.HttpApi, more: options => options with { Stage = "dev" });

        _ = await front.CurlAsync("/orders");

        Assert.Equal(("\"/dev/orders\"", "\"dev\""), (front.Raw("rawPath"), front.Raw("requestContext/stage")));
    }

    [Theory]
    [InlineData("application/json", false)]
    [InlineData("text/plain; charset=utf-8", false)]
    [InlineData("application/problem+json", false)]
    [InlineData("application/xml", false)]
    [InlineData("application/x-www-form-urlencoded", true)]
    [InlineData("application/octet-stream", true)]
    [InlineData("multipart/form-data; boundary=x", true)]
    [InlineData("image/png", true)]
    [InlineData("", true)]
    public async Task A_body_travels_as_text_or_in_base64_by_its_content_type(string type, bool inBase64)
    {
        await using var front = await Front.StartAsync(HttpEventFormat.FunctionUrl);

        var answer = await front.CurlAsync("/", "-H", $"Content-Type: {type}", "--data-binary", "{\"ü\":1}");

        Assert.True(answer.Status == 200, answer.ToString());
        Assert.Equal(inBase64, front.Event.GetProperty("isBase64Encoded").GetBoolean());
        Assert.Equal(inBase64 ? Convert.ToBase64String("{\"ü\":1}"u8) : "{\"ü\":1}", front.Event.GetProperty("body").GetString());
    }

    [Fact]
    public async Task Binary_bytes_go_there_and_back_unharmed()
    {
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        await using var front = await Front.StartAsync(HttpEventFormat.FunctionUrl, call =>
        {
            var body = JsonDocument.Parse(call.Payload).RootElement.GetProperty("body").GetString();
            return Task.FromResult(new Invoke.FunctionAnswer(JsonSerializer.SerializeToUtf8Bytes(new { statusCode = 200, headers = new Dictionary<string, string> { ["content-type"] = "image/png" }, body, isBase64Encoded = true }), false, []));
        });
        var file = Path.GetTempFileName();
        await File.WriteAllBytesAsync(file, bytes, TestContext.Current.CancellationToken);

        var answer = await front.CurlAsync("/", "-H", "Content-Type: image/png", "--data-binary", $"@{file}");

        File.Delete(file);
        Assert.True(answer.Status == 200 && answer.Header("Content-Type") == "image/png", answer.ToString());
        Assert.Equal(bytes, answer.Body);
    }

    private static (string, string)[] Members(Front front, params string[] paths) => [.. paths.Select(path => (path, front.Raw(path)))];
}
