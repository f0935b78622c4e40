using System.Net;
using NuGet.Configuration;

namespace Pintle.Layer.Packages;

/// <summary>
/// A proxy that asks for credentials. .NET's own clients take them from <c>http_proxy</c>, <c>https_proxy</c> and <c>all_proxy</c> and decode them; NuGet reads those of <c>http_proxy</c> alone, as they are
/// spelled, so that a password with a character that an address cannot have (<c>p%40ss</c>) is never right. So NuGet is told what .NET reads.
/// </summary>
internal static class ProxyAccess
{
    /// <summary>What the result says in the place of a client's words; the credentials themselves are never repeated.</summary>
    public const string Refusal =
        "the proxy asks for credentials and did not get the right ones (HTTP 407): put them into http_proxy and https_proxy, as http://USER:PASSWORD@HOST:PORT with %40 for @ and the like";

    /// <summary>Any address will do: it only serves to find the proxy, and nothing is sent there.</summary>
    private const string Somewhere = "://somewhere.invalid/";

    public static void TellNuGet()
    {
        foreach (var scheme in (string[])["http", "https"])
        {
            if (HttpClient.DefaultProxy.GetProxy(new Uri(scheme + Somewhere)) is { } proxy && HttpClient.DefaultProxy.Credentials?.GetCredential(proxy, "Basic") is { } credentials)
                ProxyCache.Instance.UpdateCredential(proxy, credentials);
        }
    }

    /// <summary>Whether a request failed because a proxy wants credentials: by its answer, or by the failure of a tunnel, which has the status only in its words.</summary>
    public static bool IsRefused(Exception fault)
    {
        for (var at = fault; at is not null; at = at.InnerException)
        {
            if (at is HttpRequestException { StatusCode: HttpStatusCode.ProxyAuthenticationRequired }
                || (at is HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } && at.Message.Contains("'407'", StringComparison.Ordinal)))
            {
                return true;
            }
        }

        return false;
    }
}
