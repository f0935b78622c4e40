namespace Pintle.Emulator;

/// <summary>The form of a request id: a UUID, 8-4-4-4-12 hexadecimal digits.</summary>
internal static class RequestId
{
    public static bool IsValid(string text) => Guid.TryParseExact(text, "D", out _);
}
