namespace Pintle.Cli.Serving;

/// <summary>What callers are told when their function can't be served yet.</summary>
internal static class Unserved
{
    private const int MostQuoted = 300; // Chosen, not measured: what is quoted stays a readable message.
    private const string Error = ": error ";

    /// <param name="function">Whose callers.</param>
    /// <param name="fault">Why it can't be served: a sentence, or all that a build printed.</param>
    /// <param name="isWatched">Whether a change mends it.</param>
    /// <returns>One sentence, and what to do.</returns>
    public static string Sentence(PlannedFunction function, Exception fault, bool isWatched) => fault.Message.Contains('\n', StringComparison.Ordinal)
        ? $"{function.Name} is not served: expected {Path.GetFileName(function.Source)} to publish, but it does not{FirstError(fault.Message)}. Correct it{(isWatched ? ": it is built again when it changes." : ", and start pintle serve again; with --watch it is built again when it changes.")}"
        : $"{function.Name} is not served: {fault.Message}";

    /// <summary>Without the folders before the file, and without the project after the text.</summary>
    private static string FirstError(string printed)
    {
        if (printed.Split('\n').FirstOrDefault(line => line.Contains(Error, StringComparison.Ordinal)) is not { } line)
            return "";

        var start = line.IndexOf(Error, StringComparison.Ordinal);
        var end = line.LastIndexOf(" [", StringComparison.Ordinal);
        var text = $": {Path.GetFileName(line[..start].Trim())}{line[start..(end > start ? end : line.Length)].TrimEnd()}";
        return text.Length <= MostQuoted ? text : $"{text[..MostQuoted]}…";
    }
}
