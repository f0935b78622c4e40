using System.Reflection;

namespace Pintle.Aws.Tests;

/// <summary>How much can be reached from some objects: what a collector has to leave.</summary>
internal sealed record Kept(long Objects, long Characters)
{
    /// <summary>A connection's buffers and a clock's timers come and go; types and functions are the program's.</summary>
    private static readonly Type[] Passed = [typeof(HttpMessageInvoker), typeof(TimeProvider), typeof(Delegate), typeof(MemberInfo), typeof(Pintle.Cli.Terminal)];

    public static Kept By(params object[] roots)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var left = new Stack<object>(roots);
        var characters = 0L;
        while (left.TryPop(out var at))
        {
            if (Passed.Any(type => type.IsInstanceOfType(at)) || !seen.Add(at))
                continue;
            if (at is string text)
                characters += text.Length;
            else if (at is Array array)
                Push(array.Cast<object?>(), left);
            else
                Push(Fields(at.GetType()).Select(field => field.GetValue(at)), left);
        }

        return new Kept(seen.Count, characters);
    }

    private static void Push(IEnumerable<object?> values, Stack<object> left)
    {
        foreach (var value in values)
        {
            // Numbers have nothing behind them; a structure may.
            if (value is not null and not Pointer && !value.GetType().IsPrimitive && !value.GetType().IsEnum)
                left.Push(value);
        }
    }

    private static IEnumerable<FieldInfo> Fields(Type type)
    {
        for (var at = type; at is not null && at != typeof(object); at = at.BaseType)
        {
            foreach (var field in at.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Where(field => !field.FieldType.IsPointer && !field.FieldType.IsByRefLike))
                yield return field;
        }
    }
}
