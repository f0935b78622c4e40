namespace Pintle.Cli.Serving;

/// <summary>What functions of a plan come from together: it is published once, watched once, and what is wrong with it is said once.</summary>
/// <param name="functions">At least one, all of one source and one target framework.</param>
internal sealed class WatchedSource(IReadOnlyList<PlannedFunction> functions)
{
    public IReadOnlyList<PlannedFunction> Functions { get; } = functions;

    /// <summary>A zip, a folder or a project.</summary>
    public string Path => Functions[0].Source;

    public string? Project => Functions[0].Project;

    /// <summary>For a message.</summary>
    public string Names => string.Join(", ", Functions.Select(each => each.Name));

    public static IReadOnlyList<WatchedSource> Of(ServePlan plan) => [.. plan.Functions.GroupBy(each => (each.Source, each.TargetFramework)).Select(group => new WatchedSource([.. group]))];

    /// <summary>Calls back at every change until it is stopped.</summary>
    /// <param name="changed">Builds it again.</param>
    /// <param name="cancellationToken">Ends it, which is no error.</param>
    /// <exception cref="ToolException">The machine can't watch it; said before this returns.</exception>
    public Task WatchAsync(Func<Task> changed, CancellationToken cancellationToken)
    {
        var watch = new SourceWatch(Path);
        return LoopAsync();

        async Task LoopAsync()
        {
            using var watching = watch;
            try
            {
                while (true)
                {
                    await watch.WhenChangedAsync(cancellationToken).ConfigureAwait(false);
                    await changed().ConfigureAwait(false);
                }
            }
            catch (OperationCanceledException)
            {
                // Being stopped is how watching ends.
            }
        }
    }
}
