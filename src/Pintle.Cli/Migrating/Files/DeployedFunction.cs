using Pintle.Layer;
using Pintle.Layer.Migrate;

namespace Pintle.Cli.Migrating.Files;

/// <summary>A function as a deployment file describes it.</summary>
internal sealed record DeployedFunction(string Name)
{
    /// <summary>The beginning of the managed runtimes' names.</summary>
    private const string Managed = "dotnet";

    public const string OsOnly = "provided.al2023";

    /// <summary>Null where the file does not have it as plain text.</summary>
    public string? Runtime { get; init; }

    public string? Handler { get; init; }

    /// <summary>The full path of its code on this machine; null where it is somewhere else, and <see cref="Findings"/> say so.</summary>
    public string? Code { get; init; }

    public LayerArchitecture Architecture { get; init; }

    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>What the file alone says.</summary>
    public IReadOnlyList<MigrationFinding> Findings { get; init; } = [];

    public bool IsOnManagedRuntime => Runtime?.StartsWith(Managed, StringComparison.Ordinal) == true;

    /// <summary>Whether one of its layers is Pintle's by its name, or by the parameter that a template gets.</summary>
    public bool HasLayer { get; init; }

    /// <summary>On the OS-only runtime, with the layer, or with a handler that only .NET has: then it should have the layer.</summary>
    public bool IsMoved => Runtime == OsOnly && (HasLayer || Handler?.Contains("::", StringComparison.Ordinal) == true);
}

/// <summary>What a reader of deployment files found in one.</summary>
internal interface IDeploymentFile
{
    SourceText Source { get; }

    /// <summary>Those with a .NET runtime, or a runtime that cannot be told.</summary>
    IReadOnlyList<DeployedFunction> Functions { get; }

    /// <summary>What was not seen, because it stands elsewhere or is made at deployment; null where all was seen.</summary>
    MigrationFinding? Unseen => null;

    /// <summary>The region that it names; null where it names none.</summary>
    string? Region { get; }

    /// <summary>Why it is not written to, whatever is asked; null where it may be.</summary>
    string? WhyNotWritten { get; }

    /// <summary>What has to change for these functions.</summary>
    ChangePlan Plan(IReadOnlyCollection<string> functions, LayerReference layer);
}
