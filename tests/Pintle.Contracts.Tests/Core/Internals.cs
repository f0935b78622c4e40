using System.Reflection;

namespace Pintle.Contracts.Tests.Core;

/// <summary>Reaches non-public static members as a runtime does: by name.</summary>
internal static class Internals
{
    private const BindingFlags Hidden = BindingFlags.Static | BindingFlags.Instance | BindingFlags.NonPublic;

    public static object? Call(Type type, string method, params object?[] arguments) => Found(type.GetMethod(method, Hidden), type, method).Invoke(null, arguments);

    public static object? Call(object instance, string method) => Found(instance.GetType().GetMethod(method, Hidden), instance.GetType(), method).Invoke(instance, []);

    public static FieldInfo Field(Type type, string name) => Found(type.GetField(name, Hidden), type, name);

    public static Type Type(string name) => typeof(Amazon.Lambda.Core.ILambdaContext).Assembly.GetType(name, throwOnError: true)!;

    private static T Found<T>(T? member, Type type, string name)
        where T : MemberInfo
    {
        Assert.True(member is not null, $"Expected {type.FullName} to have a non-public member {name}; found none.");
        return member!;
    }
}
