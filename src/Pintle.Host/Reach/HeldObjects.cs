using System.Reflection;

namespace Pintle.Host.Reach;

/// <summary>
/// The types of all objects that one object holds, its own included: what the function's constructor made is found there with its exact types, however it was made.
/// </summary>
internal static class HeldObjects
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>
    /// A cache full of values has no types that its first ones do not have; each structure is copied to be looked at. Chosen, not measured: overrides in the types of objects that are left out are compiled when they are called.
    /// </summary>
    private const int Most = 4_000, MostOfAnArray = 64;

    /// <param name="root">The handler's object.</param>
    /// <param name="mayRead">Whether the fields that a type declares may be read: reflection runs the type's initializer for it, which may not have run although there is an object.</param>
    /// <param name="isInTime">Asked before each object.</param>
    /// <param name="found">Takes each type once.</param>
    public static void TypesOf(object root, Func<Type, bool> mayRead, Func<bool> isInTime, HashSet<Type> found)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance) { root };
        var waiting = new Queue<object>([root]);
        var fields = new Dictionary<Type, FieldInfo[]>();
        while (waiting.TryDequeue(out var held) && seen.Count < Most && isInTime())
        {
            var type = held.GetType();
            _ = found.Add(type);
            if (held is Array array)
            {
                if (type.GetElementType() is { IsPrimitive: false, IsPointer: false })
                {
                    var left = MostOfAnArray;
                    foreach (var element in array)
                    {
                        if (left-- == 0)
                            break;
                        Add(element, seen, waiting);
                    }
                }
                continue;
            }
            if (!fields.TryGetValue(type, out var own))
                fields[type] = own = FieldsOf(type, mayRead);
            foreach (var field in own)
                Add(field.GetValue(held), seen, waiting);
        }
    }

    private static void Add(object? held, HashSet<object> seen, Queue<object> waiting)
    {
        // The runtime's own objects lead everywhere.
        if (held is null or string or MemberInfo or Module or Assembly or Thread or AppDomain or TimeProvider || held.GetType().IsPrimitive || held.GetType().IsEnum || !seen.Add(held))
            return;
        waiting.Enqueue(held);
    }

    private static FieldInfo[] FieldsOf(Type type, Func<Type, bool> mayRead)
    {
        var all = new List<FieldInfo>();
        for (var declaring = type; declaring is not null && declaring != typeof(object); declaring = declaring.BaseType)
        {
            if (!mayRead(declaring))
                continue;
            foreach (var field in declaring.GetFields(Declared))
            {
                if (field.FieldType is { IsPrimitive: false, IsPointer: false, IsEnum: false, IsFunctionPointer: false, IsByRefLike: false } && field.FieldType != typeof(string))
                    all.Add(field);
            }
        }
        return [.. all];
    }
}
