using System.Globalization;
using System.Net.Sockets;

namespace SandboxProbe;

/// <summary>A connection that stays open as long as this process lives: its other end learns of the process's death.</summary>
internal static class Lifeline
{
    private static TcpClient? s_client;

    public static void Open(string address)
    {
        var parts = address.Split(':');
        s_client = new TcpClient(parts[0], int.Parse(parts[1], CultureInfo.InvariantCulture));
        s_client.GetStream().WriteByte((byte)'+');
    }
}
