namespace Early;

/// <summary>Calls of every form, one leading to the next: static, virtual, through an interface, a delegate and a generic, into an asynchronous method and over a structure of its own.</summary>
public static class Chain
{
    public static async Task<int> RunAsync(int length)
    {
        Step[] steps = [new Half(), new Doubled(length)];
        var sum = 0;
        foreach (var step in steps)
            sum += step.Take(length);
        Func<int, int> last = n => Added(n, length);
        return last(sum) + await LaterAsync(new Pair(sum, length)) + Of<Half>.Name.Length;
    }

    private static int Added(int n, int length) => new List<Pair> { new(n, length) }[0].Sum;

    private static async Task<int> LaterAsync(Pair pair)
    {
        await Task.Yield();
        return pair.Sum;
    }
}

internal interface IGrows
{
    int Grow(int n);
}

internal abstract class Step
{
    public abstract int Take(int n);
}

internal sealed class Half : Step
{
    public override int Take(int n) => n / 2;
}

internal sealed class Doubled(int add) : Step, IGrows
{
    public override int Take(int n) => Grown(this, n);

    int IGrows.Grow(int n) => (2 * n) + add;

    private static int Grown(IGrows grows, int n) => grows.Grow(n);
}

internal readonly record struct Pair(int First, int Second)
{
    public int Sum => First + Second;
}

internal static class Of<T>
{
    public static string Name => typeof(T).Name;
}
