namespace Pintle.RuntimeApi;

/// <summary>The rule for a request id, which the peer chooses and which is then put into a path.</summary>
internal static class RequestId
{
    /// <summary>RFC 3986 §2.3 unreserved characters, bounded, and not one of the two names that a path resolves.</summary>
    public static bool IsValid(ReadOnlySpan<byte> id)
    {
        if (id.Length is 0 or > WireLimits.MaxRequestId || id.SequenceEqual("."u8) || id.SequenceEqual(".."u8))
            return false;
        foreach (var b in id)
        {
            if (!char.IsAsciiLetterOrDigit((char)b) && b is not ((byte)'-' or (byte)'.' or (byte)'_' or (byte)'~'))
                return false;
        }

        return true;
    }
}
