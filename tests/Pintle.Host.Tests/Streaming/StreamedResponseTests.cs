using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Amazon.Lambda.Core.ResponseStreaming;
using Pintle.Host.Invocations;
using Pintle.Host.Streaming;
using Pintle.Shared;

namespace Pintle.Host.Tests.Streaming;

/// <summary>A streamed response against a bootstrap of this file's, which writes down what it is told to send.</summary>
[Collection(InvocationFixture.Collection)]
public sealed unsafe class StreamedResponseTests
{
    private static readonly List<string> Sent = [];
    private static int s_status;

    public StreamedResponseTests()
    {
        Sent.Clear();
        s_status = 0;
        HostStart start = default;
        start.BeginResponse = &Begin;
        start.WriteResponse = &Write;
        StreamedResponse.Attach(&start);
    }

    [Fact]
    public void Sends_its_prelude_and_each_piece_at_once_for_its_slot()
    {
        var response = new Slot(3).OpenStream("{}"u8);

        Assert.True(response.WriteAsync("0123456789"u8.ToArray(), 2, 3, CancellationToken.None).IsCompletedSuccessfully);
        Assert.True(response.WriteAsync([], 0, 0, CancellationToken.None).IsCompletedSuccessfully);

        Assert.Equal(["begin 3 {}", "write 3 234", "write 3 "], Sent);
        Assert.Equal((3, false), (response.BytesWritten, response.HasError));
    }

    [Fact]
    public void Is_opened_once_for_each_invocation()
    {
        var slot = new Slot();
        _ = slot.OpenStream(default);

        var exception = Assert.Throws<InvalidOperationException>(() => slot.OpenStream(default));

        Assert.Contains("one streamed response for each invocation", exception.Message, StringComparison.Ordinal);
        Assert.Equal(["begin 0 "], Sent);
    }

    [Theory]
    [InlineData((int)HostReplyKind.Response, (int)HostReplyKind.Streamed)]
    [InlineData((int)HostReplyKind.Error, (int)HostReplyKind.StreamedError)]
    public void Takes_the_place_of_the_reply_and_ends_with_it(int given, int expected)
    {
        var slot = new Slot();
        var response = slot.OpenStream(default);
        HostReply reply = new() { Kind = (HostReplyKind)given };

        slot.EndStream(&reply);

        Assert.Equal((HostReplyKind)expected, reply.Kind);
        Assert.Contains("before its handler ends", AssertFails<InvalidOperationException>(response).Message, StringComparison.Ordinal);
        Assert.Contains("the handler has ended", Assert.Throws<InvalidOperationException>(() => slot.OpenStream(default)).Message, StringComparison.Ordinal);
        Assert.Equal(["begin 0 "], Sent);
    }

    [Fact]
    public void Leaves_the_reply_of_a_handler_that_opened_none_alone()
    {
        HostReply reply = new() { Kind = HostReplyKind.Response };

        new Slot().EndStream(&reply);

        Assert.Equal(HostReplyKind.Response, reply.Kind);
    }

    [Fact]
    public void Can_be_opened_again_by_the_next_invocation()
    {
        using var invocation = new InvocationFixture("{}");
        HostReply reply = default;
        _ = invocation.Slot.OpenStream(default);
        invocation.Slot.EndStream(&reply);

        invocation.Slot.Begin(invocation.Invocation);

        _ = invocation.Slot.OpenStream(default);
        Assert.Equal(2, Sent.Count);
    }

    [Fact]
    public void Fails_with_an_IOException_when_the_Runtime_API_takes_no_more()
    {
        var slot = new Slot();
        var response = slot.OpenStream(default);
        s_status = 1;

        Assert.Contains("Runtime API", AssertFails<IOException>(response).Message, StringComparison.Ordinal);

        HostReply reply = default;
        slot.EndStream(&reply);
        Assert.Equal((0, true, HostReplyKind.Streamed), (response.BytesWritten, response.HasError, reply.Kind));
    }

    [Fact]
    public void Counts_as_begun_also_where_the_Runtime_API_refused_its_head()
    {
        var slot = new Slot();
        s_status = 1;
        HostReply reply = default;

        Assert.Throws<IOException>(() => slot.OpenStream(default));
        slot.EndStream(&reply);

        // The bootstrap knows why, and reports it.
        Assert.Equal(HostReplyKind.Streamed, reply.Kind);
    }

    [Fact]
    public void Checks_its_arguments_and_sends_nothing_once_cancelled()
    {
        var response = new Slot().OpenStream(default);

        Assert.Throws<ArgumentNullException>("buffer", () => { _ = response.WriteAsync(null!, 0, 0, CancellationToken.None); });
        Assert.Throws<ArgumentOutOfRangeException>("offset", () => { _ = response.WriteAsync(new byte[1], -1, 1, CancellationToken.None); });
        Assert.Throws<ArgumentOutOfRangeException>("count", () => { _ = response.WriteAsync(new byte[1], 0, -1, CancellationToken.None); });
        Assert.Throws<ArgumentOutOfRangeException>("count", () => { _ = response.WriteAsync(new byte[1], 1, 1, CancellationToken.None); });
        Assert.True(response.WriteAsync(new byte[1], 0, 1, new CancellationToken(canceled: true)).IsCanceled);
        Assert.Equal(["begin 0 "], Sent);
    }

#pragma warning disable CA2252 // Response streaming is a preview feature of Amazon.Lambda.Core.
    [Fact]
    public void Is_what_the_functions_own_factory_opens()
    {
        StreamFactory.Attach(typeof(LambdaResponseStreamFactory).Assembly);
        using var invocation = new InvocationFixture("{}");

        using (var stream = LambdaResponseStreamFactory.CreateHttpStream(new HttpResponseStreamPrelude { StatusCode = System.Net.HttpStatusCode.Created }))
        {
            stream.Write("ab"u8);
            Assert.Equal((2, 2), (stream.BytesWritten, stream.Length));
        }

        Assert.Equal(["begin 0 {\"statusCode\":201}", "write 0 ab"], Sent);
    }

    [Fact]
    public void Is_not_opened_where_no_handler_runs()
    {
        StreamFactory.Attach(typeof(LambdaResponseStreamFactory).Assembly);

        var exception = Assert.Throws<InvalidOperationException>(LambdaResponseStreamFactory.CreateStream);

        Assert.Contains("while a handler runs", exception.Message, StringComparison.Ordinal);
    }
#pragma warning restore CA2252

    [Fact]
    public void Is_not_offered_to_a_Core_that_has_no_streaming() => Assert.Null(Record.Exception(() => StreamFactory.Attach(typeof(object).Assembly)));

    private static TException AssertFails<TException>(StreamedResponse response)
        where TException : Exception => Assert.IsType<TException>(response.WriteAsync(new byte[1], 0, 1, CancellationToken.None).Exception?.InnerException);

    [UnmanagedCallersOnly]
    private static int Begin(int slot, byte* data, nint length) => Note("begin", slot, data, length);

    [UnmanagedCallersOnly]
    private static int Write(int slot, byte* data, nint length) => Note("write", slot, data, length);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Note(string call, int slot, byte* data, nint length)
    {
        Sent.Add($"{call} {slot} {Encoding.UTF8.GetString(new ReadOnlySpan<byte>(data, (int)length))}");
        return s_status;
    }
}
