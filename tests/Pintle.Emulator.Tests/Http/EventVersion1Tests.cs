using Pintle.Emulator.Http;

namespace Pintle.Emulator.Tests.Http;

public sealed class EventVersion1Tests
{
    [Theory]
    [InlineData("resource", "\"/{proxy+}\"")]
    [InlineData("path", "\"/orders/a%20b\"")]
    [InlineData("httpMethod", "\"GET\"")]
    [InlineData("headers/X-Two", "\"two\"")]
    [InlineData("multiValueHeaders/X-Two", "[\"one\",\"two\"]")]
    [InlineData("headers/Cookie", "\"a=1; b=2\"")]
    [InlineData("queryStringParameters/tag", "\"new!\"")]
    [InlineData("multiValueQueryStringParameters/tag", "[\"paid\",\"new!\"]")]
    [InlineData("pathParameters/proxy", "\"orders/a%20b\"")]
    [InlineData("stageVariables", "null")]
    [InlineData("requestContext/path", "\"/prod/orders/a%20b\"")]
    [InlineData("requestContext/identity/apiKey", "absent")]
    [InlineData("version", "absent")]
    [InlineData("headers/Content-Length", "absent")]
    [InlineData("requestContext/stage", "\"prod\"")]
    [InlineData("requestContext/httpMethod", "\"GET\"")]
    [InlineData("requestContext/resourcePath", "\"/{proxy+}\"")]
    [InlineData("requestContext/identity/sourceIp", "\"127.0.0.1\"")]
    [InlineData("requestContext/identity/userArn", "null")]
    [InlineData("requestContext/accountId", "\"123456789012\"")]
    [InlineData("body", "null")]
    [InlineData("isBase64Encoded", "false")]
    public async Task Takes_a_request_over(string member, string expected)
    {
        await using var front = await Front.StartAsync(HttpEventFormat.RestApi);

        var answer = await front.CurlAsync("/orders/a%20b?tag=paid&tag=new%21", "-H", "X-Two: one", "-H", "X-Two: two", "-H", "Cookie: a=1; b=2");

        Assert.True(answer.Status == 200, answer.ToString());
        Assert.Equal(expected, front.Raw(member));
    }

    [Fact]
    public async Task Says_null_for_the_query_and_the_parameters_that_are_not_there()
    {
        await using var front = await Front.StartAsync(HttpEventFormat.RestApi);

        _ = await front.CurlAsync("/");

        Assert.Equal(("null", "null", "null"), (front.Raw("queryStringParameters"), front.Raw("multiValueQueryStringParameters"), front.Raw("pathParameters")));
    }

    [Theory]
    [InlineData("/files/", "/files/", "files", "/prod/files/")]
    [InlineData("//files", "/files", "files", "/prod//files")]
    [InlineData("/files//7", "/files//7", "files//7", "/prod/files//7")]
    [InlineData("/a%2Fb/x+y@z", "/a%2Fb/x+y@z", "a%2Fb/x+y@z", "/prod/a%2Fb/x+y@z")]
    public async Task A_REST_API_decodes_nothing_and_counts_the_first_slash_once(string sent, string path, string proxy, string ofContext)
    {
        await using var greedy = await Front.StartAsync(HttpEventFormat.RestApi, more: options => options with { Routes = [new HttpRoute("ANY", "/{proxy+}", options.Routes[0].Function)] });
        await using var any = await Front.StartAsync(HttpEventFormat.RestApi);

        foreach (var front in (Front[])[greedy, any])
        {
            var answer = await front.CurlAsync(sent);

            Assert.True(answer.Status == 200, answer.ToString());
            Assert.Equal((path, proxy, ofContext), (front.Event.GetProperty("path").GetString(), front.Event.GetProperty("pathParameters").GetProperty("proxy").GetString(), front.Event.GetProperty("requestContext").GetProperty("path").GetString()));
        }
    }

    [Theory]
    [InlineData("version", "\"1.0\"")]
    [InlineData("resource", "\"/orders/{id}\"")]
    [InlineData("path", "\"/orders/a b\"")]
    [InlineData("pathParameters", """{"id":"a b"}""")]
    [InlineData("multiValueQueryStringParameters/tag", """["1","2"]""")]
    [InlineData("headers/Cookie", "\"a=1\"")]
    [InlineData("requestContext/stage", "\"$default\"")]
    [InlineData("requestContext/resourceId", "null")]
    [InlineData("isBase64Encoded", "true")]
    [InlineData("rawPath", "absent")]
    public async Task An_HTTP_API_hands_it_over_where_a_route_asks_for_it(string member, string expected)
    {
        await using var front = await Front.StartAsync(HttpEventFormat.HttpApi, more: options => options with { Routes = [new HttpRoute("POST", "/orders/{id}", options.Routes[0].Function) { UsesPayloadVersion1 = true }] });

        var answer = await front.CurlAsync("/orders/a%20b?tag=1&tag=2", "-H", "Cookie: a=1", "-H", "Content-Type: image/png", "--data-binary", "abc");

        Assert.True(answer.Status == 200, answer.ToString());
        Assert.Equal(expected, front.Raw(member));
    }

    [Theory]
    [InlineData("image/png", "image/*", true)]
    [InlineData("image/png", "*/*", true)]
    [InlineData("application/json", "image/*", false)]
    public async Task A_body_of_a_binary_media_type_is_in_base64(string type, string configured, bool inBase64)
    {
        await using var front = await Front.StartAsync(HttpEventFormat.RestApi, more: options => options with { BinaryMediaTypes = [configured] });

        _ = await front.CurlAsync("/", "-H", $"Content-Type: {type}", "--data-binary", "abc");

        Assert.Equal((inBase64 ? "\"YWJj\"" : "\"abc\"", inBase64 ? "true" : "false"), (front.Raw("body"), front.Raw("isBase64Encoded")));
    }

    [Theory]
    [InlineData("image/png", "PNG")]
    [InlineData("text/html", "UE5H")]
    public async Task An_answer_in_base64_is_decoded_only_for_a_client_that_accepts_a_binary_type_first(string accept, string expected)
    {
        await using var front = await Front.StartAsync(HttpEventFormat.RestApi, """{"statusCode":200,"body":"UE5H","isBase64Encoded":true}""", options => options with { BinaryMediaTypes = ["image/*"] });

        var answer = await front.CurlAsync("/", "-H", $"Accept: {accept}, */*");

        Assert.Equal(expected, answer.Text);
    }
}
