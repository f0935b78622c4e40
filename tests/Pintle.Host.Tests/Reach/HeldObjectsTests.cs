using Pintle.Host.Reach;

namespace Pintle.Host.Tests.Reach;

public sealed class HeldObjectsTests
{
    [Fact]
    public void Are_what_fields_arrays_collections_and_structures_lead_to_with_their_exact_types()
    {
        var types = TypesOf(new Holder());

        Assert.Superset(new HashSet<Type> { typeof(Holder), typeof(InBase), typeof(InArray), typeof(InList), typeof(AsKey), typeof(AsValue), typeof(InStructure), typeof(InClosure), typeof(Unread) }, types);
        Assert.DoesNotContain(typeof(Never), types);
    }

    [Fact]
    public void Are_looked_at_once_where_they_hold_each_other()
    {
        var one = new Linked();
        one.Next = new Linked { Next = one };

        Assert.Equal([typeof(Linked)], TypesOf(one));
    }

    /// <summary>A cache that the constructor filled: a copy of each of its structures would take longer than the start, and as much memory again.</summary>
    [Fact]
    public void Are_looked_for_among_the_first_of_many()
    {
        Structure[] cache = [.. Enumerable.Repeat(new Structure(new InStructure()), 1_000_000)];
        var before = GC.GetAllocatedBytesForCurrentThread();

        var types = TypesOf(cache);

        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Contains(typeof(InStructure), types);
        Assert.True(allocated < 1_000_000, $"{allocated} bytes");
    }

    [Fact]
    public void Are_no_more_than_there_is_time_for()
    {
        var left = 3;
        var types = new HashSet<Type>();

        HeldObjects.TypesOf(new Holder(), static _ => true, () => left-- > 0, types);

        Assert.InRange(types.Count, 1, 3);
    }

    private static HashSet<Type> TypesOf(object root)
    {
        var types = new HashSet<Type>();
        HeldObjects.TypesOf(root, static type => type != typeof(Unread), static () => true, types);
        return types;
    }

    /// <summary>What it holds is not found, and it is.</summary>
    private sealed class Unread
    {
        private readonly Never _held = new();

        public override string ToString() => _held.ToString()!;
    }

    private abstract class Base
    {
        private readonly object _private = new InBase();

        public override string ToString() => _private.ToString()!;
    }

    private sealed class Holder : Base
    {
        private readonly InList _captured = new();

        public object?[] Array { get; } = [new InArray(), new Unread(), null, 1, "text", typeof(Never)];

        public List<object> List { get; } = [new InList()];

        public Dictionary<AsKey, object> Map { get; } = new() { [new AsKey()] = new AsValue() };

        public Structure Held { get; } = new(new InStructure());

        public Func<object> Function { get; } = Closure(new InClosure());

        /// <summary>Would be run by who reads properties.</summary>
        public object Throws => throw new InvalidOperationException($"{_captured}{new Never()}");

        private static Func<object> Closure(InClosure captured) => () => captured;
    }

    private readonly record struct Structure(object Content);

    private sealed class Linked
    {
        public Linked? Next { get; set; }
    }

    private sealed class InBase;

    private sealed class InArray;

    private sealed class InList;

    private sealed class AsKey;

    private sealed class AsValue;

    private sealed class InStructure;

    private sealed class InClosure;

    private sealed class Never;
}
