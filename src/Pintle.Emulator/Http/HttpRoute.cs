using Pintle.Emulator.Invoke;

namespace Pintle.Emulator.Http;

/// <summary>Which requests reach a function.</summary>
/// <param name="Method">For example <c>GET</c>, or <c>ANY</c>.</param>
/// <param name="Path">For example <c>/orders/{id}</c> or <c>/files/{proxy+}</c>; <c>$default</c> takes what nothing else does.</param>
/// <param name="Function">The function that gets them.</param>
public sealed record HttpRoute(string Method, string Path, IInvocableFunction Function)
{
    public const string Default = "$default";

    /// <summary>For an HTTP API: the function gets and answers payload format 1.0, and not 2.0.</summary>
    public bool UsesPayloadVersion1 { get; init; }

    /// <summary>As an HTTP API names it, for example <c>GET /orders/{id}</c>.</summary>
    internal string Key => Path == Default ? Default : $"{Method} {Path}";

    /// <summary>Everything goes to one function.</summary>
    public static HttpRoute All(IInvocableFunction function) => new("ANY", Default, function);
}

/// <summary>A route that takes a request, and what its path's parameters are; null where it has none.</summary>
internal sealed record RouteMatch(HttpRoute Route, IReadOnlyDictionary<string, string>? Parameters)
{
    /// <summary>The most specific route that takes the request.</summary>
    /// <remarks>https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-routes.html#http-api-develop-routes.evaluation</remarks>
    /// <param name="format">Whose rules count: an HTTP API decodes a path, segment by segment, and a REST API doesn't.</param>
    /// <param name="routes">In any order.</param>
    /// <param name="method">The request's method.</param>
    /// <param name="rawPath">The request's path as it was sent.</param>
    public static RouteMatch? Find(HttpEventFormat format, IEnumerable<HttpRoute> routes, string method, string rawPath)
    {
        var segments = format == HttpEventFormat.HttpApi ? [.. rawPath.Split('/').Select(Uri.UnescapeDataString)] : HttpRequestFacts.RestPathOf(rawPath).Split('/');
        return routes
            .Where(route => route.Method == "ANY" || route.Method == method)
            .Select(route => (Route: route, Match: Match(format, route, segments)))
            .Where(each => each.Match is not null)
            .OrderBy(each => Rank(each.Route), StringComparer.Ordinal)
            .Select(each => each.Match)
            .FirstOrDefault();
    }

    private static RouteMatch? Match(HttpEventFormat format, HttpRoute route, string[] segments)
    {
        if (route.Path == HttpRoute.Default)
            return new RouteMatch(route, null);

        var pattern = route.Path.Split('/');
        var parameters = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < pattern.Length; i++)
        {
            if (IsGreedy(pattern[i]))
            {
                if (i >= segments.Length || (i == segments.Length - 1 && segments[i].Length == 0))
                    return null;
                var rest = string.Join('/', segments[i..]);
                parameters[pattern[i][1..^2]] = format == HttpEventFormat.RestApi ? rest.TrimEnd('/') : rest;
                return new RouteMatch(route, parameters);
            }

            if (i >= segments.Length)
                return null;
            if (IsParameter(pattern[i]) && segments[i].Length > 0)
                parameters[pattern[i][1..^1]] = segments[i];
            else if (pattern[i] != segments[i])
                return null;
        }

        return pattern.Length == segments.Length ? new RouteMatch(route, parameters.Count == 0 ? null : parameters) : null;
    }

    /// <summary>Sorts literals before parameters, those before greedy ones, <c>$default</c> last; a method of its own before ANY.</summary>
    private static string Rank(HttpRoute route) =>
        (route.Path == HttpRoute.Default ? "4" : string.Concat(route.Path.Split('/').Select(part => IsGreedy(part) ? '3' : IsParameter(part) ? '2' : '1'))) + (route.Method == "ANY" ? "b" : "a");

    private static bool IsParameter(string part) => part.Length > 2 && part[0] == '{' && part[^1] == '}';

    private static bool IsGreedy(string part) => IsParameter(part) && part.EndsWith("+}", StringComparison.Ordinal);
}
