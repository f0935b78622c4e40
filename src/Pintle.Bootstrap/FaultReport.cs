using System.Text;
using System.Text.Json;
using Pintle.Bootstrap.Posix;
using Pintle.RuntimeApi;

namespace Pintle.Bootstrap;

/// <summary>How the process gives up: one line on stderr, the init error where the Runtime API still listens, the exit code.</summary>
internal static class FaultReport
{
    /// <summary>In the init phase: the fault is posted to the service, so that the caller of the function sees why.</summary>
    /// <param name="fault">The fault.</param>
    /// <param name="client">Null while it is not known where the Runtime API is.</param>
    /// <returns>The exit code.</returns>
    public static int Init(FaultException fault, RuntimeApiClient? client)
    {
        WriteLine(fault);
        if (client is not null)
        {
            try
            {
                var result = client.PostInitError(Encoding.ASCII.GetBytes(fault.WireType), fault.Body ?? Body(fault));
                if (result.Kind != RuntimeApiResultKind.Ok)
                    Note($"the init error could not be posted: {result.Describe()}");
            }
            catch (OutOfMemoryException)
            {
                // The lack of memory may be the fault itself; then only its exit code can still tell.
                Note("the init error could not be posted: there is no memory for it");
            }
        }
        return (int)fault.Code;
    }

    /// <summary>After init: only the log can be told; the service sees the exit.</summary>
    public static int Late(FaultException fault)
    {
        WriteLine(fault);
        return (int)fault.Code;
    }

    /// <summary>A line about something that the function's owner should know and that ends nothing.</summary>
    public static void Note(string text) => WriteLine("pintle: " + text);

    private static void WriteLine(FaultException fault) => WriteLine($"pintle: {fault.Code} (exit code {(int)fault.Code}): {fault.Message}");

    private static unsafe void WriteLine(string text)
    {
        // One write call, so that the line stays one log event.
        var bytes = Encoding.UTF8.GetBytes(text.ReplaceLineEndings(" ") + "\n");
        fixed (byte* data = bytes)
            _ = LibC.Write(LibC.StandardError, data, bytes.Length);
    }

    private static byte[] Body(FaultException fault)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            writer.WriteStartObject();
            writer.WriteString("errorType"u8, fault.WireType);
            writer.WriteString("errorMessage"u8, fault.Message);
            writer.WriteStartArray("stackTrace"u8);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }
        return stream.ToArray();
    }
}
