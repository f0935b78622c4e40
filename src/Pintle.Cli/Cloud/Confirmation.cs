using Spectre.Console;

namespace Pintle.Cli.Cloud;

/// <summary>The question before something is changed, for whoever sits at a terminal.</summary>
internal static class Confirmation
{
    /// <param name="terminal">Where it is asked.</param>
    /// <param name="isYes">Whether <c>--yes</c> was given.</param>
    /// <param name="question">What is about to be done.</param>
    /// <param name="isFinal">Whether it cannot be undone: then a script has to say --yes.</param>
    /// <exception cref="ToolException">The answer is no, or nobody can be asked what has to be asked.</exception>
    public static void Require(Terminal terminal, bool isYes, string question, bool isFinal)
    {
        if (isYes)
            return;
        if (!terminal.Messages.Profile.Capabilities.Interactive || Console.IsInputRedirected)
        {
            if (isFinal)
                throw new ToolException($"Expected --yes, because this cannot be undone and there is nobody to ask: {question} Nothing was changed.");
            return;
        }

        if (!terminal.Messages.Confirm(Markup.Escape(question), defaultValue: false))
            throw new ToolException("Nothing was changed, as you said.");
    }
}
