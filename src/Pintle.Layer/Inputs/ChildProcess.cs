using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Pintle.Shared;

namespace Pintle.Layer.Inputs;

/// <summary>Runs a program to its end, with its output captured and a time limit. It ends the program's children too when it has to stop it.</summary>
internal static class ChildProcess
{
    private const int ShownLines = 60; // Chosen, not measured: an error stands near the end of what a compiler prints, and fewer lines could cut it off.

    /// <summary>Variables by which a running MSBuild would make a child use its own tasks and not the child SDK's.</summary>
    private static readonly string[] NotInherited = ["MSBUILD_EXE_PATH", "MSBuildSDKsPath", "MSBuildExtensionsPath", "MSBuildLoadMicrosoftTargetsReadOnly"];

    /// <exception cref="LayerException">It could not be started, ran out of time, or ended with another code than 0; the message has what it printed.</exception>
    public static async Task<string> RunAsync(
        string program, IReadOnlyList<string> arguments, string folder, TimeSpan limit, CancellationToken cancellationToken)
    {
        var result = await TryRunAsync(program, arguments, folder, limit, cancellationToken).ConfigureAwait(false);
        return result.ExitCode == 0
            ? result.Output
            : throw Failure(program, arguments, $"ended with exit code {result.ExitCode}", result);
    }

    public static async Task<ChildResult> TryRunAsync(
        string program, IReadOnlyList<string> arguments, string folder, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = StartInfo(program, arguments, folder) };
        var output = new StringBuilder();
        var errors = new StringBuilder();
        process.OutputDataReceived += (_, line) => Append(output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(errors, line.Data);
        Start(process, program);
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();

        using var timeLimit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeLimit.CancelAfter(limit);
        try
        {
            await process.WaitForExitAsync(timeLimit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            var soFar = new ChildResult(process.ExitCode, output.ToString(), errors.ToString());
            throw Failure(program, arguments, $"did not end within {limit.TotalSeconds:0} s", soFar);
        }

        return new ChildResult(process.ExitCode, output.ToString(), errors.ToString());
    }

    private static ProcessStartInfo StartInfo(string program, IReadOnlyList<string> arguments, string folder)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var name in NotInherited)
            _ = start.Environment.Remove(name);
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        // Messages in one language, and no ICU needed by a tool that brings its own runtime.
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        ShortLivedProcess.SetVariables(start.Environment);
        return start;
    }

    private static void Start(Process process, string program)
    {
        try
        {
            _ = process.Start();
        }
        catch (Win32Exception e)
        {
            throw new LayerException(
                LayerFault.ToolMissing,
                $"Expected to run the program \"{program}\", found that it cannot be started ({e.Message}). Install it, or put it on PATH.",
                e);
        }
    }

    private static void Append(StringBuilder text, string? line)
    {
        // The last event of a stream has no line; events of one stream never overlap.
        if (line is not null)
            _ = text.Append(line).Append('\n');
    }

    private static LayerException Failure(string program, IReadOnlyList<string> arguments, string what, ChildResult result)
    {
        var command = $"{Path.GetFileName(program)} {string.Join(' ', arguments)}";
        var printed = string.Join('\n', (result.Output + result.Errors).TrimEnd().Split('\n').TakeLast(ShownLines));
        return new LayerException(LayerFault.CompileFailed, $"The command \"{command}\" {what}; its last lines were:\n{printed}");
    }
}

/// <summary>How a program ended and what it printed.</summary>
internal sealed record ChildResult(int ExitCode, string Output, string Errors);
