namespace Pintle.TestSupport;

/// <summary>What this machine lacks for a test. The runner takes it for a skip wherever it is thrown from: a test, what the test calls, or what many tests share.</summary>
/// <param name="sentence">Names the tool, and the command that installs it.</param>
public sealed class MissingToolException(string sentence) : Exception(Token + sentence)
{
    // Of xunit v3's dynamic skipping; Assert.Skip throws nothing else: https://xunit.net/docs/getting-started/v3/whats-new#dynamically-skippable-tests
    private const string Token = "$XunitDynamicSkip$";
}
