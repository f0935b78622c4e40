using Pintle.Cli.Tests.MachineReadable;

namespace Pintle.Cli.Tests;

/// <summary>One run of pintle in this process, into pipes.</summary>
internal sealed record Run(int ExitCode, string Output, string Messages)
{
    public static async Task<Run> PintleAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var messages = new StringWriter();
        var terminal = new Terminal(Terminal.Console(output, isPlain: true), Terminal.Console(messages, isPlain: true));
        var exitCode = await CommandLine.RunAsync(arguments, terminal, TestContext.Current.CancellationToken);
        var run = new Run(exitCode, output.ToString(), messages.ToString());
        // Whatever a test looks at: what a script gets is of its schema.
        if (arguments.Contains("--json") && run.Output.StartsWith('{'))
            await JsonSchemas.RequireValidAsync(arguments[0], run.Output);
        return run;
    }

    /// <summary>Everything a failed test has to show.</summary>
    public override string ToString() => $"exit code {ExitCode}\n--- output\n{Output}\n--- messages\n{Messages}";
}
