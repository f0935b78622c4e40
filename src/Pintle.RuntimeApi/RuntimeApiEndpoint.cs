using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Pintle.RuntimeApi;

/// <summary>Where the Runtime API listens: the value of <c>AWS_LAMBDA_RUNTIME_API</c>. It does not resolve names.</summary>
/// <remarks>
/// <c>127.0.0.1:9001</c>, <c>localhost:9001</c>, <c>[::1]:9001</c>; without a port it is 80. A path may follow, as local test tools use it to tell functions apart
/// (<c>localhost:5050/MyFunction</c>).
/// </remarks>
public sealed class RuntimeApiEndpoint
{
    private const int DefaultPort = 80;
    private const int MaxLength = 512; // Chosen, not measured: room for the longest host, a port and a path.

    /// <summary>RFC 1035 §2.3.4.</summary>
    private const int MaxHostLength = 253;

    private RuntimeApiEndpoint(string host, int port, string hostHeader, string pathPrefix)
    {
        Host = host;
        Port = port;
        HostHeader = hostHeader;
        PathPrefix = pathPrefix;
    }

    /// <summary>Name or numeric address; an IPv6 address without its brackets.</summary>
    public string Host { get; }

    public int Port { get; }

    /// <summary>The value of the Host header: the authority as it was written.</summary>
    public string HostHeader { get; }

    /// <summary>What stands before <c>/2018-06-01</c> in a request's path: empty, or segments that each begin with a slash.</summary>
    public string PathPrefix { get; }

    public override string ToString() => HostHeader + PathPrefix;

    public static bool TryParse(string? text, [NotNullWhen(true)] out RuntimeApiEndpoint? endpoint, [NotNullWhen(false)] out string? reason)
    {
        endpoint = null;
        reason = Parse(text ?? "", out var host, out var port, out var authority, out var path);
        if (reason is not null)
        {
            reason = $"expected host:port such as 127.0.0.1:9001, found {WireText.Quote(text)}: {reason}";
            return false;
        }

        endpoint = new RuntimeApiEndpoint(host, port, authority, path);
        return true;
    }

    private static string? Parse(string text, out string host, out int port, out string authority, out string path)
    {
        (host, port, authority, path) = ("", DefaultPort, text, "");
        if (text.Length == 0)
            return "it is empty; set AWS_LAMBDA_RUNTIME_API to where the Runtime API listens";
        if (text.Length > MaxLength)
            return $"it is longer than {MaxLength} characters";
        if (text.Contains("://", StringComparison.Ordinal))
            return "leave the scheme (http://) out";
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0)
        {
            authority = text[..slash];
            path = text[slash..].TrimEnd('/');
        }

        if (!IsPath(path))
            return "the path may hold letters, digits and - . _ ~ between single slashes";
        return ParseAuthority(authority, out host, out port);
    }

    private static string? ParseAuthority(string authority, out string host, out int port)
    {
        (host, port) = ("", DefaultPort);
        int portAt;
        if (authority.StartsWith('['))
        {
            var bracket = authority.IndexOf(']', StringComparison.Ordinal);
            if (bracket < 0)
                return "the bracket of the IPv6 address is not closed";
            host = authority[1..bracket];
            portAt = bracket + 1;
            if (!host.Contains(':', StringComparison.Ordinal) || !IsAddress(host))
                return "the brackets don't hold an IPv6 address";
            if (portAt < authority.Length && authority[portAt] != ':')
                return "after the closing bracket only a colon and the port may follow";
        }
        else
        {
            portAt = authority.IndexOf(':', StringComparison.Ordinal);
            portAt = portAt < 0 ? authority.Length : portAt;
            host = authority[..portAt];
            if (authority.LastIndexOf(':') > portAt)
                return "an IPv6 address needs brackets, as in [::1]:9001";
            if (host.Length is 0 or > MaxHostLength || !IsName(host))
                return $"the host must be 1 to {MaxHostLength} letters, digits, hyphens, dots or underscores";
        }

        if (portAt == authority.Length)
            return null;
        // TryParse takes NULs behind the number.
        var isPort = !authority.AsSpan(portAt + 1).Contains('\0') && int.TryParse(authority.AsSpan(portAt + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and <= ushort.MaxValue;
        return isPort ? null : "the port must be a number from 1 to 65535";
    }

    private static bool IsAddress(string host)
    {
        foreach (var c in host)
        {
            if (!char.IsAsciiHexDigit(c) && c is not (':' or '.'))
                return false;
        }

        return true;
    }

    private static bool IsName(string host)
    {
        foreach (var c in host)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.' or '_'))
                return false;
        }

        return true;
    }

    /// <summary>RFC 3986 unreserved characters only, so that the prefix can't change what a request line means.</summary>
    private static bool IsPath(string path)
    {
        for (var i = 0; i < path.Length; i++)
        {
            var c = path[i];
            var allowed = c == '/' ? i == 0 || path[i - 1] != '/' : char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '~';
            if (!allowed)
                return false;
        }

        return true;
    }
}
