using System.Text.RegularExpressions;

namespace FakeAws;

/// <summary>Which call a request is.</summary>
internal sealed record Route(string Action, string[] Parts, Func<FakeCloud, FakeRegion, FakeRequest, string[], Task<FakeReply>> Handle);

/// <summary>The paths of Lambda's API, and how the other services are told apart. https://docs.aws.amazon.com/lambda/latest/api/API_Operations.html</summary>
internal static class Router
{
    private static readonly (string Method, Regex Path, string Action, Func<FakeCloud, FakeRegion, FakeRequest, string[], FakeReply> Handle)[] Routes =
    [
        At("GET", "/2016-08-19/account-settings/?", "GetAccountSettings", (cloud, region, _, _) => region.AccountSettings()),
        At("GET", "/2015-03-31/functions/?", "ListFunctions", (cloud, region, request, _) => region.ListFunctions(request)),
        At("POST", "/2015-03-31/functions/?", "CreateFunction", (cloud, region, request, _) => region.CreateFunction(request.Json())),
        At("GET", "/2015-03-31/functions/([^/]+)", "GetFunction", (cloud, region, request, parts) => region.GetFunction(parts[0], request.Query("Qualifier"))),
        At("DELETE", "/2015-03-31/functions/([^/]+)", "DeleteFunction", (cloud, region, request, parts) => region.DeleteFunction(parts[0], request.Query("Qualifier"))),
        At("GET", "/2015-03-31/functions/([^/]+)/configuration", "GetFunctionConfiguration", (cloud, region, request, parts) => region.GetConfiguration(parts[0], request.Query("Qualifier"))),
        At("PUT", "/2015-03-31/functions/([^/]+)/configuration", "UpdateFunctionConfiguration", (cloud, region, request, parts) => region.UpdateConfiguration(parts[0], request.Json())),
        At("PUT", "/2015-03-31/functions/([^/]+)/code", "UpdateFunctionCode", (cloud, region, request, parts) => region.UpdateCode(parts[0], request.Json())),
        At("POST", "/2015-03-31/functions/([^/]+)/versions", "PublishVersion", (cloud, region, request, parts) => region.PublishVersion(parts[0], request.Json())),
        At("GET", "/2015-03-31/functions/([^/]+)/versions", "ListVersionsByFunction", (cloud, region, request, parts) => region.ListVersions(parts[0], request)),
        At("GET", "/2015-03-31/functions/([^/]+)/aliases", "ListAliases", (cloud, region, request, parts) => region.ListAliases(parts[0], request)),
        At("POST", "/2015-03-31/functions/([^/]+)/aliases", "CreateAlias", (cloud, region, request, parts) => region.CreateAlias(parts[0], request.Json())),
        At("GET", "/2015-03-31/functions/([^/]+)/aliases/([^/]+)", "GetAlias", (cloud, region, request, parts) => region.GetAlias(parts[0], parts[1])),
        At("PUT", "/2015-03-31/functions/([^/]+)/aliases/([^/]+)", "UpdateAlias", (cloud, region, request, parts) => region.UpdateAlias(parts[0], parts[1], request.Json())),
        At("DELETE", "/2015-03-31/functions/([^/]+)/aliases/([^/]+)", "DeleteAlias", (cloud, region, request, parts) => region.DeleteAlias(parts[0], parts[1])),
        At("GET", "/2021-07-20/functions/([^/]+)/runtime-management-config", "GetRuntimeManagementConfig", (cloud, region, request, parts) => region.RuntimeUpdates(parts[0])),
        At("GET", "/2017-03-31/tags/(.+)", "ListTags", (cloud, region, request, parts) => region.ListTags(parts[0])),
        At("GET", "/2018-10-31/layers", "GetLayerVersion", (cloud, region, request, _) => region.GetLayerByArn(request.Query("Arn")!)),
        At("GET", "/2018-10-31/layers/([^/]+)/versions", "ListLayerVersions", (cloud, region, request, parts) => region.ListLayerVersions(parts[0], request)),
        At("POST", "/2018-10-31/layers/([^/]+)/versions", "PublishLayerVersion", (cloud, region, request, parts) => region.PublishLayer(parts[0], request.Json())),
        At("GET", "/2018-10-31/layers/([^/]+)/versions/([^/]+)", "GetLayerVersion", (cloud, region, request, parts) => region.GetLayer(parts[0], parts[1])),
        At("DELETE", "/2018-10-31/layers/([^/]+)/versions/([^/]+)", "DeleteLayerVersion", (cloud, region, request, parts) => region.DeleteLayer(parts[0], parts[1])),
        At("GET", "/2018-10-31/layers/([^/]+)/versions/([^/]+)/policy", "GetLayerVersionPolicy", (cloud, region, request, parts) => region.GetLayerPolicy(parts[0], parts[1])),
        At("POST", "/2018-10-31/layers/([^/]+)/versions/([^/]+)/policy", "AddLayerVersionPermission", (cloud, region, request, parts) => region.AddLayerPermission(parts[0], parts[1], request.Json())),
    ];

    public static Route Find(FakeRequest request, string? service) => service switch
    {
        "s3" => new Route(request.Method == "PUT" ? "PutObject" : "GetObject", [], (cloud, _, asked, _) => Task.FromResult(Store(cloud, asked))),
        "sts" => new Route("GetCallerIdentity", [], (_, _, _, _) => Task.FromResult(FakeReply.Xml(
            $"<GetCallerIdentityResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><GetCallerIdentityResult><Arn>arn:aws:iam::{FakeCloud.AccountId}:user/somebody</Arn><UserId>AIDAFAKE</UserId><Account>{FakeCloud.AccountId}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>"))),
        "monitoring" => new Route("DescribeAlarms", [], (cloud, _, asked, _) => Task.FromResult(Alarm(cloud, asked.Form()["AlarmNames.member.1"]))),
        _ => Lambda(request),
    };

    private static Route Lambda(FakeRequest request)
    {
        foreach (var (method, path, action, handle) in Routes)
        {
            if (method == request.Method && path.Match(request.Path) is { Success: true } found)
                return new Route(action, [.. found.Groups.Values.Skip(1).Select(group => Uri.UnescapeDataString(group.Value))], (cloud, region, asked, parts) => Task.FromResult(handle(cloud, region, asked, parts)));
        }

        if (request.Method == "POST" && Regex.Match(request.Path, "^/2015-03-31/functions/([^/]+)/invocations$") is { Success: true } invoked)
            return new Route("InvokeFunction", [Uri.UnescapeDataString(invoked.Groups[1].Value)], (_, region, asked, parts) => region.InvokeAsync(parts[0], asked));
        return new Route("UnknownOperation", [], (_, _, _, _) => Task.FromResult(FakeReply.Error(404, "UnknownOperationException", $"{request.Method} {request.Path}")));
    }

    private static FakeReply Store(FakeCloud cloud, FakeRequest request)
    {
        var parts = Uri.UnescapeDataString(request.Path).TrimStart('/').Split('/', 2);
        if (!cloud.Buckets.TryGetValue(parts[0], out var bucket))
            return new FakeReply(404, "<?xml version=\"1.0\"?><Error><Code>NoSuchBucket</Code><Message>The specified bucket does not exist</Message></Error>"u8.ToArray()) { ContentType = "application/xml" };
        bucket[parts[1]] = request.Body;
        return new FakeReply(200, []) { ContentType = "application/xml", Headers = new Dictionary<string, string> { ["ETag"] = "\"1\"" } };
    }

    private static FakeReply Alarm(FakeCloud cloud, string name) => FakeReply.Xml(
        $"<DescribeAlarmsResponse xmlns=\"http://monitoring.amazonaws.com/doc/2010-08-01/\"><DescribeAlarmsResult><MetricAlarms>{(cloud.Alarms.TryGetValue(name, out var state) ? $"<member><AlarmName>{name}</AlarmName><StateValue>{state}</StateValue></member>" : "")}</MetricAlarms></DescribeAlarmsResult></DescribeAlarmsResponse>");

    private static (string, Regex, string, Func<FakeCloud, FakeRegion, FakeRequest, string[], FakeReply>) At(string method, string path, string action, Func<FakeCloud, FakeRegion, FakeRequest, string[], FakeReply> handle) =>
        (method, new Regex($"^{path}$"), action, handle);
}
