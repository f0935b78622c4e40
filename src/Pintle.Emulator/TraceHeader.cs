using System.Globalization;
using System.Security.Cryptography;

namespace Pintle.Emulator;

/// <summary>Makes up an X-Ray trace header for an invocation whose caller sent none.</summary>
internal static class TraceHeader
{
    // https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader
    public static string Create(DateTimeOffset now)
    {
        var seconds = now.ToUnixTimeSeconds().ToString("x8", CultureInfo.InvariantCulture);
        return $"Root=1-{seconds}-{RandomNumberGenerator.GetHexString(24, lowercase: true)};Parent={RandomNumberGenerator.GetHexString(16, lowercase: true)};Sampled=0";
    }
}
