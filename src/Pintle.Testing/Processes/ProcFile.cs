using Microsoft.Win32.SafeHandles;

namespace Pintle.Testing;

/// <summary>One of a process's files under <c>/proc</c>, kept open to be read again and again, which costs a tenth of opening it each time. When the process has ended it is empty, even if its id is another's by then.</summary>
internal sealed class ProcFile(int pid, string name) : IDisposable
{
    // Null when the process had ended before.
    private readonly SafeFileHandle? _handle = Open($"/proc/{pid}/{name}");

    /// <returns>The part of the buffer that was filled: the file's beginning, as far as it fits.</returns>
    public ReadOnlySpan<byte> Read(Span<byte> buffer)
    {
        try
        {
            return _handle is null ? [] : buffer[..RandomAccess.Read(_handle, buffer, 0)];
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException)
        {
            return [];
        }
    }

    public void Dispose() => _handle?.Dispose();

    private static SafeFileHandle? Open(string path)
    {
        try
        {
            return File.OpenHandle(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
