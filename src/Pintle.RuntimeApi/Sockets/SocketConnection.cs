using System.Runtime.InteropServices;

namespace Pintle.RuntimeApi.Sockets;

/// <summary>A blocking TCP socket without time limits. Interrupted calls are resumed; a closed peer never raises SIGPIPE.</summary>
/// <remarks>Owns the descriptor from construction to <see cref="Dispose"/>. Memory stays the caller's: it is pinned for the length of one system call.</remarks>
internal sealed unsafe class SocketConnection(int descriptor) : IConnection
{
    private int _descriptor = descriptor;
    private string? _failedCall;
    private int _errno;

    public string? LastError => _failedCall is null ? null : Libc.Describe(_failedCall, _errno);

    public bool IsStale
    {
        get
        {
            byte peeked;
            var count = Receive(&peeked, 1, Libc.MSG_PEEK | Libc.MSG_DONTWAIT);
            // EAGAIN is the one good answer: open, and silent.
            return count >= 0 || Marshal.GetLastPInvokeError() != Libc.EAGAIN;
        }
    }

    public int Receive(Span<byte> buffer)
    {
        nint count;
        fixed (byte* bytes = buffer)
            count = Receive(bytes, buffer.Length, 0);
        if (count < 0)
            Fail("recv");
        return (int)count;
    }

    public bool Send(ReadOnlySpan<byte> bytes) => Send(bytes, default);

    public bool Send(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        fixed (byte* headBytes = head, bodyBytes = body)
        {
            var pieces = stackalloc Libc.IoVector[2];
            pieces[0] = new Libc.IoVector { iov_base = headBytes, iov_len = (nuint)head.Length };
            pieces[1] = new Libc.IoVector { iov_base = bodyBytes, iov_len = (nuint)body.Length };
            return SendAll(pieces, body.IsEmpty ? 1 : 2);
        }
    }

    public bool Send(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, ReadOnlySpan<byte> tail)
    {
        fixed (byte* headBytes = head, bodyBytes = body, tailBytes = tail)
        {
            var pieces = stackalloc Libc.IoVector[3];
            pieces[0] = new Libc.IoVector { iov_base = headBytes, iov_len = (nuint)head.Length };
            pieces[1] = new Libc.IoVector { iov_base = bodyBytes, iov_len = (nuint)body.Length };
            pieces[2] = new Libc.IoVector { iov_base = tailBytes, iov_len = (nuint)tail.Length };
            return SendAll(pieces, 3);
        }
    }

    public void Dispose()
    {
        if (_descriptor < 0)
            return;
        // Linux frees the descriptor even when close is interrupted: never close twice.
        _ = Libc.close(_descriptor);
        _descriptor = -1;
    }

    private bool SendAll(Libc.IoVector* pieces, int count)
    {
        while (count > 0)
        {
            var message = new Libc.MessageHeader { msg_iov = pieces, msg_iovlen = (nuint)count };
            var sent = Libc.sendmsg(_descriptor, &message, Libc.MSG_NOSIGNAL);
            if (sent < 0)
            {
                if (Marshal.GetLastPInvokeError() == Libc.EINTR)
                    continue;
                Fail("send");
                return false;
            }

            var left = (nuint)sent;
            for (; count > 0 && left >= pieces->iov_len; pieces++, count--)
                left -= pieces->iov_len;
            if (count > 0)
            {
                pieces->iov_base = (byte*)pieces->iov_base + left;
                pieces->iov_len -= left;
            }
        }

        return true;
    }

    private nint Receive(byte* buffer, int length, int flags)
    {
        nint count;
        do
            count = Libc.recv(_descriptor, buffer, (nuint)length, flags);
        while (count < 0 && Marshal.GetLastPInvokeError() == Libc.EINTR);
        return count;
    }

    private void Fail(string call)
    {
        _errno = Marshal.GetLastPInvokeError();
        _failedCall = call;
    }
}
