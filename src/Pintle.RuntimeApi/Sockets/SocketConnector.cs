using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Pintle.RuntimeApi.Sockets;

/// <summary>Opens TCP sockets on Linux. A numeric address and <c>localhost</c> are connected to without any look-up; other names go to the system's resolver.</summary>
internal sealed unsafe class SocketConnector : IConnector
{
    private const int MaxSocketAddress = 28;

    public IConnection? Connect(RuntimeApiEndpoint endpoint, out string? reason)
    {
        // RFC 6761 §6.3: localhost is always loopback. The layer's file system may hold neither /etc/hosts nor a resolver.
        if (endpoint.Host.Equals("localhost", StringComparison.OrdinalIgnoreCase))
            return ConnectLoopback(endpoint.Port, out reason);

        Span<byte> host = stackalloc byte[endpoint.Host.Length + 1];
        host.Clear();
        _ = Encoding.ASCII.GetBytes(endpoint.Host, host);
        if (endpoint.Host.Contains(':', StringComparison.Ordinal))
            return ConnectNumeric(host, Libc.AF_INET6, endpoint.Port, out reason);
        IConnection? connection = ConnectNumeric(host, Libc.AF_INET, endpoint.Port, out reason);
        return connection is null && reason is null ? ConnectNamed(host, endpoint.Port, out reason) : connection;
    }

    private static SocketConnection? ConnectLoopback(int port, out string? reason)
    {
        var connection = ConnectNumeric("127.0.0.1"u8, Libc.AF_INET, port, out reason) ?? ConnectNumeric("::1"u8, Libc.AF_INET6, port, out _);
        reason = connection is null ? reason : null;
        return connection;
    }

    /// <summary>Null without a reason means: not a numeric IPv4 address.</summary>
    private static SocketConnection? ConnectNumeric(ReadOnlySpan<byte> host, int family, int port, out string? reason)
    {
        var address = stackalloc byte[MaxSocketAddress];
        new Span<byte>(address, MaxSocketAddress).Clear();
        *(ushort*)address = (ushort)family;
        BinaryPrimitives.WriteUInt16BigEndian(new Span<byte>(address + 2, 2), (ushort)port);
        int parsed;
        // sockaddr_in has its address at 4; sockaddr_in6 has its flow label there and the address at 8. UTF-8 literals end in a NUL of the compiler's.
        fixed (byte* text = host)
            parsed = Libc.inet_pton(family, text, address + (family == Libc.AF_INET ? 4 : 8));
        if (parsed == 1)
            return Open(family, address, family == Libc.AF_INET ? 16u : MaxSocketAddress, out reason);
        reason = family == Libc.AF_INET6 ? "the host is not an IPv6 address" : null;
        return null;
    }

    private static SocketConnection? ConnectNamed(ReadOnlySpan<byte> host, int port, out string? reason)
    {
        var hints = new Libc.AddressInfo { ai_family = Libc.AF_UNSPEC, ai_socktype = Libc.SOCK_STREAM };
        Libc.AddressInfo* list = null;
        int failure;
        fixed (byte* text = host)
            failure = Libc.getaddrinfo(text, null, &hints, &list);
        if (failure != 0)
        {
            reason = $"the name could not be resolved: {Marshal.PtrToStringUTF8((nint)Libc.gai_strerror(failure))}";
            return null;
        }

        reason = null;
        SocketConnection? connection = null;
        for (var entry = list; entry is not null && connection is null; entry = entry->ai_next)
        {
            // The port stands at the same place in both families.
            BinaryPrimitives.WriteUInt16BigEndian(new Span<byte>((byte*)entry->ai_addr + 2, 2), (ushort)port);
            connection = Open(entry->ai_family, entry->ai_addr, entry->ai_addrlen, out reason);
        }

        Libc.freeaddrinfo(list);
        return connection;
    }

    private static SocketConnection? Open(int family, void* address, uint length, out string? reason)
    {
        while (true)
        {
            var descriptor = Libc.socket(family, Libc.SOCK_STREAM | Libc.SOCK_CLOEXEC, 0);
            if (descriptor < 0)
            {
                reason = Libc.Describe("socket", Marshal.GetLastPInvokeError());
                return null;
            }

            // A request's head and body leave in one call and nothing follows: waiting to merge small segments would only delay. If the option is refused, that costs time only.
            var on = 1;
            _ = Libc.setsockopt(descriptor, Libc.IPPROTO_TCP, Libc.TCP_NODELAY, &on, sizeof(int));
            if (Libc.connect(descriptor, address, length) == 0)
            {
                reason = null;
                return new SocketConnection(descriptor);
            }

            var errno = Marshal.GetLastPInvokeError();
            _ = Libc.close(descriptor);
            // An interrupted connect goes on in the background and can't be called again; nothing was sent, so a new socket is the simple way.
            if (errno != Libc.EINTR)
            {
                reason = Libc.Describe("connect", errno);
                return null;
            }
        }
    }
}
