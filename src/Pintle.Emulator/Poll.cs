namespace Pintle.Emulator;

/// <summary>One open call to <c>/next</c>, which ends with an invocation or with a refusal.</summary>
internal sealed class Poll
{
    private readonly TaskCompletionSource<(Invocation? Invocation, Refusal? Refusal)> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<(Invocation? Invocation, Refusal? Refusal)> End => _end.Task;

    public void HandOver(Invocation invocation) => _end.SetResult((invocation, null));

    public void Refuse(Refusal refusal) => _end.SetResult((null, refusal));
}
