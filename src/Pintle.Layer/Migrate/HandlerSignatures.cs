using System.Reflection;

namespace Pintle.Layer.Migrate;

/// <summary>A method's signature as <see cref="MethodInfo"/>'s own ToString gives it in a running process. A handler string may have it in place of a name; reflection over metadata alone spells it otherwise.</summary>
internal static class HandlerSignatures
{
    public static string Text(MethodInfo method) => $"{Name(method.ReturnType)} {method.Name}{Generic(method)}({string.Join(", ", method.GetParameters().Select(parameter => Parameter(parameter.ParameterType)))})";

    private static string Generic(MethodInfo method) => method.IsGenericMethod ? $"[{string.Join(",", method.GetGenericArguments().Select(argument => argument.Name))}]" : "";

    private static string Parameter(Type type) => type.IsByRef ? Name(type).TrimEnd('&') + " ByRef" : Name(type);

    /// <summary>For primitive and nested types, the name alone.</summary>
    private static string Name(Type type)
    {
        var root = type;
        while (root.HasElementType)
            root = root.GetElementType()!;
        return root.IsPrimitive || root.IsNested || root.FullName is "System.Void" or "System.TypedReference" ? type.Name : type.ToString();
    }
}
