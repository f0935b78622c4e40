using System.Globalization;
using Pintle.Emulator.Http;
using Pintle.Testing;
using YamlDotNet.RepresentationModel;

namespace Pintle.Cli.Templates;

/// <summary>Policies for cross-origin requests in the three forms that templates have: lists (function URLs, HTTP APIs), <c>true</c> (HTTP APIs), and quoted texts (REST APIs).</summary>
internal sealed class TemplateCors(TemplateValues values)
{
    private static readonly string[] AllMethods = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];

    public CorsPolicy? OfList(YamlNode? node) => node is not YamlMappingNode map || TemplateValues.FunctionOf(map).Name is not null
        ? null
        : new CorsPolicy
        {
            AllowOrigins = Texts(map, "AllowOrigins"),
            AllowMethods = Texts(map, "AllowMethods"),
            AllowHeaders = Texts(map, "AllowHeaders"),
            ExposeHeaders = Texts(map, "ExposeHeaders"),
            AllowCredentials = IsTrue(TemplateDocument.Find(map, "AllowCredentials")),
            MaxAge = int.TryParse(values.Text(TemplateDocument.Find(map, "MaxAge")), CultureInfo.InvariantCulture, out var seconds) ? seconds : null,
        };

    /// <summary><c>true</c> lets every origin in.</summary>
    public CorsPolicy? OfHttpApi(YamlNode? node) => node is YamlScalarNode ? (IsTrue(node) ? new CorsPolicy { AllowOrigins = ["*"] } : null) : OfList(node);

    /// <summary>Values stand in quotes of their own, <c>"'GET,POST'"</c>, and one text alone is the origin; methods that are left out are those of the API.</summary>
    public CorsPolicy? OfRestApi(YamlNode? node, IReadOnlyList<HttpFrontRoute> routes)
    {
        if (node is null)
            return null;

        var isText = values.Text(node) is not null;
        string[] methods = [.. routes.SelectMany(route => route.Method == "ANY" ? AllMethods : [route.Method, "OPTIONS"]).Distinct().Order(StringComparer.Ordinal)];
        return new CorsPolicy
        {
            AllowOrigins = Quoted(isText ? node : TemplateDocument.Find(node, "AllowOrigin")),
            AllowMethods = Quoted(TemplateDocument.Find(node, "AllowMethods")) is { Length: > 0 } own ? own : methods,
            AllowHeaders = Quoted(TemplateDocument.Find(node, "AllowHeaders")),
            AllowCredentials = IsTrue(TemplateDocument.Find(node, "AllowCredentials")),
            MaxAge = int.TryParse(string.Concat(Quoted(TemplateDocument.Find(node, "MaxAge"))), CultureInfo.InvariantCulture, out var seconds) ? seconds : null,
        };
    }

    private bool IsTrue(YamlNode? node) => string.Equals(values.Text(node), "true", StringComparison.OrdinalIgnoreCase);

    private IReadOnlyList<string> Texts(YamlNode map, string name) => values.List(TemplateDocument.Find(map, name)) ?? [];

    private string[] Quoted(YamlNode? node) => values.Text(node)?.Trim('\'', ' ').Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) ?? [];
}
