using System.Globalization;

namespace Pintle.MockCoreClr;

/// <summary>
/// What the test asks of this library, from environment variables: <c>MOCK_CORECLR_FAILS</c> is one word for what goes wrong (absent: nothing does), with arguments after colons;
/// <c>MOCK_CORECLR_ECHO</c> is the file that is told what came in.
/// </summary>
internal static class Script
{
    private static string[] Words { get; } = (Environment.GetEnvironmentVariable("MOCK_CORECLR_FAILS") ?? "").Split(':', 3);

    /// <summary>Where nobody is told, invocations cost next to nothing, so that what the bootstrap does for one can be counted.</summary>
    public static bool Echoes => EchoPath.Length > 0;

    public static string EchoPath { get; } = Environment.GetEnvironmentVariable("MOCK_CORECLR_ECHO") ?? "";

    public static bool Fails(string what) => Words[0] == what;

    /// <summary>The status that the failing call returns, decimal or 0x and hexadecimal; <paramref name="otherwise"/> when the test names none.</summary>
    public static int Status(int otherwise = 0)
    {
        if (Words.Length < 2)
            return otherwise;
        return Words[1].StartsWith("0x", StringComparison.Ordinal)
            ? unchecked((int)uint.Parse(Words[1].AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))
            : int.Parse(Words[1], CultureInfo.InvariantCulture);
    }

    /// <summary>The text that goes with the status; null when the test names none.</summary>
    public static string? Text => Words.Length > 2 ? Words[2] : null;
}
