using System.Diagnostics;

namespace Pintle.Cli.Tests;

/// <summary>Programs outside the repository, as a user runs them; a failure has all they printed.</summary>
internal static class Programs
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(80);

    /// <summary>Where this machine's NuGet keeps packages.</summary>
    public static string GlobalPackages { get; } = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");

    /// <returns>Standard output.</returns>
    public static Task<string> RunAsync(string program, string folder, params string[] arguments) => RunAsync(program, folder, new Dictionary<string, string>(), arguments);

    /// <returns>Standard output.</returns>
    public static async Task<string> RunAsync(string program, string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in (string[])["MSBUILD_EXE_PATH", "MSBuildSDKsPath", "MSBuildExtensionsPath"])
            _ = start.Environment.Remove(name);
        // Packages come from where a user's come from; only our own are looked for in the scratch folder.
        start.Environment["NUGET_PACKAGES"] = GlobalPackages;
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"{program} {string.Join(' ', arguments)} did not end within {Limit}.");
        }
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}:\n{await output}{await errors}");
        return await output;
    }
}
