using System.Diagnostics;

namespace Pintle.Repository.Tests;

/// <summary>A process that ran to its end, without stdin, within a time limit.</summary>
internal sealed record ProcessRun(string Command, int ExitCode, string Output, string Error)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <param name="program">A path, or a name on PATH.</param>
    /// <param name="arguments">One each.</param>
    /// <param name="folder">The working folder.</param>
    /// <param name="environment">The whole environment; null for this process's own.</param>
    public static ProcessRun Of(string program, string[] arguments, string folder, IReadOnlyDictionary<string, string>? environment = null)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (environment is not null)
        {
            start.Environment.Clear();
            foreach (var (name, value) in environment)
                start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        var command = $"{program} {string.Join(' ', arguments)}";
        if (!process.WaitForExit(Limit))
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
            Assert.Fail($"{command} did not end within {Limit.TotalSeconds} s");
        }
        return new ProcessRun(command, process.ExitCode, output.GetAwaiter().GetResult(), error.GetAwaiter().GetResult());
    }

    public override string ToString() => $"$ {Command}\nexit code: {ExitCode}\nstdout:\n{Output}\nstderr:\n{Error}";
}
