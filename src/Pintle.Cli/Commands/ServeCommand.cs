using System.CommandLine;
using System.Text.RegularExpressions;
using Pintle.Cli.Functions;
using Pintle.Testing;

namespace Pintle.Cli.Commands;

/// <summary><c>pintle serve</c>: a function behind Lambda's Invoke API on a loopback port, until Ctrl-C. Standard output has the address and a command to try; logs go to standard error.</summary>
internal static partial class ServeCommand
{
    public static Command Create(Terminal terminal)
    {
        var settings = new FunctionSettings();
        var name = new Option<string?>("--name") { Description = "The function's name; what stands before the handler's first colon when left out.", HelpName = "NAME" };
        var port = new Option<int>("--port") { Description = "The port on 127.0.0.1; a free one when left out.", HelpName = "P" };

        var command = new Command("serve", "Serve a function over Lambda's Invoke API on this machine, for the AWS CLI and SDKs, until Ctrl-C.");
        settings.AddTo(command);
        command.Options.Add(name);
        command.Options.Add(port);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var options = await settings.ReadAsync(parsed, terminal, cancellationToken).ConfigureAwait(false);
            options = options with { FunctionName = parsed.GetValue(name) ?? NameOf(options.Handler) };
            await ServeAsync(options, parsed.GetValue(port), terminal, cancellationToken).ConfigureAwait(false);
            return ExitCode.Success;
        });
        return command;
    }

    private static async Task ServeAsync(LambdaFunctionOptions options, int port, Terminal terminal, CancellationToken cancellationToken)
    {
        await using var function = await LambdaFunction.StartAsync(options, cancellationToken).ConfigureAwait(false);
        if (function.Sandbox.Notice is { } notice)
            terminal.Notice(notice);
        foreach (var line in function.Init.Logs)
            InvocationReport.WriteLog(line, terminal);
        function.LogReceived += line => InvocationReport.WriteLog(line, terminal);
        if (!function.Init.Succeeded)
            terminal.Notice($"The init phase failed ({function.Init.ErrorType}); as on Lambda, the next invocation starts the function again.");

        await using var server = await FunctionServer.StartAsync([function], port, line => Write(line, terminal), cancellationToken).ConfigureAwait(false);
        terminal.Result(server.Address);
        terminal.Result($"aws lambda invoke --endpoint-url {server.Address} --region {options.Region} --no-sign-request --function-name {options.FunctionName} --payload fileb://event.json response.json");
        terminal.Say("Serving until Ctrl-C.");
        await WhenCancelledAsync(cancellationToken).ConfigureAwait(false);
        terminal.Say("Stopping.");
    }

    /// <summary>Being stopped is how serving ends, so it is no error here.</summary>
    private static async Task WhenCancelledAsync(CancellationToken cancellationToken)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = cancellationToken.Register(stopped.SetResult).ConfigureAwait(false);
        await stopped.Task.ConfigureAwait(false);
    }

    private static void Write(string line, Terminal terminal)
    {
        lock (terminal)
            terminal.Say(line);
    }

    /// <summary>The assembly's name where Lambda would take it for a function's.</summary>
    private static string NameOf(string handler) => handler.Split(':')[0] is var first && FunctionName().IsMatch(first) ? first : "function";

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z")]
    private static partial Regex FunctionName();
}
