using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Pintle.Host.Prewarm;

/// <summary>What System.Text.Json loads whatever the function's types are: options, resolver, the converters of all simple types, reader and writer.</summary>
internal static class JsonTypes
{
    private static JsonSerializerOptions? s_options;

    private static readonly HashSet<Type> Loaded = [];

    /// <summary>
    /// Reads and writes values of two simple types. Not inlined: a function that needs no serializer must not come near the assembly.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Load()
    {
        RoundTrip<string>("\"a\""u8);
#if NET10_0_OR_GREATER
        // In earlier versions of the framework this would be jitted.
        RoundTrip<int>("1"u8);
#endif
    }

    /// <summary>
    /// Reads and writes an object, for which System.Text.Json makes a constructor and a getter at run time and has them jitted. What it loads for that, the first invocation would have to load: a quarter of that
    /// invocation's processor time. It runs while the first thread is busy with the function's own types. At the end of init that thread only waits for what is left of it.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void LoadObjects()
    {
#if NET10_0_OR_GREATER
        RoundTrip<Sample>("{\"text\":\"a\"}"u8);
#endif
    }

    /// <summary>The same for an object with numbers, made by its constructor and by its setter: what an object of the handler's own types has loaded, where they are read and written without the serializer.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void LoadNumbers()
    {
#if NET10_0_OR_GREATER
        RoundTrip<NumberedSample>("{\"text\":\"a\",\"number\":1,\"amount\":1.5,\"more\":{\"text\":\"a\"}}"u8);
#endif
    }

    /// <summary>
    /// What System.Text.Json needs of a type that the function reads or writes with it, and of its members' types: with the default options, or with those for the Web, whose metadata an equal set of options shares.
    /// An object is made only from a document in the type's shape (<see cref="SampleDocument"/>).
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Load(Type type, bool forWeb, bool isWritten)
    {
#if NET9_0_OR_GREATER
        var options = forWeb ? JsonSerializerOptions.Web : JsonSerializerOptions.Default;
#else
        var options = (forWeb ? s_options : null) ?? JsonSerializerOptions.Default;
#endif
        Load(type, options, 0);
        if (!Prewarming.IsThorough || !Prewarming.IsInTime || SampleDocument.For(type, isWritten) is not { } sample)
            return;
        var value = JsonSerializer.Deserialize(sample, type, options);
        if (isWritten)
            _ = JsonSerializer.Serialize(value, type, options);
    }

    private static void Load(Type type, JsonSerializerOptions options, int depth)
    {
        const int Deepest = 8; // Chosen, not measured: types that lie deeper are loaded by the first event.
        if (depth > Deepest || type.IsPrimitive || type == typeof(string))
            return;
        lock (Loaded)
        {
            if (!Loaded.Add(type))
                return;
        }
        var info = options.GetTypeInfo(type);
        foreach (var property in info.Properties)
            Load(property.PropertyType, options, depth + 1);
        if (type.HasElementType)
            Load(type.GetElementType()!, options, depth + 1);
        if (!type.IsGenericType)
            return;
        foreach (var argument in type.GetGenericArguments())
            Load(argument, options, depth + 1);
    }

    private static void RoundTrip<T>(ReadOnlySpan<byte> json)
    {
        var options = s_options ??= new JsonSerializerOptions { PropertyNameCaseInsensitive = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };
        var value = JsonSerializer.Deserialize<T>(json, options);
        using var stream = new MemoryStream();
        using var writer = new Utf8JsonWriter(stream);
        JsonSerializer.Serialize(writer, value, options);
    }

    private sealed record Sample(string Text);

    private sealed record NumberedSample(string Text, int Number, decimal Amount)
    {
        public SetSample? More { get; set; }
    }

    private sealed class SetSample
    {
        public string? Text { get; set; }
    }
}
