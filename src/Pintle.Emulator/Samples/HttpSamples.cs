using System.Text.Json.Nodes;

namespace Pintle.Emulator;

/// <summary>An HTTP request as API Gateway, a function URL and a load balancer put it into an event.</summary>
/// <remarks>
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html,
/// https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html,
/// https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
/// </remarks>
internal static class HttpSamples
{
    private const string Path = "/orders/a1";
    private const string ApiId = "a1b2c3d4e5";

    /// <summary>Payload format 1.0.</summary>
    public static JsonObject RestApi(SampleFacts facts) => new()
    {
        ["resource"] = "/orders/{id}",
        ["path"] = Path,
        ["httpMethod"] = "POST",
        ["headers"] = Headers($"{ApiId}.execute-api.{SampleFacts.Region}.amazonaws.com"),
        ["multiValueHeaders"] = Lists(Headers($"{ApiId}.execute-api.{SampleFacts.Region}.amazonaws.com")),
        ["queryStringParameters"] = new JsonObject { ["tag"] = "new", ["page"] = "2" },
        ["multiValueQueryStringParameters"] = new JsonObject { ["tag"] = new JsonArray("paid", "new"), ["page"] = new JsonArray("2") },
        ["pathParameters"] = new JsonObject { ["id"] = "a1" },
        ["stageVariables"] = null,
        ["requestContext"] = new JsonObject
        {
            ["accountId"] = SampleFacts.Account,
            ["apiId"] = ApiId,
            ["domainName"] = $"{ApiId}.execute-api.{SampleFacts.Region}.amazonaws.com",
            ["domainPrefix"] = ApiId,
            ["extendedRequestId"] = facts.Id("extended", 16),
            ["httpMethod"] = "POST",
            ["identity"] = new JsonObject { ["sourceIp"] = SampleFacts.CallerAddress, ["userAgent"] = SampleFacts.UserAgent, ["accountId"] = null, ["apiKey"] = null, ["caller"] = null, ["user"] = null, ["userArn"] = null },
            ["path"] = "/prod" + Path,
            ["protocol"] = "HTTP/1.1",
            ["requestId"] = facts.MessageId,
            ["requestTime"] = facts.LogTime,
            ["requestTimeEpoch"] = facts.Milliseconds,
            ["resourceId"] = facts.Id("resource", 6),
            ["resourcePath"] = "/orders/{id}",
            ["stage"] = "prod",
        },
        ["body"] = SampleFacts.Order,
        ["isBase64Encoded"] = false,
    };

    /// <summary>Payload format 2.0.</summary>
    public static JsonObject HttpApi(SampleFacts facts)
    {
        var sample = Version2(facts, ApiId, $"{ApiId}.execute-api.{SampleFacts.Region}.amazonaws.com", "POST /orders/{id}");
        sample["pathParameters"] = new JsonObject { ["id"] = "a1" };
        return sample;
    }

    public static JsonObject FunctionUrl(SampleFacts facts)
    {
        var id = facts.Id("url", 32);
        return Version2(facts, id, $"{id}.lambda-url.{SampleFacts.Region}.on.aws", "$default");
    }

    public static JsonObject LoadBalancer(SampleFacts facts) => new()
    {
        ["requestContext"] = new JsonObject { ["elb"] = new JsonObject { ["targetGroupArn"] = SampleFacts.Arn("elasticloadbalancing", $"targetgroup/orders/{facts.Id("group", 16)}") } },
        ["httpMethod"] = "POST",
        ["path"] = Path,
        ["queryStringParameters"] = new JsonObject { ["tag"] = "new", ["page"] = "2" },
        ["headers"] = Headers($"orders-1234567890.{SampleFacts.Region}.elb.amazonaws.com", lowerCase: true),
        ["body"] = SampleFacts.Order,
        ["isBase64Encoded"] = false,
    };

    private static JsonObject Version2(SampleFacts facts, string apiId, string domain, string route) => new()
    {
        ["version"] = "2.0",
        ["routeKey"] = route,
        ["rawPath"] = Path,
        ["rawQueryString"] = "tag=paid&tag=new&page=2",
        ["cookies"] = new JsonArray("session=s1", "theme=dark"),
        ["headers"] = Headers(domain, lowerCase: true),
        ["queryStringParameters"] = new JsonObject { ["tag"] = "paid,new", ["page"] = "2" },
        ["requestContext"] = new JsonObject
        {
            ["accountId"] = SampleFacts.Account,
            ["apiId"] = apiId,
            ["domainName"] = domain,
            ["domainPrefix"] = apiId,
            ["http"] = new JsonObject { ["method"] = "POST", ["path"] = Path, ["protocol"] = "HTTP/1.1", ["sourceIp"] = SampleFacts.CallerAddress, ["userAgent"] = SampleFacts.UserAgent },
            ["requestId"] = facts.MessageId,
            ["routeKey"] = route,
            ["stage"] = "$default",
            ["time"] = facts.LogTime,
            ["timeEpoch"] = facts.Milliseconds,
        },
        ["body"] = SampleFacts.Order,
        ["isBase64Encoded"] = false,
    };

    private static JsonObject Headers(string host, bool lowerCase = false)
    {
        (string Name, string Value)[] headers =
        [
            ("Accept", "application/json"), ("Content-Type", "application/json"), ("Host", host), ("User-Agent", SampleFacts.UserAgent),
            ("X-Forwarded-For", SampleFacts.CallerAddress), ("X-Forwarded-Port", "443"), ("X-Forwarded-Proto", "https"),
        ];
        // HTTP APIs and load balancers hand names over in lower case.
#pragma warning disable CA1308
        return new JsonObject(headers.Select(header => KeyValuePair.Create<string, JsonNode?>(lowerCase ? header.Name.ToLowerInvariant() : header.Name, header.Value)));
#pragma warning restore CA1308
    }

    private static JsonObject Lists(JsonObject single) =>
        new(single.Select(each => KeyValuePair.Create<string, JsonNode?>(each.Key, new JsonArray(each.Value!.DeepClone()))));
}
