using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Pintle.Host;

/// <summary>What System.Text.Json loads whatever the function's types are: options, resolver, the converters of all simple types, reader and writer.</summary>
internal static class JsonTypes
{
    /// <summary>
    /// Reads and writes values of two simple types. Not objects: their metadata is the function's to build, and for each property a method would be made at run time and jitted.
    /// Not inlined: a function that needs no serializer must not come near the assembly.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Load()
    {
        var options = new JsonSerializerOptions { PropertyNameCaseInsensitive = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
        using var stream = new MemoryStream();
        using var writer = new Utf8JsonWriter(stream);
        RoundTrip<string>("\"a\""u8, writer, options);
#if NET10_0_OR_GREATER
        // What earlier versions take for it is jitted.
        RoundTrip<int>("1"u8, writer, options);
#endif
    }

    private static void RoundTrip<T>(ReadOnlySpan<byte> json, Utf8JsonWriter writer, JsonSerializerOptions options)
    {
        var value = JsonSerializer.Deserialize<T>(json, options);
        writer.Reset();
        JsonSerializer.Serialize(writer, value, options);
    }
}
