using System.ComponentModel;
using System.Diagnostics;
using Pintle.Shared;

namespace Pintle.Testing;

/// <summary>Runs dotnet, or another program, beside a test run, which itself was started by dotnet and has its variables.</summary>
internal static class DotnetCommand
{
    /// <summary>Variables of the build that runs the tests; a build that a test starts has to find its own.</summary>
    private static readonly string[] OfTheRunningBuild = ["MSBUILD_EXE_PATH", "MSBuildSDKsPath", "MSBuildExtensionsPath", "MSBuildLoadMicrosoftTargetsReadOnly"];

    /// <summary>The program that runs this process, where that is known.</summary>
    public static string Program => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : ProgramPath.Dotnet;

    public static Task<(int ExitCode, string Printed)> RunAsync(string folder, TimeSpan limit, params string[] arguments) => RunAsync(Program, folder, limit, arguments);

    /// <returns>The exit code, and what it printed: standard output, then standard error.</returns>
    /// <exception cref="FunctionSetupException">It could not be started, or did not end in time.</exception>
    public static async Task<(int ExitCode, string Printed)> RunAsync(string program, string folder, TimeSpan limit, params string[] arguments)
    {
        var start = new ProcessStartInfo(program.Contains('/', StringComparison.Ordinal) ? program : ProgramPath.Find(program) ?? throw new FunctionSetupException($"Expected {program} on PATH, found none. Install it, or put it there."), arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var name in OfTheRunningBuild)
            _ = start.Environment.Remove(name);
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        using var process = Start(start);
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        using var end = new CancellationTokenSource(limit);
        try
        {
            await process.WaitForExitAsync(end.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new FunctionSetupException($"Expected {program} {arguments[0]} to end within {limit}, but it did not. Run it by hand in {folder} to see what it waits for.");
        }

        return (process.ExitCode, await output.ConfigureAwait(false) + await errors.ConfigureAwait(false));
    }

    private static Process Start(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception fault)
        {
            throw new FunctionSetupException($"Expected to run {start.FileName}, but it could not be started: {fault.Message}. Install it, or put it on PATH.", fault);
        }
    }
}
