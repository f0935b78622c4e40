namespace Pintle.RuntimeApi;

/// <summary>The rule for an invocation id, which tells one attempt of a request from another: the peer chooses it, and it is then sent back in a header.</summary>
internal static class InvocationId
{
    /// <summary>Printable ASCII only, so that it can't end the header's line, and bounded.</summary>
    public static bool IsValid(ReadOnlySpan<byte> id)
    {
        if (id.Length is 0 or > WireLimits.MaxInvocationId)
            return false;
        foreach (var b in id)
        {
            if (b is < 0x20 or > 0x7E)
                return false;
        }

        return true;
    }
}
