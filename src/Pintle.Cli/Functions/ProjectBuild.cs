namespace Pintle.Cli.Functions;

/// <summary>How a project is published.</summary>
/// <param name="Configuration">MSBuild's: <c>Release</c>, or <c>Debug</c> for a debugger.</param>
/// <param name="TargetFramework">Such as <c>net10.0</c>, for a project that has several; null: the one that it has.</param>
internal sealed record ProjectBuild(string Configuration = "Release", string? TargetFramework = null)
{
    /// <summary>What the SDK says where a project with several frameworks is published without a choice.</summary>
    public const string SeveralFrameworks = "NETSDK1129";

    /// <summary>For the command line of dotnet publish.</summary>
    public IReadOnlyList<string> Arguments => ["-c", Configuration, .. TargetFramework is null ? (string[])[] : ["-f", TargetFramework]];
}
