using Pintle.Emulator.Http;
using Pintle.Testing;
using YamlDotNet.RepresentationModel;

namespace Pintle.Cli.Templates;

/// <summary>Function URLs and the APIs that a template's events make, each with an address of its own; a function with neither gets a function URL all the same, so that it can be tried.</summary>
internal sealed class TemplateFronts(YamlMappingNode root, TemplateValues values, List<string> notices)
{
    private readonly List<(string Name, YamlNode Node, string Id)> _functions = [];
    private readonly List<(HttpEventFormat Format, string? Api, HttpFrontRoute Route)> _routes = [];

    /// <exception cref="ToolException">One of its routes is not valid.</exception>
    public void Add(string name, YamlNode node, string id)
    {
        _routes.AddRange(Routes(name, node).ToArray());
        _functions.Add((name, node, id));
    }

    public IReadOnlyList<HttpFront> All()
    {
        var apis = new TemplateApis(root, values, notices);
        var fronts = _routes.GroupBy(each => (each.Format, each.Api)).OrderBy(group => group.Key.Format).Select(group => apis.Read(group.Key.Format, group.Key.Api, [.. group.Select(each => each.Route)])).ToList();
        apis.NameOthers(_routes.Select(each => each.Api).OfType<string>());
        foreach (var (name, node, id) in _functions)
        {
            var settings = TemplateDocument.Find(node, "Properties", "FunctionUrlConfig") ?? UrlResource(id);
            if (settings is not null || !_routes.Exists(route => route.Route.FunctionName == name))
                fronts.Add(Url(name, settings));
        }

        return fronts;
    }

    private HttpFront Url(string name, YamlNode? settings) => HttpFront.For(name) with
    {
        StreamsResponses = values.Text(TemplateDocument.Find(settings, "InvokeMode")) == "RESPONSE_STREAM",
        Cors = new TemplateCors(values).OfList(TemplateDocument.Find(settings, "Cors")),
    };

    /// <summary>An <c>AWS::Lambda::Url</c> of a plain function.</summary>
    private YamlNode? UrlResource(string id) =>
        ((YamlMappingNode)TemplateDocument.Find(root, "Resources")!).Children.Values
            .Where(each => (TemplateDocument.Find(each, "Type") as YamlScalarNode)?.Value == "AWS::Lambda::Url")
            .Select(each => TemplateDocument.Find(each, "Properties"))
            .FirstOrDefault(each => TemplateDocument.Find(each, "TargetFunctionArn") is { } target && target.AllNodes.OfType<YamlScalarNode>().Any(node => node.Value == id || node.Value == $"{id}.Arn"));

    private IEnumerable<(HttpEventFormat Format, string? Api, HttpFrontRoute Route)> Routes(string name, YamlNode resource)
    {
        foreach (var (key, value) in TemplateDocument.Members(TemplateDocument.Find(resource, "Properties", "Events")))
        {
            var type = (TemplateDocument.Find(value, "Type") as YamlScalarNode)?.Value;
            if (type is "SQS")
                continue;
            if (type is not ("HttpApi" or "Api"))
            {
                notices.Add($"{name}: events of the type {type ?? "?"} are not sent here; use an event of that shape from --sample or the page.");
                continue;
            }

            var properties = TemplateDocument.Find(value, "Properties");
            var path = values.Text(TemplateDocument.Find(properties, "Path")) ?? HttpRoute.Default;
            var method = (values.Text(TemplateDocument.Find(properties, "Method")) ?? "ANY").ToUpperInvariant();
            if (path != HttpRoute.Default && !path.StartsWith('/'))
                throw new ToolException($"Expected the path of the event '{key}' of '{name}' to begin with '/'. Correct it.");

            var isHttp = type == "HttpApi";
            var api = TemplateDocument.Find(properties, isHttp ? "ApiId" : "RestApiId");
            yield return (isHttp ? HttpEventFormat.HttpApi : HttpEventFormat.RestApi, TemplateValues.ReferenceOf(api) ?? values.Text(api), new HttpFrontRoute(method is "X-AMAZON-APIGATEWAY-ANY-METHOD" ? "ANY" : method, path, name)
            {
                UsesPayloadVersion1 = isHttp && IsVersion1(key, name, TemplateDocument.Find(properties, "PayloadFormatVersion")),
            });
        }
    }

    private bool IsVersion1(string key, string name, YamlNode? node) => node is null ? false : values.Text(node) switch
    {
        "1.0" => true,
        "2.0" => false,
        _ => throw new ToolException($"Expected PayloadFormatVersion of the event '{key}' of '{name}' to be \"1.0\" or \"2.0\", found something else. Correct it."),
    };
}
