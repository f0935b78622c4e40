using System.Text.Json;
using Pintle.Layer.Migrate;
using Pintle.Shared;

namespace Pintle.Cli.Migrating;

/// <summary>What MSBuild says of a project before it is published: the settings that make its package unfit for a layer.</summary>
internal static class ProjectFacts
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5); // Chosen, not measured: far above what asking a project takes, so it only ends one that hangs.

    private static readonly (string Property, string Found, string Remedy)[] Unfit =
    [
        ("PublishAot", "The project is published as a native executable, which needs no .NET of a layer's.", "Remove PublishAot, or leave this function on provided.al2023 without the layer."),
        ("PublishSingleFile", "The project is published as a single file, whose assemblies the layer's runtime cannot load.", "Remove PublishSingleFile."),
        ("SelfContained", "The project is published self-contained: with a .NET of its own, which the layer does not replace.", "Set SelfContained to false."),
        ("PublishTrimmed", "The project is published trimmed, and so self-contained.", "Remove PublishTrimmed."),
    ];

    /// <returns>Why its package does not fit a layer; none where it may.</returns>
    /// <exception cref="ToolException">dotnet cannot evaluate it.</exception>
    public static async Task<IReadOnlyList<MigrationFinding>> BlockersAsync(string project, CancellationToken cancellationToken)
    {
        var asked = await SdkProcess.RunAsync(["msbuild", project, "-nologo", .. Unfit.Select(each => $"-getProperty:{each.Property}"), "-p:Configuration=Release"], Limit, cancellationToken).ConfigureAwait(false);
        if (asked.ExitCode != 0)
            throw new ToolException($"Expected a project that dotnet can read at {project}, but it says: {Quote.Bounded(await asked.SaidAsync().ConfigureAwait(false))} Correct it.");
        using var document = JsonDocument.Parse(await asked.Output.ConfigureAwait(false));
        var properties = document.RootElement.GetProperty("Properties");
        return [.. Unfit.Where(each => string.Equals(properties.GetProperty(each.Property).GetString(), "true", StringComparison.OrdinalIgnoreCase))
            .Select(each => new MigrationFinding(MigrationSeverity.Blocker, "project", $"{Path.GetFileName(project)}, {each.Property}", each.Found, each.Remedy))];
    }
}
