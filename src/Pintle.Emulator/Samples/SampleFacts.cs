using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Pintle.Emulator;

/// <summary>What all samples agree on: the moment, the place, and ids that follow from both.</summary>
internal sealed record SampleFacts(DateTimeOffset Now)
{
    public const string Region = "us-east-1";
    public const string Account = "123456789012";
    public const string CallerAddress = "203.0.113.17";
    public const string UserAgent = "pintle-sample/1";
    public const string Order = """{"id":"a1","quantity":3,"price":9.5}""";

    public long Milliseconds => Now.ToUnixTimeMilliseconds();

    public double Seconds => Now.ToUnixTimeMilliseconds() / 1000.0;

    public string Iso => Now.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public string IsoSeconds => Now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>As in a web server's log, for example <c>22/Aug/2026:10:00:00 +0000</c>.</summary>
    public string LogTime => Now.ToString("dd/MMM/yyyy:HH:mm:ss '+0000'", CultureInfo.InvariantCulture);

    public string MessageId => new Guid(Digest("message").AsSpan(0, 16)).ToString();

    public static string Arn(string service, string resource) => $"arn:aws:{service}:{Region}:{Account}:{resource}";

    /// <summary>An opaque id: hexadecimal digits, the same for the same moment and purpose.</summary>
    public string Id(string purpose, int digits) => Convert.ToHexStringLower(Digest(purpose))[..digits];

    public string Base64(string purpose) => Convert.ToBase64String(Digest(purpose));

    public static string Base64Text(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private byte[] Digest(string purpose) => SHA256.HashData(Encoding.UTF8.GetBytes($"{purpose} {Milliseconds}"));
}
