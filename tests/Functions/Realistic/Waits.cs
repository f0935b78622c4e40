using System.Collections.Concurrent;

namespace Realistic;

/// <summary>Asynchronous methods of every form, over values of several types.</summary>
public sealed class Waits
{
    private readonly ConcurrentDictionary<string, long> _seen = new();
    private static readonly SemaphoreSlim One = new(1);

    public async Task<decimal> Handle(string[] skus, Amazon.Lambda.Core.ILambdaContext context)
    {
        using var limit = new CancellationTokenSource(context.RemainingTime);
        var total = 0m;
        await foreach (var price in PricesAsync(skus).WithCancellation(limit.Token).ConfigureAwait(false))
            total += price;
        var counts = await Task.WhenAll(skus.Select(CountAsync));
        var open = await IsOpenAsync(DateTime.UnixEpoch);
        await One.WaitAsync(limit.Token);
        try
        {
            foreach (var sku in skus)
                _ = _seen.AddOrUpdate(sku, 1, (_, count) => count + 1);
        }
        finally
        {
            _ = One.Release();
        }

        var first = await Task.WhenAny(Task.Delay(1, limit.Token), Task.Run(() => skus.Length, limit.Token));
        await first;
        var source = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        source.SetResult(open);
        return await source.Task ? total + counts.Sum() : 0;
    }

    private static async IAsyncEnumerable<decimal> PricesAsync(string[] skus)
    {
        foreach (var sku in skus)
        {
            await Task.Delay(1);
            yield return sku.Length;
        }
    }

    private static async Task<int> CountAsync(string sku)
    {
        await Task.Delay(1).ConfigureAwait(false);
        return sku.Length;
    }

    private static async ValueTask<bool> IsOpenAsync(DateTime at)
    {
        var day = await Task.FromResult(at.DayOfWeek);
        return day != DayOfWeek.Sunday;
    }
}
