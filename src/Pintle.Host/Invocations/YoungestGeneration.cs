namespace Pintle.Host.Invocations;

/// <summary>
/// Collects the youngest generation when many invocations in a row have not filled it: CoreCLR waits until 10 to 16 MiB are full, which a function that allocates a few hundred bytes reaches after
/// a hundred thousand invocations, and then has them resident for good. Functions that allocate more never get here, because CoreCLR collects for them (docs/adr/0012-youngest-generation.md).
/// </summary>
internal static class YoungestGeneration
{
    // One collection takes 0.25 ms, 0.08 % of the time of 16,384 invocations that do nothing (docs/adr/0012-youngest-generation.md).
    private const int Period = 16_384;

    // Where several invocations run at once, some may go uncounted: the period is no promise.
    private static int s_invocations;
    private static int s_collections;

    public static void InvocationEnded()
    {
        if (++s_invocations < Period)
            return;

        s_invocations = 0;
        if (GC.CollectionCount(0) == s_collections)
            GC.Collect(0, GCCollectionMode.Forced, blocking: true);
        s_collections = GC.CollectionCount(0);
    }
}
