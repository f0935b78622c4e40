using System.ComponentModel;
using System.Diagnostics;
using Pintle.Aws;
using Pintle.Cli.Cloud.Changing;

namespace Pintle.Cli.Cloud.RollingOut;

/// <summary>What has to hold between the steps of a rollout: a test event's answer, a CloudWatch alarm's state, a command of the user's, or several of them.</summary>
internal sealed class RolloutCheck(AwsContext context, EventCheck? test, string? alarm, string? command)
{
    private const string On = "ALARM";
    private static readonly TimeSpan LongestCommand = TimeSpan.FromHours(1); // Chosen, not measured: it only ends a check that hangs.

    /// <summary>How long an alarm may be on before the rollout sees it. Chosen, not measured: alarms themselves mostly look once a minute; fewer seconds are more requests.</summary>
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(15);

    private readonly Dictionary<(string Region, string Function), InvokeResult> _before = [];

    /// <summary>Before anything changes.</summary>
    /// <exception cref="ToolException">The alarm is on already.</exception>
    public async Task BeginAsync(IReadOnlyList<RolloutPart> parts, CancellationToken cancellationToken)
    {
        foreach (var region in alarm is null ? [] : parts.Select(part => part.Region).Distinct(StringComparer.Ordinal))
        {
            var state = await new AlarmClient(context.Session, region).GetStateAsync(alarm!, cancellationToken).ConfigureAwait(false);
            if (state == On)
                throw new ToolException($"Expected the alarm {alarm} in {region} to be off before the rollout, but it is on. See to that first. Nothing was changed.");
            if (state == "INSUFFICIENT_DATA")
                context.Terminal.Notice($"The alarm {alarm} in {region} has no data: until it has, it does not tell that anything is wrong.");
        }

        foreach (var part in test is null ? [] : parts)
            _before[(part.Region, part.Function)] = await test!.SendAsync(context.Lambda(part.Region), part.Function, part.Alias, cancellationToken).ConfigureAwait(false);
    }

    /// <param name="parts">What was changed.</param>
    /// <param name="wait">How long the change runs before the check; an alarm that turns on meanwhile ends the wait, even if it would be off again by its end.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>What does not hold, as a sentence without its full stop; null where all does.</returns>
    public async Task<string?> FailureAsync(IReadOnlyList<RolloutPart> parts, TimeSpan wait, CancellationToken cancellationToken)
    {
        while (alarm is not null && wait > BetweenLooks)
        {
            await Task.Delay(BetweenLooks, context.Clock, cancellationToken).ConfigureAwait(false);
            wait -= BetweenLooks;
            if (await AlarmAsync(parts, cancellationToken).ConfigureAwait(false) is { } early)
                return early;
        }

        await Task.Delay(wait, context.Clock, cancellationToken).ConfigureAwait(false);
        foreach (var part in test is null ? [] : parts)
        {
            var after = await test!.SendAsync(context.Lambda(part.Region), part.Function, part.Version, cancellationToken).ConfigureAwait(false);
            if (EventCheck.Difference(_before[(part.Region, part.Function)], after) is { } difference)
                return $"{part.Function} in {part.Region}: {difference}";
        }

        if (await AlarmAsync(parts, cancellationToken).ConfigureAwait(false) is { } on)
            return on;
        return command is null ? null : await RunAsync(command, parts, cancellationToken).ConfigureAwait(false);
    }

    private async Task<string?> AlarmAsync(IReadOnlyList<RolloutPart> parts, CancellationToken cancellationToken)
    {
        foreach (var region in alarm is null ? [] : parts.Select(part => part.Region).Distinct(StringComparer.Ordinal))
        {
            if (await new AlarmClient(context.Session, region).GetStateAsync(alarm!, cancellationToken).ConfigureAwait(false) == On)
                return $"the alarm {alarm} in {region} is on";
        }

        return null;
    }

    private async Task<string?> RunAsync(string line, IReadOnlyList<RolloutPart> parts, CancellationToken cancellationToken)
    {
        try
        {
            var start = new ProcessStartInfo("/bin/sh", ["-c", line]) { WorkingDirectory = context.Terminal.Surroundings.Folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
            start.Environment["PINTLE_FUNCTIONS"] = string.Join(' ', parts.Select(part => part.Function));
            start.Environment["PINTLE_REGIONS"] = string.Join(' ', parts.Select(part => part.Region).Distinct(StringComparer.Ordinal));
            using var process = Process.Start(start)!;
            process.StandardInput.Close();
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(cancellationToken), process.StandardError.ReadToEndAsync(cancellationToken));
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(LongestCommand);
            try
            {
                await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                cancellationToken.ThrowIfCancellationRequested();
                return $"the command of --check did not end within {LongestCommand.TotalHours:0} hour";
            }

            foreach (var said in (await output.ConfigureAwait(false) + await errors.ConfigureAwait(false)).Split('\n', StringSplitOptions.RemoveEmptyEntries).TakeLast(20))
                context.Terminal.Say(said);
            return process.ExitCode == 0 ? null : $"the command of --check ended with exit code {process.ExitCode}";
        }
        catch (Win32Exception e)
        {
            return $"the command of --check could not be started ({e.Message})";
        }
    }
}
