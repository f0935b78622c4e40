using System.Net;
using Amazon.Lambda.Core.ResponseStreaming;

namespace Pintle.Contracts.Tests.Core;

/// <summary>The factory belongs to the whole process: these tests are the only ones that touch it, and run one after another.</summary>
public sealed class ResponseStreams
{
    [Fact]
    public void Opening_one_without_a_runtime_that_streams_says_what_to_update()
    {
        var plain = Assert.Throws<InvalidOperationException>(LambdaResponseStreamFactory.CreateStream);
        var http = Assert.Throws<InvalidOperationException>(() => LambdaResponseStreamFactory.CreateHttpStream(new HttpResponseStreamPrelude()));

        Assert.Contains("pdate", plain.Message, StringComparison.Ordinal);
        Assert.Equal(plain.Message, http.Message);
    }

    [Fact]
    public void An_http_stream_needs_a_prelude()
    {
        using var runtime = new StreamingRuntime();

        Assert.Throws<ArgumentNullException>("prelude", () => LambdaResponseStreamFactory.CreateHttpStream(null));
        Assert.Empty(runtime.Preludes);
    }

    [Fact]
    public void A_plain_stream_opens_with_no_prelude()
    {
        using var runtime = new StreamingRuntime();
        using var stream = LambdaResponseStreamFactory.CreateStream();

        Assert.Equal([[]], runtime.Preludes);
    }

    [Fact]
    public void An_http_stream_opens_with_the_bytes_of_its_prelude()
    {
        using var runtime = new StreamingRuntime();
        using var stream = LambdaResponseStreamFactory.CreateHttpStream(new HttpResponseStreamPrelude { StatusCode = HttpStatusCode.Created });

        Assert.Equal(["""{"statusCode":201}"""u8.ToArray()], runtime.Preludes);
    }

    [Fact]
    public async Task Every_way_of_writing_reaches_the_runtime()
    {
        using var runtime = new StreamingRuntime();
        using var stream = LambdaResponseStreamFactory.CreateStream();

        stream.Write([0, 1, 2, 3], 1, 2);
        await stream.WriteAsync([3, 4], TestContext.Current.CancellationToken);
#pragma warning disable CA1835 // This overload is one of the contract's.
        await stream.WriteAsync([5, 6, 7], 0, 1, TestContext.Current.CancellationToken);
#pragma warning restore CA1835
        await stream.FlushAsync(TestContext.Current.CancellationToken);

        Assert.Equal<byte>([1, 2, 3, 4, 5], runtime.Written.ToArray());
        Assert.Equal((5, 5), (stream.BytesWritten, stream.Length));
    }

    [Fact]
    public void It_can_only_be_written()
    {
        using var runtime = new StreamingRuntime();
        using var stream = LambdaResponseStreamFactory.CreateStream();

        Assert.Equal((false, false, true), (stream.CanRead, stream.CanSeek, stream.CanWrite));
        Assert.Throws<NotImplementedException>(() => stream.Read(new byte[1], 0, 1));
        Assert.Throws<NotImplementedException>(() => stream.Seek(0, SeekOrigin.Begin));
        Assert.Throws<NotSupportedException>(() => stream.SetLength(0));
        Assert.Throws<NotSupportedException>(() => stream.Position);
        Assert.Throws<NotSupportedException>(() => stream.Position = 0);
    }

    [Fact]
    public void Disposing_it_leaves_the_end_of_the_response_to_the_runtime()
    {
        using var runtime = new StreamingRuntime();

        LambdaResponseStreamFactory.CreateStream().Dispose();

        Assert.False(runtime.IsDisposed);
    }
}
