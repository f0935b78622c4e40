using System.Text;
using System.Text.Json;
using Pintle.Emulator;

namespace Pintle.Cli.Functions;

/// <summary>The event that a user names: a file, standard input, JSON as it stands, or a sample. A file's bytes need not be JSON.</summary>
internal static class EventSource
{
    /// <param name="given">What <c>--event</c> says; null when it was left out.</param>
    /// <param name="sample">What <c>--sample</c> says; null when it was left out.</param>
    /// <param name="cancellationToken">Gives up reading.</param>
    /// <exception cref="ToolException">There is no such event, or it is over Lambda's limit.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(string? given, string? sample, CancellationToken cancellationToken)
    {
        if (given is not null && sample is not null)
            throw new ToolException("Expected --event or --sample, but both are given. Leave one out.");
        var payload = (given, sample) switch
        {
            (null, null) => "{}"u8.ToArray(),
            (null, { } name) => SampleEvents.Create(name, DateTimeOffset.UtcNow),
            ("-", _) => await ReadInputAsync(cancellationToken).ConfigureAwait(false),
            _ => await ReadGivenAsync(given, cancellationToken).ConfigureAwait(false),
        };
        if (ByteOrderMark(payload.Span) is { } mark)
            throw new ToolException($"Expected an event that begins with JSON, but {(given is null or "-" ? "standard input" : File.Exists(given) ? Path.GetFullPath(given) : "--event")} begins with a byte order mark ({mark}), which JSON and Lambda refuse. Save it as UTF-8 without one (BOM).");
        return payload.Length <= Limits.MaxRequestBytes
            ? payload
            : throw new ToolException($"Expected an event of at most {Limits.MaxRequestBytes} bytes, but {(given is null or "-" ? "standard input" : Path.GetFullPath(given))} has more. Send a smaller event or a reference to it.");
    }

    /// <summary>What Windows' editors and shells put first, under the names that people search for.</summary>
    private static string? ByteOrderMark(ReadOnlySpan<byte> payload) => payload switch
    {
        [0xEF, 0xBB, 0xBF, ..] => "UTF-8, EF BB BF",
        [0xFF, 0xFE, ..] => "UTF-16, FF FE",
        [0xFE, 0xFF, ..] => "UTF-16, FE FF",
        _ => null,
    };

    private static async Task<byte[]> ReadGivenAsync(string given, CancellationToken cancellationToken)
    {
        if (File.Exists(given))
        {
            // A pipe of the shell or a device is a file too, and need not have an end.
            using var file = new FileStream(given, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            return await ReadBoundedAsync(file, cancellationToken).ConfigureAwait(false);
        }

        if (Directory.Exists(given))
            throw new ToolException($"Expected --event to name a file or to be JSON, but {Path.GetFullPath(given)} is a folder. Name a file in it.");
        var bytes = Encoding.UTF8.GetBytes(given);
        if (Fault(bytes) is not { } fault)
            return bytes;
        throw new ToolException(given.AsSpan().TrimStart() is ['{' or '[' or '"', ..]
            ? $"Expected --event to be JSON, but it is not at line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}. Correct it, or name a file."
            : $"Expected --event to name a file or to be JSON, but it is no JSON and there is no file at {Path.GetFullPath(given)}. Correct the path, or give - to read standard input.");
    }

    private static JsonException? Fault(byte[] bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes);
            return null;
        }
        catch (JsonException e)
        {
            return e;
        }
    }

    private static async Task<byte[]> ReadInputAsync(CancellationToken cancellationToken)
    {
        if (IsInputClosed())
            throw new ToolException("Expected the event on standard input, but that is closed. Pipe it in, or name a file with --event.");
        using var input = System.Console.OpenStandardInput();
        return await ReadBoundedAsync(input, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Stops one buffer after the limit.</summary>
    private static async Task<byte[]> ReadBoundedAsync(Stream input, CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream();
        var buffer = new byte[64 * 1024];
        while (kept.Length <= Limits.MaxRequestBytes && await input.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
            kept.Write(buffer, 0, read);
        return kept.ToArray();
    }

    /// <summary>If descriptor 0 was not open, one of the CLR's own pipes took that number: this process holds its other end, so reading would never end.</summary>
    private static bool IsInputClosed()
    {
        const string Descriptors = "/proc/self/fd";
        var input = Target($"{Descriptors}/0");
        return input is null
            || (input.StartsWith("pipe:", StringComparison.Ordinal) && Directory.EnumerateFileSystemEntries(Descriptors).Count(each => Target(each) == input) > 1);

        static string? Target(string descriptor)
        {
            try
            {
                return new FileInfo(descriptor).LinkTarget;
            }
            catch (IOException)
            {
                // Closed since it was listed.
                return null;
            }
        }
    }
}
