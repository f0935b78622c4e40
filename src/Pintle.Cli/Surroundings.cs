namespace Pintle.Cli;

/// <summary>What a command finds around it beside the terminal: the time, the environment, and the folder that it runs in.</summary>
internal sealed record Surroundings
{
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;

    public string Folder { get; init; } = Directory.GetCurrentDirectory();
}
