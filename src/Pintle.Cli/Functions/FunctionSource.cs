using Pintle.Layer.Verify;

namespace Pintle.Cli.Functions;

/// <summary>Turns what a user names as a function into something that can be run: a zip or a folder as it is, a project published as its owner would publish it.</summary>
internal static class FunctionSource
{
    /// <summary>Whether a path is a project that has to be published: a file, whatever folders are called.</summary>
    public static bool IsProject(string path) => path.EndsWith("proj", StringComparison.OrdinalIgnoreCase) && !Directory.Exists(path);

    /// <summary>The full path of a zip, of a folder, or of a project file: a folder with one project in it means that project.</summary>
    /// <exception cref="ToolException">There is nothing, or more than one project.</exception>
    public static string Resolve(string source)
    {
        var path = Path.GetFullPath(source);
        if (File.Exists(path))
            return path;
        if (!Directory.Exists(path))
            throw new ToolException($"Expected a function to be a zip, a folder or a project file, but there is nothing at {path}. Correct the path.");

        var projects = Directory.GetFiles(path, "*.*proj");
        return projects.Length switch
        {
            0 => path,
            1 => projects[0],
            _ => throw new ToolException($"Expected one project in {path}, found {projects.Length}: {string.Join(", ", projects.Select(Path.GetFileName).Order(StringComparer.Ordinal))}. Name the project file."),
        };
    }

    /// <returns>A zip or a folder.</returns>
    /// <exception cref="ToolException">It is neither, or cannot be published.</exception>
    public static async Task<string> OpenAsync(string source, Terminal terminal, CancellationToken cancellationToken, ProjectBuild? build = null)
    {
        var path = Resolve(source);
        if (!IsProject(path))
        {
            if (Subject.IsLayer(path))
                throw new ToolException($"Expected a function's zip, folder or project at {path}, but it is a layer. Give the function's package there, and the layer to --layer.");
            return build?.TargetFramework is null
                ? path
                : throw new ToolException($"Expected --target-framework only for a project, but {path} is none. Leave it out: what is published has its framework.");
        }
        return await terminal.WithProgressAsync($"publishing {Path.GetFileName(path)}", async progress =>
        {
            progress.Report($"publishing {Path.GetFileName(path)}");
            return await Publications.OpenAsync(path, (build ?? new ProjectBuild()).Arguments, cancellationToken).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    /// <summary>A project as it is now, framework-dependent and portable, in a folder that nothing writes to any more.</summary>
    /// <param name="project">The project file's full path.</param>
    /// <param name="cancellationToken">Ends dotnet as well.</param>
    /// <param name="build">Its configuration and framework; for release when left out.</param>
    /// <param name="more">For the command line of dotnet publish.</param>
    /// <exception cref="ToolException">It does not publish; the message has what dotnet printed.</exception>
    public static Task<string> PublishAsync(string project, CancellationToken cancellationToken, ProjectBuild? build = null, params string[] more) =>
        Publications.PublishAsync(project, [.. (build ?? new ProjectBuild()).Arguments, .. more], cancellationToken);
}
