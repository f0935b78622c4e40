using System.Collections;

namespace Pintle.Emulator;

/// <summary>The requests that reached the Runtime API, oldest first. Bounded: the oldest are dropped, and long bodies are cut.</summary>
/// <remarks>An exchange is listed as soon as its head has arrived, so an open <c>/next</c> is in the list. Enumerating takes a copy.</remarks>
public sealed class RuntimeApiExchanges(int maxExchanges = 1024, int maxBodyBytes = 64 * 1024) : IEnumerable<RuntimeApiExchange>
{
    private readonly Lock _gate = new();
    private readonly Queue<RuntimeApiExchange> _kept = new();
    private long _total;

    /// <summary>All requests ever seen, the dropped ones included.</summary>
    public long Total
    {
        get
        {
            lock (_gate)
                return _total;
        }
    }

    /// <summary>Bytes of a body that are kept.</summary>
    public int MaxBodyBytes => maxBodyBytes;

    public IEnumerator<RuntimeApiExchange> GetEnumerator()
    {
        lock (_gate)
            return ((IEnumerable<RuntimeApiExchange>)_kept.ToArray()).GetEnumerator();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    internal void Add(RuntimeApiExchange exchange)
    {
        lock (_gate)
        {
            _total++;
            _kept.Enqueue(exchange);
            while (_kept.Count > maxExchanges)
                _ = _kept.Dequeue();
        }
    }
}
