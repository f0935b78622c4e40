using System.Globalization;
using Pintle.Emulator.Http;
using Pintle.Testing;
using YamlDotNet.RepresentationModel;

namespace Pintle.Cli.Templates;

/// <summary>Function URLs and the APIs that a template's events make; a function with neither gets a function URL all the same, to be tried with.</summary>
internal sealed class TemplateFronts(TemplateValues values, List<string> notices)
{
    public IReadOnlyList<HttpFront> Read(IReadOnlyList<(string Name, YamlNode Node, string Id)> functions, YamlMappingNode root)
    {
        var fronts = new List<HttpFront>();
        var routes = functions.SelectMany(each => Routes(each.Name, each.Node)).ToArray();
        foreach (var format in (HttpEventFormat[])[HttpEventFormat.HttpApi, HttpEventFormat.RestApi])
        {
            HttpFrontRoute[] own = [.. routes.Where(each => each.Format == format).Select(each => each.Route)];
            if (own.Length > 0)
                fronts.Add(Api(format, own, root));
        }

        foreach (var (name, node, id) in functions.Where(each => TemplateDocument.Find(each.Node, "Properties", "FunctionUrlConfig") is not null || !Array.Exists(routes, route => route.Route.FunctionName == each.Name)))
            fronts.Add(Url(name, TemplateDocument.Find(node, "Properties", "FunctionUrlConfig") ?? UrlResource(root, id)));
        return fronts;
    }

    private HttpFront Api(HttpEventFormat format, HttpFrontRoute[] routes, YamlMappingNode root)
    {
        var settings = TemplateDocument.Find(root, "Globals", format == HttpEventFormat.HttpApi ? "HttpApi" : "Api");
        return new HttpFront
        {
            Name = format == HttpEventFormat.HttpApi ? "HttpApi" : "Api",
            Format = format,
            Routes = routes,
            Cors = format == HttpEventFormat.HttpApi ? Cors(TemplateDocument.Find(settings, "CorsConfiguration")) : null,
            BinaryMediaTypes = [.. Texts(TemplateDocument.Find(settings, "BinaryMediaTypes")).Select(type => type.Replace("~1", "/", StringComparison.Ordinal))],
            Stage = format == HttpEventFormat.RestApi ? "Prod" : null,
        };
    }

    private HttpFront Url(string name, YamlNode? settings) => HttpFront.For(name) with
    {
        StreamsResponses = values.Text(TemplateDocument.Find(settings, "InvokeMode")) == "RESPONSE_STREAM",
        Cors = Cors(TemplateDocument.Find(settings, "Cors")),
    };

    /// <summary>An <c>AWS::Lambda::Url</c> of a plain function.</summary>
    private static YamlNode? UrlResource(YamlMappingNode root, string id) =>
        ((YamlMappingNode)TemplateDocument.Find(root, "Resources")!).Children.Values
            .Where(each => (TemplateDocument.Find(each, "Type") as YamlScalarNode)?.Value == "AWS::Lambda::Url")
            .Select(each => TemplateDocument.Find(each, "Properties"))
            .FirstOrDefault(each => TemplateDocument.Find(each, "TargetFunctionArn") is { } target && target.AllNodes.OfType<YamlScalarNode>().Any(node => node.Value == id || node.Value == $"{id}.Arn"));

    private IEnumerable<(HttpEventFormat Format, HttpFrontRoute Route)> Routes(string name, YamlNode resource)
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

            var path = values.Text(TemplateDocument.Find(value, "Properties", "Path")) ?? HttpRoute.Default;
            var method = (values.Text(TemplateDocument.Find(value, "Properties", "Method")) ?? "ANY").ToUpperInvariant();
            if (path != HttpRoute.Default && !path.StartsWith('/'))
                throw new ToolException($"Expected the path of the event '{key}' of '{name}' to begin with '/'. Correct it.");
            yield return (type == "HttpApi" ? HttpEventFormat.HttpApi : HttpEventFormat.RestApi, new HttpFrontRoute(method is "X-AMAZON-APIGATEWAY-ANY-METHOD" ? "ANY" : method, path, name));
        }
    }

    private CorsPolicy? Cors(YamlNode? node) => node is not YamlMappingNode map
        ? null
        : new CorsPolicy
        {
            AllowOrigins = Texts(TemplateDocument.Find(map, "AllowOrigins")),
            AllowMethods = Texts(TemplateDocument.Find(map, "AllowMethods")),
            AllowHeaders = Texts(TemplateDocument.Find(map, "AllowHeaders")),
            ExposeHeaders = Texts(TemplateDocument.Find(map, "ExposeHeaders")),
            AllowCredentials = values.Text(TemplateDocument.Find(map, "AllowCredentials")) == "true",
            MaxAge = int.TryParse(values.Text(TemplateDocument.Find(map, "MaxAge")), CultureInfo.InvariantCulture, out var seconds) ? seconds : null,
        };

    private string[] Texts(YamlNode? node) => node is YamlSequenceNode list ? [.. list.Children.Select(values.Text).OfType<string>()] : [];
}
