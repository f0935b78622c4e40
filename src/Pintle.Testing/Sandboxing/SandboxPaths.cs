namespace Pintle.Testing;

/// <summary>Where the function finds its files, in its own view.</summary>
/// <param name="Layer"><c>/opt</c>, or the layer's real folder.</param>
/// <param name="Task"><c>/var/task</c>, or the function's real folder.</param>
/// <param name="TemporaryFolderOnHost">The folder for temporary files when <c>/tmp</c> is the host's; else null.</param>
internal sealed record SandboxPaths(string Layer, string Task, string? TemporaryFolderOnHost);

/// <summary>The real folders that a sandbox shows to a function.</summary>
/// <param name="Layer">For <c>/opt</c>, read-only.</param>
/// <param name="Task">For <c>/var/task</c>, read-only.</param>
/// <param name="Temporary">For <c>/tmp</c>, writable.</param>
internal sealed record SandboxFolders(string Layer, string Task, string Temporary);

/// <summary>A command to start on the host.</summary>
internal sealed record SandboxCommand(string FileName, IReadOnlyList<string> Arguments, string WorkingDirectory, IReadOnlyDictionary<string, string> Environment);

/// <summary>A way to run a program with the layer at <c>/opt</c> and the function at <c>/var/task</c>.</summary>
internal interface ISandbox
{
    SandboxKind Kind { get; }

    /// <summary>Levels of child processes between the process that is started and the program itself.</summary>
    int Depth { get; }

    /// <summary>The program's process; null while the sandbox is being set up.</summary>
    /// <param name="outermost">The process that was started.</param>
    int? ProgramBelow(int outermost) => ProcFiles.Descendant(outermost, Depth);

    SandboxPaths PathsFor(SandboxFolders folders);

    /// <param name="folders">What is shown.</param>
    /// <param name="program">The program's path in the sandbox.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="environment">Its complete environment.</param>
    SandboxCommand CommandFor(SandboxFolders folders, string program, IReadOnlyList<string> arguments, IReadOnlyDictionary<string, string> environment);
}
