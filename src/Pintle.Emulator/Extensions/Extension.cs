namespace Pintle.Emulator.Extensions;

/// <summary>One extension of an execution environment: a process of its own (external), or a part of the runtime's process (internal). Guarded by its registry's lock.</summary>
internal sealed class Extension(string name, bool isExternal)
{
    private readonly Queue<ReadOnlyMemory<byte>> _events = new();
    private TaskCompletionSource<ReadOnlyMemory<byte>?>? _poll;

    public string Id { get; } = Guid.NewGuid().ToString();

    public string Name => name;

    public bool IsExternal => isExternal;

    public ExtensionState State { get; set; }

    /// <summary>The events it asked for: <c>INVOKE</c>, <c>SHUTDOWN</c>.</summary>
    public IReadOnlyList<string> Events { get; set; } = [];

    /// <summary>The type of the error that it reported.</summary>
    public string? ErrorType { get; set; }

    /// <summary>Opens a poll, which ends with an event's JSON; with null where a later one takes its place.</summary>
    public Task<ReadOnlyMemory<byte>?> Poll()
    {
        _ = _poll?.TrySetResult(null);
        _poll = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var poll = _poll.Task;
        State = ExtensionState.Ready;
        HandOver();
        return poll;
    }

    public void Announce(ReadOnlyMemory<byte> json)
    {
        _events.Enqueue(json);
        HandOver();
    }

    private void HandOver()
    {
        if (_poll is null || !_events.TryDequeue(out var json))
            return;

        State = ExtensionState.Running;
        _poll.SetResult(json);
        _poll = null;
    }
}
