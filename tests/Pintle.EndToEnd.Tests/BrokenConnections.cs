using System.Text;
using Pintle.Shared;

namespace Pintle.EndToEnd.Tests;

/// <summary>Every fault of a connection on every call of the Runtime API: the table of docs/errors.md, by enumeration.</summary>
public sealed class BrokenConnections
{
    private const string Chunked = "Transfer-Encoding: chunked\r\n";

    /// <summary>The fault's name, and what it means for the call: the bytes of a good answer become those of the fault.</summary>
    private static readonly (string Name, FaultCode Fault, Func<byte[], AdversaryAnswer> Make)[] Faults =
    [
        ("closed before the answer", FaultCode.RuntimeApiUnreachable, _ => new([], AfterAnswer.Close)),
        ("closed in the status line", FaultCode.RuntimeApiUnreachable, good => new(good[..9], AfterAnswer.Close)),
        ("closed in a header", FaultCode.RuntimeApiUnreachable, good => new(good[..(Head(good) - 6)], AfterAnswer.Close)),
        ("closed before the body", FaultCode.RuntimeApiUnreachable, good => new(good[..Head(good)], AfterAnswer.Close)),
        ("closed in the body", FaultCode.RuntimeApiUnreachable, good => new(good[..^1], AfterAnswer.Close)),
        ("closed in a chunk size", FaultCode.RuntimeApiUnreachable, good => new(InChunks(good, "8"), AfterAnswer.Close)),
        ("closed in a chunk", FaultCode.RuntimeApiUnreachable, good => new(InChunks(good, "8\r\n{\"a\":"), AfterAnswer.Close)),
        ("closed before the last chunk", FaultCode.RuntimeApiUnreachable, good => new(InChunks(good, "2\r\n{}\r\n"), AfterAnswer.Close)),
        ("reset before the answer", FaultCode.RuntimeApiUnreachable, _ => new([], AfterAnswer.Reset)),
        ("reset in the body", FaultCode.RuntimeApiUnreachable, good => new(good[..^1], AfterAnswer.Reset)),
        ("a length that is too large", FaultCode.RuntimeApiUnreachable, good => new(Replace(good, "Content-Length: ", "Content-Length: 1"), AfterAnswer.Close)),
        ("the beginning of TLS", FaultCode.RuntimeApiUnreachable, _ => new([0x15, 3, 1, 0, 2, 2, 0x16], AfterAnswer.Close)),
        ("a length that is too small", FaultCode.RuntimeApiMalformed, good => new([.. good, .. "more"u8])),
        ("two lengths", FaultCode.RuntimeApiMalformed, good => new(Replace(good, "Content-Length", "Content-Length: 0\r\nContent-Length"))),
        ("a length and chunks", FaultCode.RuntimeApiMalformed, good => new(Replace(good, "Content-Length", Chunked + "Content-Length"))),
        ("another protocol", FaultCode.RuntimeApiMalformed, _ => new("SSH-2.0-x\r\n"u8.ToArray())),
        ("HTTP/2", FaultCode.RuntimeApiMalformed, good => new(Replace(good, "HTTP/1.1", "HTTP/2"))),
        ("lines that end in LF", FaultCode.RuntimeApiMalformed, good => new(Replace(good, "\r\n", "\n"))),
        ("a NUL in a header", FaultCode.RuntimeApiMalformed, good => new(Replace(good, "Content-Length", "X: \0\r\nContent-Length"))),
        ("a header of 64 KiB", FaultCode.RuntimeApiMalformed, good => new(Replace(good, "Content-Length", $"X: {new string('a', 64 * 1024)}\r\nContent-Length"))),
        ("a switch of protocols", FaultCode.RuntimeApiMalformed, good => new(Replace(good, good.AsSpan().StartsWith("HTTP/1.1 200"u8) ? "200 OK" : "202 Accepted", "101 X"))),
        ("byte by byte", FaultCode.None, good => new(good, IsSlow: true)),
        ("informational answers before it", FaultCode.None, good => new([.. "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 X\r\nLink: a\r\n\r\n"u8, .. good])),
        ("a connection that closes after it", FaultCode.None, good => new(Replace(good, "Content-Length", "Connection: close\r\nContent-Length"), AfterAnswer.Close)),
        ("HTTP/1.0", FaultCode.None, good => new(Replace(good, "HTTP/1.1", "HTTP/1.0"), AfterAnswer.Close)),
    ];

    private static readonly (string Call, string Handler)[] Calls =
    [
        ("next", "Handlers::Handlers.Streams::Echo"), ("response", "Handlers::Handlers.Streams::Echo"), ("streamed response", "Streaming::Streaming.Function::Http"),
        ("error", "Handlers::Handlers.Failures::ThrowsFromStream"), ("init/error", "Handlers::Handlers.None::Handle"),
    ];

    public static TheoryData<string, string> Matrix
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (call, _) in Calls)
            {
                foreach (var (fault, _, _) in Faults)
                    data.Add(call, fault);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Matrix))]
    public async Task End_the_process_with_their_fault_or_change_nothing(string call, string fault)
    {
        var (_, expected, make) = Faults.Single(each => each.Name == fault);
        var name = call == "streamed response" ? "response" : call;
        await using var api = new Adversary((received, before) =>
        {
            var good = received.Name == "next" ? AdversaryAnswer.Event($"\"{BareBootstrap.Secret}\"") : AdversaryAnswer.Accepted;
            if (received.Name == "next" && before == 1)
                return AdversaryAnswer.End;
            return received.Name == name && before == 0 ? make(good.Bytes) : good;
        });

        var end = await BareBootstrap.RunAsync(api.Address, Calls.Single(each => each.Call == call).Handler);

        var calls = api.Calls.Select(each => each.Name).ToArray();
        if (call == "init/error")
        {
            // The fault of the start stays what it is; a note says that nobody could be told.
            Assert.Equal((int)FaultCode.HandlerTypeNotFound, end.ExitCode);
            Assert.Equal(["init/error"], calls);
            Assert.Equal(expected == FaultCode.None ? 1 : 2, end.Lines.Length);
            return;
        }

        var post = call is "next" ? "response" : name;
        string[] whole = ["next", post, "next"];
        Assert.Equal(expected == FaultCode.None ? whole : call == "next" ? ["next"] : ["next", post], calls);
        Assert.Equal(expected == FaultCode.None ? (int)FaultCode.RuntimeApiRefused : (int)expected, end.ExitCode);
        Assert.All(api.Calls.Where(each => each.Name == post), each => Assert.Equal("r-1", each.RequestId));
        Assert.Single(end.Lines, line => line.StartsWith("pintle: RuntimeApi", StringComparison.Ordinal));
    }

    /// <summary>Where the head ends.</summary>
    private static int Head(byte[] answer) => answer.AsSpan().IndexOf("\r\n\r\n"u8) + 4;

    private static byte[] InChunks(byte[] answer, string chunks)
    {
        var head = Encoding.Latin1.GetString(answer, 0, Head(answer));
        var at = head.IndexOf("Content-Length", StringComparison.Ordinal);
        return AdversaryAnswer.Latin($"{head[..at]}{Chunked}\r\n{chunks}");
    }

    private static byte[] Replace(byte[] answer, string old, string with)
    {
        var text = Encoding.Latin1.GetString(answer);
        Assert.Contains(old, text, StringComparison.Ordinal);
        return AdversaryAnswer.Latin(text.Replace(old, with, StringComparison.Ordinal));
    }
}
