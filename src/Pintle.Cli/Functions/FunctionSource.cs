namespace Pintle.Cli.Functions;

/// <summary>Turns what a user names as a function into something that can be run: a zip or a folder as it is, a project published as its owner would publish it.</summary>
internal static class FunctionSource
{
    private static readonly string[] Release = ["-c", "Release"];

    /// <returns>A zip or a folder.</returns>
    /// <exception cref="ToolException">It is neither, or cannot be published.</exception>
    public static async Task<string> OpenAsync(string source, Terminal terminal, CancellationToken cancellationToken)
    {
        var path = Path.GetFullPath(source);
        if (!path.EndsWith("proj", StringComparison.OrdinalIgnoreCase))
        {
            return Directory.Exists(path) || File.Exists(path)
                ? path
                : throw new ToolException($"Expected --function to be a zip, a folder or a project file, but there is nothing at {path}. Correct the path.");
        }
        if (!File.Exists(path))
            throw new ToolException($"Expected a project file at {path}, but there is none. Correct the path.");
        return await terminal.WithProgressAsync($"publishing {Path.GetFileName(path)}", async progress =>
        {
            progress.Report($"publishing {Path.GetFileName(path)}");
            return await Publications.OpenAsync(path, Release, cancellationToken).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    /// <summary>A project as it is now, framework-dependent and portable, in a folder that nothing writes to any more.</summary>
    /// <param name="project">The project file's full path.</param>
    /// <param name="cancellationToken">Ends dotnet as well.</param>
    /// <param name="more">For the command line of dotnet publish.</param>
    /// <exception cref="ToolException">It does not publish; the message has what dotnet printed.</exception>
    public static Task<string> PublishAsync(string project, CancellationToken cancellationToken, params string[] more) =>
        Publications.PublishAsync(project, [.. Release, .. more], cancellationToken);
}
