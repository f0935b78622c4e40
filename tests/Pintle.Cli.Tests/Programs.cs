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
        var (exitCode, output, errors) = await EndAsync(program, folder, environment, arguments);
        Assert.True(exitCode == 0, $"{program} {string.Join(' ', arguments)} ended with {exitCode}:\n{output}{errors}");
        return output;
    }

    /// <summary>The same, whatever its exit code.</summary>
    /// <returns>Its exit code, and what it printed to either stream.</returns>
    public static async Task<(int ExitCode, string Printed)> TryAsync(string program, string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var (exitCode, output, errors) = await EndAsync(program, folder, environment, arguments);
        return (exitCode, output + errors);
    }

    private static async Task<(int ExitCode, string Output, string Errors)> EndAsync(string program, string folder, IReadOnlyDictionary<string, string> environment, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in (string[])["MSBUILD_EXE_PATH", "MSBuildSDKsPath", "MSBuildExtensionsPath"])
            _ = start.Environment.Remove(name);
        // Packages come from where a user's come from; only our own are looked for in the scratch folder.
        start.Environment["NUGET_PACKAGES"] = GlobalPackages;
        // No analysis of what is built: the build of the solution has done it, and it is half of a compilation.
        start.Environment["RunAnalyzers"] = "false";
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
        return (process.ExitCode, await output, await errors);
    }

    /// <summary>The tool in a shell's command line, without standard input.</summary>
    /// <param name="folder">Where it runs.</param>
    /// <param name="script">With <c>{0}</c> in the place of <c>pintle</c>.</param>
    /// <returns>Its exit code, and what it printed to either stream.</returns>
    public static async Task<(int ExitCode, string Printed)> ShellAsync(string folder, string script)
    {
        var pintle = $"dotnet {Path.Combine(AppContext.BaseDirectory, "pintle.dll")}";
        var start = new ProcessStartInfo("sh", ["-c", script.Replace("{0}", pintle, StringComparison.Ordinal)]) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var printed = Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(10));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, string.Concat(await printed));
    }
}
