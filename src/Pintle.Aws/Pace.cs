namespace Pintle.Aws;

/// <summary>At most so many requests in a second, spread evenly.</summary>
internal sealed class Pace(TimeProvider clock, int inASecond)
{
    private readonly Lock _lock = new();
    private DateTimeOffset _next;

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        TimeSpan wait;
        lock (_lock)
        {
            var now = clock.GetUtcNow();
            var mine = _next > now ? _next : now;
            _next = mine + TimeSpan.FromSeconds(1.0 / inASecond);
            wait = mine - now;
        }

        if (wait > TimeSpan.Zero)
            await Task.Delay(wait, clock, cancellationToken).ConfigureAwait(false);
    }
}
