using Microsoft.AspNetCore.Http;

namespace Pintle.Emulator.Http;

/// <summary>Cross-origin rules that the service itself applies, in place of whatever the function says.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/urls-configuration.html#urls-cors</remarks>
public sealed record CorsPolicy
{
    public bool AllowCredentials { get; init; }

    public IReadOnlyList<string> AllowHeaders { get; init; } = [];

    public IReadOnlyList<string> AllowMethods { get; init; } = [];

    /// <summary>Origins, <c>*</c>, or a pattern with a star such as <c>https://*</c> or <c>http://*.example.com</c>.</summary>
    public IReadOnlyList<string> AllowOrigins { get; init; } = [];

    public IReadOnlyList<string> ExposeHeaders { get; init; } = [];

    /// <summary>Seconds; null: the header is left out.</summary>
    public int? MaxAge { get; init; }

    internal static bool IsPreflight(HttpRequest request) =>
        request.Method == "OPTIONS" && request.Headers.Origin.Count > 0 && request.Headers.AccessControlRequestMethod.Count > 0;

    internal void Apply(HttpRequest request, IHeaderDictionary headers, bool isPreflight)
    {
        foreach (var name in headers.Keys.Where(name => name.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase)).ToArray())
            _ = headers.Remove(name);

        var origin = request.Headers.Origin.ToString();
        if (origin.Length == 0 || !AllowOrigins.Any(pattern => IsMatch(pattern, origin)))
            return;

        headers.AccessControlAllowOrigin = AllowOrigins.Contains("*") && !AllowCredentials ? "*" : origin;
        headers.Vary = "Origin";
        if (AllowCredentials)
            headers.AccessControlAllowCredentials = "true";
        if (ExposeHeaders.Count > 0)
            headers.AccessControlExposeHeaders = string.Join(',', ExposeHeaders);
        if (!isPreflight)
            return;

        if (AllowMethods.Count > 0)
            headers.AccessControlAllowMethods = string.Join(',', AllowMethods);
        if (AllowHeaders.Count > 0)
            headers.AccessControlAllowHeaders = string.Join(',', AllowHeaders);
        if (MaxAge is { } seconds)
            headers.AccessControlMaxAge = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The answer of a REST API's mock integration: the same for everybody, whether it comes from a web page or not.</summary>
    internal void ApplyAsMock(IHeaderDictionary headers)
    {
        headers.AccessControlAllowOrigin = string.Join(',', AllowOrigins);
        if (AllowMethods.Count > 0)
            headers.AccessControlAllowMethods = string.Join(',', AllowMethods);
        if (AllowHeaders.Count > 0)
            headers.AccessControlAllowHeaders = string.Join(',', AllowHeaders);
        if (AllowCredentials)
            headers.AccessControlAllowCredentials = "true";
        if (MaxAge is { } seconds)
            headers.AccessControlMaxAge = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>One star stands for any text.</summary>
    private static bool IsMatch(string pattern, string origin)
    {
        var star = pattern.IndexOf('*', StringComparison.Ordinal);
        return star < 0
            ? pattern.Equals(origin, StringComparison.OrdinalIgnoreCase)
            : origin.Length >= pattern.Length - 1 && origin.StartsWith(pattern[..star], StringComparison.OrdinalIgnoreCase) && origin.EndsWith(pattern[(star + 1)..], StringComparison.OrdinalIgnoreCase);
    }
}
