namespace Pintle.Cli;

/// <summary>What a command finds around it beside the terminal: the time, the environment, and the folder that it runs in.</summary>
internal sealed record Surroundings
{
    private readonly string? _folder;

    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    /// <summary>Looked up only when a command needs it: a folder that was removed under the shell has no name, and most commands need none.</summary>
    public string Folder { get => _folder ?? Directory.GetCurrentDirectory(); init => _folder = value; }
}
