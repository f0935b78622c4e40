namespace Pintle.Testing;

/// <summary>Tells listeners the phases of a function's environments and the lines that the service writes. They are called one after another and must not wait.</summary>
internal sealed class EnvironmentJournal
{
    private readonly Lock _gate = new();

    public event Action<EnvironmentEvent>? Changed;

    public event Action<string>? LineWritten;

    public void Tell(EnvironmentEvent what)
    {
        lock (_gate)
            Changed?.Invoke(what);
    }

    /// <summary>Lines that belong together stay together.</summary>
    public void Write(params IReadOnlyList<string> lines)
    {
        lock (_gate)
        {
            foreach (var line in lines)
                LineWritten?.Invoke(line);
        }
    }
}
