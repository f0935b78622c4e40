namespace Pintle.Fuzz;

/// <summary>A target did what it must not do; the message says what was expected and found.</summary>
internal sealed class InvariantException(string message) : Exception(message)
{
    public static void Require(bool holds, string message)
    {
        if (!holds)
            throw new InvariantException(message);
    }
}
