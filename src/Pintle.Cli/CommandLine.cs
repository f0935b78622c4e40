using System.CommandLine;
using Pintle.Cli.Commands;
using Pintle.Cli.Functions;
using Pintle.Layer;
using Pintle.Testing;

namespace Pintle.Cli;

/// <summary>The commands and what becomes of their failures. Each command's own file knows the rest.</summary>
internal static class CommandLine
{
    public static async Task<int> RunAsync(string[] arguments, Terminal terminal, CancellationToken cancellationToken = default)
    {
        var parsed = Root(terminal).Parse(CredentialSettings.Join(arguments));
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
                terminal.Error(error.Message);
            terminal.Say($"See pintle {parsed.CommandResult.Command.Name} --help.".Replace("pintle pintle", "pintle", StringComparison.Ordinal));
            return ExitCode.ToolError;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false }, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is ToolException or LayerException or FunctionSetupException)
        {
            terminal.Error(e.Message);
            return ExitCode.ToolError;
        }
        catch (OperationCanceledException)
        {
            terminal.Error("stopped.");
            return ExitCode.Interrupted;
        }
    }

    internal static RootCommand Root(Terminal terminal) => new("A pinned .NET runtime for AWS Lambda: builds the layer, and runs functions on it as Lambda would.\n\n"
        + "Exit codes: 0 success, 1 the function failed, 2 pintle could not do it; verify and audit say their own.")
    {
        DemoCommand.Create(terminal),
        BuildCommand.Create(terminal),
        InvokeCommand.Create(terminal),
        ServeCommand.Create(terminal),
        VerifyCommand.Create(terminal),
        AuditCommand.Create(terminal),
        PinCommand.Create(terminal),
        PatchCommand.Create(terminal),
        BenchCommand.Create(terminal),
        RehearseCommand.Create(terminal),
        OptimizeCommand.Create(terminal),
        PayloadCommand.Create(terminal),
    };
}
