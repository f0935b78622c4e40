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
        return payload.Length <= Limits.MaxRequestBytes
            ? payload
            : throw new ToolException($"Expected an event of at most {Limits.MaxRequestBytes} bytes, found {payload.Length}. Send a smaller event or a reference to it.");
    }

    private static async Task<byte[]> ReadGivenAsync(string given, CancellationToken cancellationToken)
    {
        if (File.Exists(given))
            return new FileInfo(given).Length <= Limits.MaxRequestBytes
                ? await File.ReadAllBytesAsync(given, cancellationToken).ConfigureAwait(false)
                : throw new ToolException($"Expected an event of at most {Limits.MaxRequestBytes} bytes, but {Path.GetFullPath(given)} has {new FileInfo(given).Length}. Send a smaller event or a reference to it.");

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

    /// <summary>Stops one byte after the limit: a pipe may have no end.</summary>
    private static async Task<byte[]> ReadInputAsync(CancellationToken cancellationToken)
    {
        using var kept = new MemoryStream();
        await using var input = System.Console.OpenStandardInput();
        var buffer = new byte[64 * 1024];
        while (kept.Length <= Limits.MaxRequestBytes && await input.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var read)
            kept.Write(buffer, 0, read);
        return kept.ToArray();
    }
}
