namespace Pintle.Aws;

/// <summary>Reads of functions that never go back in time. A read may be older than a change that was answered or than an earlier read; this shows by a RevisionId that another one has followed.</summary>
internal sealed class NewestReads(TimeProvider clock)
{
    // Chosen, not measured: how long reads may lag behind a change is not documented. The last read counts, old or not.
    private const int MostReads = 10;
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(1);

    private readonly Dictionary<string, List<string>> _seen = new(StringComparer.Ordinal);

    /// <summary>Notes that a function has this RevisionId now, or had it.</summary>
    public void Saw(string function, string revision)
    {
        lock (_seen)
        {
            if (!_seen.TryGetValue(function, out var revisions))
                revisions = _seen[function] = [];
            if (!revisions.Contains(revision))
                revisions.Add(revision);
        }
    }

    /// <param name="function">Whose.</param>
    /// <param name="read">One read.</param>
    /// <param name="revision">Its RevisionId.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<T> NewestAsync<T>(string function, Func<Task<T>> read, Func<T, string> revision, CancellationToken cancellationToken)
    {
        for (var number = 1; ; number++)
        {
            var found = await read().ConfigureAwait(false);
            if (!IsOld(function, revision(found)) || number == MostReads)
            {
                Saw(function, revision(found));
                return found;
            }

            await Task.Delay(Wait, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    private bool IsOld(string function, string revision)
    {
        lock (_seen)
            return _seen.TryGetValue(function, out var revisions) && revisions.IndexOf(revision) is >= 0 and var at && at < revisions.Count - 1;
    }
}
