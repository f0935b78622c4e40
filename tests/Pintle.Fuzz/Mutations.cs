namespace Pintle.Fuzz;

/// <summary>Changed copies of inputs, the same ones for the same seed: for a short run that repeats. It is not guided by coverage; AFL++ is, for the long ones.</summary>
internal static class Mutations
{
    private const int MostChanges = 6;
    private const int LongestRun = 64;

    private static readonly byte[] Odd = [0, 1, (byte)' ', (byte)'\t', (byte)'\r', (byte)'\n', (byte)':', (byte)';', (byte)'"', (byte)'0', (byte)'f', (byte)'-', 0x7F, 0x80, 0xC3, 0xFF];

    public static IEnumerable<byte[]> Of(IReadOnlyList<byte[]> seeds, int count, int seed)
    {
        var random = new Random(seed);
        for (var i = 0; i < count; i++)
        {
            var bytes = new List<byte>(seeds[random.Next(seeds.Count)]);
            for (var change = random.Next(1, MostChanges); change > 0; change--)
                Change(bytes, seeds, random);
            yield return [.. bytes];
        }
    }

    private static void Change(List<byte> bytes, IReadOnlyList<byte[]> seeds, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        var length = Math.Min(random.Next(1, LongestRun), bytes.Count - at);
        switch (random.Next(7))
        {
            case 0 when at < bytes.Count:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1 when at < bytes.Count:
                bytes[at] = Odd[random.Next(Odd.Length)];
                break;
            case 2:
                bytes.Insert(at, Odd[random.Next(Odd.Length)]);
                break;
            case 3:
                bytes.RemoveRange(at, length);
                break;
            case 4:
                bytes.InsertRange(at, bytes.GetRange(at, length));
                break;
            case 5:
                var other = seeds[random.Next(seeds.Count)];
                bytes.InsertRange(at, other.AsSpan(random.Next(other.Length)).ToArray().Take(LongestRun));
                break;
            default:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
        }
    }
}
