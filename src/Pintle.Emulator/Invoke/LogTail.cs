using System.Text;

namespace Pintle.Emulator.Invoke;

/// <summary>The end of an invocation's log, as <c>X-Amz-Log-Result</c> carries it.</summary>
internal static class LogTail
{
    private const int MaxBytes = 4 * 1024; // https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html (X-Amz-Log-Result)

    public static string Encode(IEnumerable<string> lines)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(lines.Select(line => line + "\n")));
        var start = Math.Max(0, bytes.Length - MaxBytes);

        // Not in the middle of a character.
        while (start < bytes.Length && (bytes[start] & 0xC0) == 0x80)
            start++;
        return Convert.ToBase64String(bytes.AsSpan(start));
    }
}
