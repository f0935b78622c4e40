using Pintle.Host.Handlers;

namespace Pintle.Host.Json;

/// <summary>Before .NET 10 nothing is generated: System.Reflection.Emit writes no assemblies on .NET 8, and neither tells what has to be known of a type.</summary>
internal static class GeneratedJson
{
    public static bool IsThere => false;

    public static void Look(string handler) { }

    public static void Load() { }

    public static object? Reader(Type type, SerializerSelection serializers) => null;

    public static object? Writer(Type type, SerializerSelection serializers) => null;

    public static void MakeIfAsked(string handler, HandlerShape shape, SerializerSelection serializers) { }
}
