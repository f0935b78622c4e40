using System.Collections.Concurrent;

namespace Pintle.Layer.Tests;

/// <summary>Collects what a build reports, at once and in order, unlike <see cref="Progress{T}"/>.</summary>
internal sealed class Steps : IProgress<BuildStep>
{
    private readonly ConcurrentQueue<BuildStep> _steps = new();

    public IReadOnlyCollection<BuildStep> All => _steps;

    public void Report(BuildStep value) => _steps.Enqueue(value);
}
