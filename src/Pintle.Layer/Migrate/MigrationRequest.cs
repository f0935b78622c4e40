namespace Pintle.Layer.Migrate;

/// <summary>What is known of a function beside its package.</summary>
public sealed record MigrationRequest
{
    /// <summary>The layer that it will have, a zip or a folder; <c>null</c>: findings that depend on one are conditional.</summary>
    public string? Layer { get; init; }

    /// <summary>The frameworks of a layer that is not on this machine, each with its exact version; <c>null</c> where the layer is here, or they are not known.</summary>
    public IReadOnlyDictionary<string, string>? LayerFrameworks { get; init; }

    /// <summary>The handler string; <c>null</c> where it is not known.</summary>
    public string? Handler { get; init; }

    /// <summary>The function's architecture; <c>null</c>: the layer's, else x64.</summary>
    public LayerArchitecture? Architecture { get; init; }

    /// <summary>The function's environment variables, as far as they are known.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();
}
