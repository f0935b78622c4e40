namespace Pintle.Fuzz.Tests;

/// <summary>A short run that repeats: every target on its seeds, on each of their beginnings, and on the same changed copies each time.</summary>
public sealed class FuzzTargetTests
{
    private const int Copies = 10_000;

    public static TheoryData<string> Names => [.. FuzzTarget.All.Select(target => target.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Keeps_its_contract_on_changed_inputs(string name)
    {
        var target = FuzzTarget.All.Single(each => each.Name == name);
        foreach (var input in target.Seeds.Concat(target.Seeds.SelectMany(Beginnings)).Concat(Mutations.Of(target.Seeds, Copies, seed: 18)))
        {
            try
            {
                target.Run(input);
            }
            catch (Exception e)
            {
                Assert.Fail($"{name}: {Convert.ToBase64String(input)}\n{e}");
            }
        }
    }

    [Fact]
    public void Are_the_same_copies_each_time() =>
        Assert.Equal(Mutations.Of(ResponseTarget.Seeds, 100, seed: 1).Select(Convert.ToHexString), Mutations.Of(ResponseTarget.Seeds, 100, seed: 1).Select(Convert.ToHexString));

    private static IEnumerable<byte[]> Beginnings(byte[] seed) => Enumerable.Range(0, seed.Length).Where(length => seed.Length < 1000 || length % 37 == 0).Select(length => seed[..length]);
}
