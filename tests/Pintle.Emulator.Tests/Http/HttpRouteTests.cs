using Pintle.Emulator.Http;

namespace Pintle.Emulator.Tests.Http;

public sealed class HttpRouteTests
{
    private static readonly (string Method, string Path)[] Routes =
        [("GET", "/orders"), ("GET", "/orders/{id}"), ("ANY", "/orders/{id}"), ("GET", "/orders/new"), ("ANY", "/files/{proxy+}"), ("POST", "/orders/{id}/items/{item}")];

    [Theory]
    [InlineData("GET", "/orders", "GET /orders", "absent")]
    [InlineData("GET", "/orders/a%2Fb", "GET /orders/{id}", """{"id":"a/b"}""")]
    [InlineData("GET", "/orders/n%65w", "GET /orders/new", "absent")]
    [InlineData("GET", "/files/a%2Fb/%20c", "ANY /files/{proxy+}", """{"proxy":"a/b/ c"}""")]
    [InlineData("GET", "/orders/new", "GET /orders/new", "absent")]
    [InlineData("PUT", "/orders/new", "ANY /orders/{id}", """{"id":"new"}""")]
    [InlineData("GET", "/files/a/b.txt", "ANY /files/{proxy+}", """{"proxy":"a/b.txt"}""")]
    [InlineData("POST", "/orders/1/items/2", "POST /orders/{id}/items/{item}", """{"id":"1","item":"2"}""")]
    public async Task The_most_particular_route_is_taken(string method, string path, string key, string parameters)
    {
        await using var front = await StartAsync(HttpEventFormat.HttpApi);

        var answer = await front.CurlAsync(path, "-X", method);

        Assert.True(answer.Status == 200, answer.ToString());
        Assert.Equal(($"\"{key}\"", parameters), (front.Raw("routeKey"), front.Raw("pathParameters")));
    }

    [Theory]
    [InlineData("POST", "/orders")]
    [InlineData("GET", "/orders/")]
    [InlineData("GET", "/files/")]
    [InlineData("GET", "/Orders")]
    [InlineData("GET", "/orders/../secret/x")]
    public async Task What_no_route_takes_is_not_found(string method, string path)
    {
        await using var http = await StartAsync(HttpEventFormat.HttpApi);
        await using var rest = await StartAsync(HttpEventFormat.RestApi);

        var (ofHttp, ofRest) = (await http.CurlAsync(path, "-X", method), await rest.CurlAsync(path, "-X", method));

        Assert.Equal((404, """{"message":"Not Found"}""", 403, """{"message":"Missing Authentication Token"}"""), (ofHttp.Status, ofHttp.Text, ofRest.Status, ofRest.Text));
        Assert.Null(http.Call ?? rest.Call);
    }

    [Fact]
    public async Task A_REST_API_names_the_resource()
    {
        await using var front = await StartAsync(HttpEventFormat.RestApi);

        _ = await front.CurlAsync("/orders/7");

        Assert.Equal(("\"/orders/{id}\"", "\"/orders/7\"", "{\"id\":\"7\"}"), (front.Raw("resource"), front.Raw("path"), front.Raw("pathParameters")));
    }

    private static Task<Front> StartAsync(HttpEventFormat format) =>
        Front.StartAsync(format, more: options => options with { Routes = [.. Routes.Select(route => new HttpRoute(route.Method, route.Path, options.Routes[0].Function))] });
}
