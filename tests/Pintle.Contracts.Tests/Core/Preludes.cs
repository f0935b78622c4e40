using System.Net;
using System.Text;
using Amazon.Lambda.Core.ResponseStreaming;

namespace Pintle.Contracts.Tests.Core;

/// <summary>The bytes that go before the body of a streaming HTTP response.</summary>
public sealed class Preludes
{
    [Fact]
    public void Every_part_is_written_in_a_fixed_order() => Assert.Equal(
        """{"statusCode":404,"headers":{"a":"1","b":"2"},"multiValueHeaders":{"c":["3","4"]},"cookies":["d=5","e=6"]}""",
        Json(new HttpResponseStreamPrelude
        {
            Cookies = ["d=5", "e=6"],
            Headers = new Dictionary<string, string> { ["a"] = "1", ["b"] = "2" },
            MultiValueHeaders = new Dictionary<string, IList<string>> { ["c"] = ["3", "4"] },
            StatusCode = HttpStatusCode.NotFound,
        }));

    [Fact]
    public void Parts_that_hold_nothing_are_left_out() => Assert.Equal("{}", Json(new HttpResponseStreamPrelude()));

    [Fact]
    public void Parts_that_are_null_are_left_out() => Assert.Equal(
        "{}",
        Json(new HttpResponseStreamPrelude { Cookies = null, Headers = null, MultiValueHeaders = null }));

    [Fact]
    public void Text_is_escaped_as_JSON() => Assert.Equal(
        """{"headers":{"a\u0022":"\u00FC\n"}}""",
        Json(new HttpResponseStreamPrelude { Headers = new Dictionary<string, string> { ["a\""] = "ü\n" } }));

    private static string Json(HttpResponseStreamPrelude prelude) => Encoding.UTF8.GetString((byte[])Internals.Call(prelude, "ToByteArray")!);
}
