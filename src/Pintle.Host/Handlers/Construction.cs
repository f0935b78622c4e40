using System.Reflection;

namespace Pintle.Host.Handlers;

/// <summary>
/// Makes an object through its public parameterless constructor, as Activator.CreateInstance does and with its exceptions (MissingMethodException; TargetInvocationException around
/// what the constructor throws), but without the cache that Activator fills for a second object: filling it is jitted, and there is no second object.
/// </summary>
internal static class Construction
{
    public static object Of(Type type)
    {
        var constructor = type.IsValueType ? null : type.GetConstructor(BindingFlags.Public | BindingFlags.Instance, Type.EmptyTypes);
        return constructor is null || type.IsAbstract ? Activator.CreateInstance(type)! : constructor.Invoke(null);
    }
}
