using System.Text.Json.Nodes;
using Pintle.Aws;

namespace Pintle.Cli.Cloud.Changing;

/// <summary>
/// Changes a function's configuration under its RevisionId and waits until that has settled. Whatever happens on the way, what the function is afterwards is read and compared, never assumed.
/// </summary>
internal sealed class FunctionChanger(LambdaClient lambda)
{
    // Chosen, not measured: how soon a change whose answer was lost is seen, and how long one takes to settle, is not documented. With too few reads, a change that was made counts as unknown; longer waits only report a hanging one later.
    private const int ReadsAfterALoss = 5;
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    /// <param name="before">As it was read; its RevisionId guards the change.</param>
    /// <param name="change">The members that are set.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>The configuration when the change has settled.</returns>
    /// <exception cref="ChangeRefusedException">Nothing was changed by this.</exception>
    /// <exception cref="AwsException">What became of it is not known.</exception>
    public async Task<FunctionConfiguration> ChangeAsync(FunctionConfiguration before, JsonObject change, CancellationToken cancellationToken)
    {
        await RequireReadableAsync(before, cancellationToken).ConfigureAwait(false);
        try
        {
            _ = await lambda.UpdateConfigurationAsync(before.Name, change, before.RevisionId, cancellationToken).ConfigureAwait(false);
        }
        catch (AwsException e) when (e.MayHaveHappened || e.IsPrecondition)
        {
            // An answer was lost, or the RevisionId is no longer the newest, perhaps because of the very attempt whose answer was lost.
            var now = await AnotherAsync(before, cancellationToken).ConfigureAwait(false);
            if (now.Settable() == before.With(change).Settable())
                return now;
            throw new ChangeRefusedException(now.Settable() == before.Settable() ? e.Message : $"Expected {before.Name} to be as it was read, but somebody else changed it meanwhile{Members(now, before)}. Look at it, and repeat the command.");
        }
        catch (AwsException e)
        {
            throw new ChangeRefusedException(e.Message);
        }

        return await AppearedAsync(before, change, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Somebody who may change a function but not read it afterwards could neither wait for the change nor take it back.</summary>
    private async Task RequireReadableAsync(FunctionConfiguration before, CancellationToken cancellationToken)
    {
        try
        {
            var now = await lambda.GetConfigurationAsync(before.Name, cancellationToken).ConfigureAwait(false);
            if (now.RevisionId != before.RevisionId)
                throw new ChangeRefusedException($"Expected {before.Name} to be as it was read, but somebody else changed it meanwhile{Members(now, before)}. Look at it, and repeat the command.");
        }
        catch (AwsException e)
        {
            throw new ChangeRefusedException(e.Message);
        }
    }

    /// <summary>Reads until no update runs.</summary>
    public async Task<FunctionConfiguration> SettledAsync(string function, CancellationToken cancellationToken) =>
        await PollAsync(function, configuration => !configuration.IsMoving, cancellationToken).ConfigureAwait(false);

    /// <summary>Reads until the change shows: a read may be older than an update that was answered.</summary>
    private async Task<FunctionConfiguration> AppearedAsync(FunctionConfiguration before, JsonObject change, CancellationToken cancellationToken)
    {
        var after = before.With(change).Settable();
        var now = await PollAsync(before.Name, configuration => !configuration.IsMoving && (configuration.RevisionId != before.RevisionId || configuration.Settable() == after), cancellationToken).ConfigureAwait(false);
        if (now.HasFailed)
            throw new SettlingFailedException($"Expected the update of {before.Name} to succeed, but it failed: {now.LastUpdateStatusReason ?? "Lambda does not say why"}.");
        return now.Settable() == after
            ? now
            : throw new AwsException($"Expected {before.Name} to be as it was set, but somebody else changed it meanwhile{Members(now, before.With(change))}. Look at it, and repeat the command.");
    }

    /// <summary>Reads for a while until there is another RevisionId: right after a change a read may be older than it.</summary>
    public async Task<FunctionConfiguration> AnotherAsync(FunctionConfiguration before, CancellationToken cancellationToken)
    {
        for (var read = 1; ; read++)
        {
            var now = await SettledAsync(before.Name, cancellationToken).ConfigureAwait(false);
            if (now.RevisionId != before.RevisionId || now.Settable() != before.Settable() || read == ReadsAfterALoss)
                return now;
            await Task.Delay(FirstWait * read, lambda.Session.Clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<FunctionConfiguration> PollAsync(string function, Func<FunctionConfiguration, bool> isOver, CancellationToken cancellationToken)
    {
        var clock = lambda.Session.Clock;
        var end = clock.GetUtcNow() + Settling;
        for (var wait = FirstWait; ; wait = TimeSpan.FromTicks(Math.Min(wait.Ticks * 2, LongestWait.Ticks)))
        {
            var now = await lambda.GetConfigurationAsync(function, cancellationToken).ConfigureAwait(false);
            if (isOver(now))
                return now;
            if (clock.GetUtcNow() >= end)
                throw new AwsException($"Expected the update of {function} to settle within {Settling.TotalMinutes:0} minutes, but its status is {now.LastUpdateStatus ?? now.State}. Repeat the command later; it goes on where it was.");
            await Task.Delay(wait, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    public static string Members(FunctionConfiguration now, FunctionConfiguration before) => now.Differences(before) is { Count: > 0 } members ? $" ({string.Join(", ", members)})" : "";
}

/// <summary>A change that was refused before it changed anything.</summary>
internal sealed class ChangeRefusedException(string message) : Exception(message);

/// <summary>A change that Lambda took and could not carry out.</summary>
internal sealed class SettlingFailedException(string message) : Exception(message);
