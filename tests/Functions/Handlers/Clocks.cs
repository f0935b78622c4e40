using System.Net;
using System.Net.Sockets;
using Amazon.Lambda.Core;

namespace Handlers;

/// <summary>For tests that set the clock while a handler runs.</summary>
public sealed class Clocks
{
    /// <summary>Connects to a port of this machine, waits until something comes from there, and for a timer that began before. Gives back what time was left before and after, in milliseconds.</summary>
    public async Task<double[]> Around(int port, ILambdaContext context)
    {
        var before = context.RemainingTime.TotalMilliseconds;
        var timer = Task.Delay(20);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, port);
        _ = await socket.ReceiveAsync(new byte[1]);
        await timer;
        return [before, context.RemainingTime.TotalMilliseconds];
    }
}
