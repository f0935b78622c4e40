namespace Pintle.Bootstrap.Framework;

/// <summary>The .NET host's own environment variables, as far as they decide which files a function consists of. All of them are unset for most functions, and then cost nothing.</summary>
internal sealed record ResolutionSettings
{
    public static ResolutionSettings None { get; } = new();

    /// <summary>DOTNET_ROLL_FORWARD: overrides every setting of the runtimeconfig.</summary>
    public string? RollForward { get; init; }

    /// <summary>DOTNET_ROLL_FORWARD_ON_NO_CANDIDATE_FX, the older spelling, as the setting it stands for. It counts where there is no other setting.</summary>
    public string? RollForwardDefault { get; init; }

    /// <summary>DOTNET_SHARED_STORE: folders of package stores, with colons between them.</summary>
    public string? SharedStore { get; init; }

    /// <summary>DOTNET_ADDITIONAL_DEPS: deps.json files, or folders of them by framework, with colons between them.</summary>
    public string? AdditionalDeps { get; init; }

    /// <summary>DOTNET_STARTUP_HOOKS: assemblies whose hook runs before the function's own code.</summary>
    public string? StartupHooks { get; init; }

    /// <summary>DOTNET_RUNTIME_ID: a RID that is looked for before the layer's own.</summary>
    public string? RuntimeId { get; init; }

    /// <returns>The roll-forward setting that a rollForwardOnNoCandidateFx of 0, 1 or 2 stands for; null for anything else.</returns>
    public static string? OfNoCandidate(string? number) => number switch { "0" => "LatestPatch", "1" => "Minor", "2" => "Major", _ => null };
}
