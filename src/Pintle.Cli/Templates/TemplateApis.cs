using Pintle.Emulator.Http;
using Pintle.Testing;
using YamlDotNet.RepresentationModel;

namespace Pintle.Cli.Templates;

/// <summary>The APIs of a template: those that SAM makes of events alone, and <c>AWS::Serverless::HttpApi</c> and <c>AWS::Serverless::Api</c> with properties of their own.</summary>
/// <remarks>https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-resource-api.html, …/sam-resource-httpapi.html</remarks>
internal sealed class TemplateApis(YamlMappingNode root, TemplateValues values, List<string> notices)
{
    private const string Http = "HttpApi";
    private const string Rest = "Api";

    /// <param name="format">Which kind.</param>
    /// <param name="id">Its logical id, or what the template calls it; null: the one of all events that name none.</param>
    /// <param name="routes">At least one.</param>
    public HttpFront Read(HttpEventFormat format, string? id, HttpFrontRoute[] routes)
    {
        var kind = format == HttpEventFormat.HttpApi ? Http : Rest;
        var resource = id is null ? null : TemplateDocument.Find(root, "Resources", id);
        if (id is not null && resource is null)
            notices.Add($"{id}: the API is not in the template; its settings are not known here.");
        YamlNode? Property(string name) => TemplateDocument.Find(resource, "Properties", name) ?? TemplateDocument.Find(root, "Globals", kind, name);

        if (Property("Auth") is not null)
            notices.Add($"{id ?? kind}: nobody is authorized here; every request reaches its function.");
        if (Property("DefinitionBody") is not null || Property("DefinitionUri") is not null)
            notices.Add($"{id ?? kind}: routes of its definition are not read; those of the functions' events are.");
        return new HttpFront
        {
            Name = id ?? kind,
            Format = format,
            Routes = routes,
            Cors = format == HttpEventFormat.HttpApi ? new TemplateCors(values).OfHttpApi(Property("CorsConfiguration")) : new TemplateCors(values).OfRestApi(Property("Cors"), routes),
            BinaryMediaTypes = format == HttpEventFormat.HttpApi ? [] : [.. (values.List(Property("BinaryMediaTypes")) ?? []).Select(type => type.Replace("~1", "/", StringComparison.Ordinal))],
            Stage = values.Text(Property("StageName")) ?? (format == HttpEventFormat.RestApi ? "Prod" : null),
        };
    }

    /// <summary>APIs that no event of a served function names.</summary>
    public void NameOthers(IEnumerable<string> read)
    {
        var known = read.ToHashSet(StringComparer.Ordinal);
        foreach (var (id, resource) in TemplateDocument.Members(TemplateDocument.Find(root, "Resources")))
        {
            if ((TemplateDocument.Find(resource, "Type") as YamlScalarNode)?.Value is "AWS::Serverless::HttpApi" or "AWS::Serverless::Api" && !known.Contains(id))
                notices.Add($"{id} is not served: no event of a function that is served leads to it.");
        }
    }
}
