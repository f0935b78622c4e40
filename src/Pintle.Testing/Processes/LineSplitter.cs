using System.Buffers;
using System.Text;

namespace Pintle.Testing;

/// <summary>Cuts a stream of bytes into lines.</summary>
internal sealed class LineSplitter(Action<string> line)
{
    /// <summary>CloudWatch's limit for one event: 256 KiB (https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutLogEvents.html).</summary>
    private const int MaxLineBytes = 256 * 1024;

    private readonly ArrayBufferWriter<byte> _rest = new();

    public void Write(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            var end = bytes.IndexOf((byte)'\n');
            var part = end < 0 ? bytes : bytes[..end];
            var room = MaxLineBytes - _rest.WrittenCount;
            if (part.Length > room)
            {
                _rest.Write(part[..room]);
                bytes = bytes[room..];
                Flush();
                continue;
            }

            _rest.Write(part);
            if (end < 0)
                return;

            bytes = bytes[(end + 1)..];
            Emit();
        }
    }

    /// <summary>What is left without a line end becomes a line.</summary>
    public void Flush()
    {
        if (_rest.WrittenCount > 0)
            Emit();
    }

    private void Emit()
    {
        var text = Encoding.UTF8.GetString(_rest.WrittenSpan);
        _rest.ResetWrittenCount();
        line(text.EndsWith('\r') ? text[..^1] : text);
    }
}
