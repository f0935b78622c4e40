using Pintle.Emulator.Http;

namespace Pintle.Emulator.Tests.Http;

public sealed class CorsTests
{
    private static readonly CorsPolicy Policy = new() { AllowOrigins = ["https://shop.example", "http://*.test"], AllowMethods = ["GET", "PUT"], AllowHeaders = ["x-one"], ExposeHeaders = ["x-two"], MaxAge = 60, AllowCredentials = true };

    [Theory]
    [InlineData(HttpEventFormat.FunctionUrl, 200)]
    [InlineData(HttpEventFormat.HttpApi, 204)]
    public async Task The_service_answers_a_preflight_without_the_function(HttpEventFormat format, int status)
    {
        await using var front = await Front.StartAsync(format, more: options => options with { Cors = Policy });

        var answer = await front.CurlAsync("/", "-X", "OPTIONS", "-H", "Origin: https://shop.example", "-H", "Access-Control-Request-Method: PUT");

        Assert.True(answer.Status == status && front.Call is null, answer.ToString());
        Assert.Equal(
            ("https://shop.example", "GET,PUT", "x-one", "60", "true"),
            (answer.Header("Access-Control-Allow-Origin"), answer.Header("Access-Control-Allow-Methods"), answer.Header("Access-Control-Allow-Headers"), answer.Header("Access-Control-Max-Age"), answer.Header("Access-Control-Allow-Credentials")));
    }

    [Theory]
    [InlineData("/", "ANY", "$default", true)]
    [InlineData("/orders/7", "GET", "/orders/{id}", true)]
    [InlineData("/orders/7", "OPTIONS", "/orders/{id}", false)]
    [InlineData("/other", "GET", "/orders/{id}", false)]
    public async Task A_REST_API_answers_OPTIONS_with_a_mock_and_leaves_other_answers_to_the_function(string path, string method, string route, bool isMock)
    {
        var policy = new CorsPolicy { AllowOrigins = ["https://shop.example"], AllowMethods = ["GET", "PUT"], AllowHeaders = ["x-one"], MaxAge = 60 };
        await using var front = await Front.StartAsync(HttpEventFormat.RestApi, more: options => options with { Cors = policy, Routes = [new HttpRoute(method, route, options.Routes[0].Function)] });

        var options = await front.CurlAsync(path, "-X", "OPTIONS");

        Assert.Equal(isMock ? (200, "https://shop.example", "GET,PUT", "x-one", "60") : (route == "/orders/{id}" && path == "/other" ? 403 : 200, null, null, null, null),
            (options.Status, options.Header("Access-Control-Allow-Origin"), options.Header("Access-Control-Allow-Methods"), options.Header("Access-Control-Allow-Headers"), options.Header("Access-Control-Max-Age")));
        Assert.Equal(isMock || options.Status == 403, front.Call is null);
        if (method != "OPTIONS" && isMock)
            Assert.Null((await front.CurlAsync(path, "-H", "Origin: https://shop.example")).Header("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("http://a.test", "http://a.test")]
    [InlineData("https://evil.example", null)]
    [InlineData("http://shop.example", null)]
    public async Task The_service_s_headers_take_the_place_of_the_function_s(string origin, string? allowed)
    {
        await using var front = await Front.StartAsync(HttpEventFormat.FunctionUrl, """{"statusCode":200,"headers":{"access-control-allow-origin":"*"}}""", options => options with { Cors = Policy });

        var answer = await front.CurlAsync("/", "-H", $"Origin: {origin}");

        Assert.Equal((200, allowed), (answer.Status, answer.Header("Access-Control-Allow-Origin")));
    }

    [Fact]
    public async Task Without_a_policy_the_function_answers_itself()
    {
        await using var front = await Front.StartAsync(HttpEventFormat.FunctionUrl, """{"statusCode":200,"headers":{"access-control-allow-origin":"*"}}""");

        var answer = await front.CurlAsync("/", "-X", "OPTIONS", "-H", "Origin: https://shop.example", "-H", "Access-Control-Request-Method: PUT");

        Assert.Equal((200, "*", "\"OPTIONS\""), (answer.Status, answer.Header("Access-Control-Allow-Origin"), front.Raw("requestContext/http/method")));
    }
}
