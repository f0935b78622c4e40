namespace Pintle.RuntimeApi.Tests;

public sealed class RuntimeApiEndpointTests
{
    [Theory]
    [InlineData("127.0.0.1:9001", "127.0.0.1", 9001, "127.0.0.1:9001", "")]
    [InlineData("localhost:9001", "localhost", 9001, "localhost:9001", "")]
    [InlineData("169.254.100.1", "169.254.100.1", 80, "169.254.100.1", "")]
    [InlineData("runtime-api.local_net:65535", "runtime-api.local_net", 65535, "runtime-api.local_net:65535", "")]
    [InlineData("[::1]:9001", "::1", 9001, "[::1]:9001", "")]
    [InlineData("[fe80::ffff:1.2.3.4]", "fe80::ffff:1.2.3.4", 80, "[fe80::ffff:1.2.3.4]", "")]
    [InlineData("localhost:5050/MyFunction", "localhost", 5050, "localhost:5050", "/MyFunction")]
    [InlineData("localhost/a/b-c_d.e~f/", "localhost", 80, "localhost", "/a/b-c_d.e~f")]
    public void Reads_host_and_port(string text, string host, int port, string header, string path)
    {
        Assert.True(RuntimeApiEndpoint.TryParse(text, out var endpoint, out var reason), reason);

        Assert.Equal((host, port, header, path), (endpoint.Host, endpoint.Port, endpoint.HostHeader, endpoint.PathPrefix));
        Assert.Null(reason);
    }

    [Theory]
    [InlineData(null, "it is empty")]
    [InlineData("", "it is empty")]
    [InlineData(":9001", "the host must be")]
    [InlineData("local host:9001", "the host must be")]
    [InlineData("a\r\nX: b:1", "an IPv6 address needs brackets")]
    [InlineData("a\r\nX", "the host must be")]
    [InlineData("user@host:1", "the host must be")]
    [InlineData("h\u00f6st:1", "the host must be")]
    [InlineData("::1", "an IPv6 address needs brackets")]
    [InlineData("[::1", "is not closed")]
    [InlineData("[::1]9001", "only a colon and the port")]
    [InlineData("[localhost]:9001", "don't hold an IPv6 address")]
    [InlineData("[fe80::1%eth0]:9001", "don't hold an IPv6 address")]
    [InlineData("[]:9001", "don't hold an IPv6 address")]
    [InlineData("localhost:", "from 1 to 65535")]
    [InlineData("localhost:0", "from 1 to 65535")]
    [InlineData("localhost:65536", "from 1 to 65535")]
    [InlineData("localhost:+80", "from 1 to 65535")]
    [InlineData("localhost: 80", "from 1 to 65535")]
    [InlineData("localhost:99999999999", "from 1 to 65535")]
    [InlineData("localhost:9001\0", "from 1 to 65535")]
    [InlineData("http://localhost:9001", "leave the scheme")]
    [InlineData("localhost:9001//a", "the path may hold")]
    [InlineData("localhost:9001/a?b", "the path may hold")]
    [InlineData("localhost:9001/a b", "the path may hold")]
    public void Refuses_with_the_reason(string? text, string expected)
    {
        Assert.False(RuntimeApiEndpoint.TryParse(text, out var endpoint, out var reason));

        Assert.Null(endpoint);
        Assert.Contains(expected, reason, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', reason);
    }

    [Fact]
    public void Bounds_what_it_quotes()
    {
        Assert.False(RuntimeApiEndpoint.TryParse(new string('a', 5000), out _, out var reason));

        Assert.True(reason.Length < 300, reason);
    }
}
