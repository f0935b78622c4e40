using System.Collections.Concurrent;

namespace Pintle.Layer.Tests;

/// <summary>Collects what a build reports, at once and in order, unlike <see cref="Progress{T}"/>.</summary>
/// <param name="then">Called with each.</param>
internal sealed class Steps(Action<BuildStep>? then = null) : IProgress<BuildStep>
{
    private readonly ConcurrentQueue<BuildStep> _steps = new();

    public IReadOnlyCollection<BuildStep> All => _steps;

    public void Report(BuildStep value)
    {
        _steps.Enqueue(value);
        then?.Invoke(value);
    }
}
