using System.Text.Json;

namespace Pintle.Emulator.Endpoints;

/// <summary>Reads the error that an <c>/error</c> request carries.</summary>
internal static class RuntimeErrors
{
    public static RuntimeError Read(RuntimeRequest request, RequestBody body) => new(
        ErrorTypeFilter.Keep(request.Header(HeaderNames.ErrorType)),
        body.Bytes,
        request.ContentType,
        IfJson(request.Header(HeaderNames.XRayCause)));

    private static string? IfJson(string? cause)
    {
        if (cause is null)
            return null;

        try
        {
            using var parsed = JsonDocument.Parse(cause);
            return parsed.RootElement.ValueKind == JsonValueKind.Object ? cause : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
