using System.CommandLine;
using System.CommandLine.Help;
using Pintle.Cli.Commands;
using Pintle.Cli.Functions;
using Pintle.Cli.Parsing;

namespace Pintle.Cli;

/// <summary>The commands and what becomes of their failures. Each command's own file knows the rest.</summary>
internal static class CommandLine
{
    /// <summary>Whatever happens, it ends in an exit code and a sentence: no input may end in a stack trace.</summary>
    public static async Task<int> RunAsync(string[] arguments, Terminal terminal, CancellationToken cancellationToken = default)
    {
        var failed = ExitCode.ToolError;
        try
        {
            // Events and handler strings may begin with @, which the parser would take for a file of more arguments.
            var parsed = Root(terminal).Parse(CredentialSettings.Join(arguments), new ParserConfiguration { ResponseFileTokenReplacer = null });
            var command = parsed.CommandResult.Command;
            failed = ExitCode.OfFailure(command.Name);
            var mistakes = WrongCommandLine.Describe(parsed);
            if (mistakes.Count == 0)
                return await parsed.InvokeAsync(Invocation(terminal), cancellationToken).ConfigureAwait(false);
            foreach (var mistake in mistakes)
                terminal.Error(mistake);
            terminal.Say($"See pintle {(command is RootCommand ? "" : command.Name + " ")}--help.");
            return failed;
        }
        catch (OperationCanceledException)
        {
            return terminal.TryError("stopped.", ExitCode.Interrupted);
        }
        catch (Exception fault)
        {
            return terminal.TryError(Failures.Describe(fault), failed);
        }
    }

    private static InvocationConfiguration Invocation(Terminal terminal) => new()
    {
        EnableDefaultExceptionHandler = false,
        Output = terminal.Output.Profile.Out.Writer,
        Error = terminal.Messages.Profile.Out.Writer,
    };

    internal static RootCommand Root(Terminal terminal)
    {
        var root = Commands(terminal);
        // Without a command, pintle says what there is to do.
        root.SetAction(parsed => new HelpAction().Invoke(parsed));
        return ParserRules.Apply(root);
    }

    private static RootCommand Commands(Terminal terminal) => new("A pinned .NET runtime for AWS Lambda: builds the layer, and runs functions on it as Lambda would.\n\n"
        + "Exit codes: 0 success, 1 the function failed, 2 pintle could not do it, 130 stopped; verify, audit, patch, migrate and status say their own.")
    {
        DemoCommand.Create(terminal),
        InitCommand.Create(terminal),
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
        MigrateCommand.Create(terminal),
        PublishCommand.Create(terminal),
        AttachCommand.Create(terminal),
        UndoCommand.CreateDetach(terminal),
        UndoCommand.Create(terminal),
        StatusCommand.Create(terminal),
        RolloutCommand.Create(terminal),
        PruneCommand.Create(terminal),
        CompareCommand.Create(terminal),
        PayloadCommand.Create(terminal),
    };
}
