using Pintle.Layer.Inputs;

namespace Pintle.TestSupport;

/// <summary>The repository that the tests run in.</summary>
public static class Repository
{
    public static string Root { get; } = RepositoryInputs.FindRoot(AppContext.BaseDirectory)
        ?? throw new InvalidOperationException($"Expected to run inside the repository, found {AppContext.BaseDirectory}. Run dotnet test from a clone.");

    public static string Artifacts { get; } = Path.Combine(Root, "artifacts");

    /// <summary>The pin that the tests run on; <c>null</c>, the default one, unless <c>PINTLE_TEST_PIN</c> names another (CONTRIBUTING.md says how).</summary>
    public static string? Pin { get; } = Environment.GetEnvironmentVariable("PINTLE_TEST_PIN") is { Length: > 0 } pin ? pin : null;

    /// <summary>Where published functions are kept: apart, where they are compiled against Amazon's packages (CONTRIBUTING.md says how).</summary>
    public static string Functions { get; } =
        Path.Combine(Artifacts, string.Equals(Environment.GetEnvironmentVariable("AwsPackages"), "true", StringComparison.OrdinalIgnoreCase) ? "aws-packages" : "", "test-functions");
}
