using System.Diagnostics;
using Pintle.Shared;

namespace Pintle.Cli;

/// <summary>One run of the SDK's <c>dotnet</c>, in English, with what it prints captured. What it starts ends with it where it has to be stopped.</summary>
/// <param name="ExitCode">Zero: it did what it was to do.</param>
/// <param name="Output">Its standard output: to be waited for only where it is needed, because a build may leave processes that hold it.</param>
/// <param name="Errors">Its standard error, the same.</param>
internal sealed record SdkProcess(int ExitCode, Task<string> Output, Task<string> Errors)
{
    /// <summary>All that was printed, for a message.</summary>
    public async Task<string> SaidAsync() => (await Output.ConfigureAwait(false) + await Errors.ConfigureAwait(false)).Trim();

    /// <exception cref="ToolException">It cannot be started.</exception>
    /// <exception cref="OperationCanceledException">It took longer than <paramref name="limit"/>, or was cancelled; it has ended.</exception>
    public static async Task<SdkProcess> RunAsync(IEnumerable<string> arguments, TimeSpan limit, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(ProgramPath.Dotnet, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        ShortLivedProcess.SetVariables(start.Environment);
        using var process = Process.Start(start) ?? throw new ToolException("Expected to run dotnet, but it could not be started. Put the .NET SDK on PATH.");
        var output = process.StandardOutput.ReadToEndAsync(cancellationToken);
        var errors = process.StandardError.ReadToEndAsync(cancellationToken);
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limited.CancelAfter(limit);
        try
        {
            await process.WaitForExitAsync(limited.Token).ConfigureAwait(false);
            return new SdkProcess(process.ExitCode, output, errors);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}
