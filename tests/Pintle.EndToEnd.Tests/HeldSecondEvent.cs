namespace Pintle.EndToEnd.Tests;

/// <summary>Two invocations with a pause between them, in which a test does something to the process; then the end.</summary>
/// <param name="eventOf">The event, by the number of the invocation.</param>
internal sealed class HeldSecondEvent(Func<int, string> eventOf)
{
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _goesOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>For an <see cref="Adversary"/>.</summary>
    public AdversaryAnswer Answer(AdversaryCall call, int before)
    {
        if (call.Name != "next")
            return AdversaryAnswer.Accepted;
        if (before > 1)
            return AdversaryAnswer.End;
        if (before == 1)
        {
            _asked.SetResult();
            _goesOn.Task.Wait();
        }

        return AdversaryAnswer.Event(eventOf(before), $"r-{before}");
    }

    /// <summary>Ends when the first invocation is over and the second is waited for.</summary>
    public Task IsAskedForAsync(CancellationToken cancellationToken) => _asked.Task.WaitAsync(TimeSpan.FromMinutes(10), cancellationToken);

    public void GoOn() => _goesOn.SetResult();
}
