using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using Amazon.Lambda.Core;
using Pintle.Host.Handlers;
using Pintle.Host.Logging;
using Pintle.Shared;

namespace Pintle.Host.Json.Making;

/// <summary>Makes the code for a handler's types in a start that is asked for it: only there is the serializer that the function really has.</summary>
internal static class JsonGeneration
{
    /// <param name="handler">The handler string.</param>
    /// <param name="path">Where to write it as well.</param>
    /// <param name="shape">The handler's signature.</param>
    /// <param name="serializers">Where its serializer comes from.</param>
    /// <returns>The assembly, loaded; null where there is none.</returns>
    public static Assembly? Make(string handler, string? path, HandlerShape shape, SerializerSelection serializers)
    {
        try
        {
            var (input, output) = (Input(shape.Input), Output(shape.Output));
            if ((input is null && output is null) || input is { IsValueType: true } || output is { IsValueType: true } || serializers.Get() is not ILambdaSerializer serializer)
                return null;
            var samples = new List<(Type Type, string Document)>();
            if (JsonEmitter.Emit(serializer, input, output, RehearsalFormat.JsonName(handler), samples) is not { } image)
                return null;
            var assembly = AssemblyLoadContext.Default.LoadFromStream(new MemoryStream(image));
            var compare = typeof(JsonGeneration).GetMethod(nameof(IsSame), BindingFlags.Static | BindingFlags.NonPublic)!;
            foreach (var (type, document) in samples)
            {
                foreach (var name in (string[])[JsonEmitter.ReaderName, JsonEmitter.WriterName])
                {
                    if (assembly.GetType(name) is { } code && code.BaseType!.GenericTypeArguments[0] == type
                        && !(bool)compare.MakeGenericMethod(type).Invoke(null, [serializer, Activator.CreateInstance(code), document])!)
                    {
                        HostTrace.Error($"no JSON code is used for {type.FullName}: {serializer.GetType().FullName} reads or writes it in another way");
                        return null;
                    }
                }
            }

            if (!string.IsNullOrEmpty(path))
                File.WriteAllBytes(path, image);
            return assembly;
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The function starts as it always did.
            HostTrace.Error($"no JSON code was generated: {e.GetType().Name}: {e.Message}");
            return null;
        }
    }

    /// <summary>Whether the function's serializer, of whichever version, does what is known of it.</summary>
    private static bool IsSame<T>(ILambdaSerializer serializer, JsonReading<T> code, string document)
    {
        if (document.Length == 0)
            return true;
        var json = Encoding.UTF8.GetBytes(document);
        var expected = serializer.Deserialize<T>(new MemoryStream(json));
        var bytes = Bytes(expected);
        if (code is not JsonWriting<T> writing)
            return GeneratedReader<T>.TryRead(code, json, out var value) && bytes.AsSpan().SequenceEqual(Bytes(value));
        var written = new MemoryStream();
        return GeneratedWriter<T>.TryWrite(writing, expected, written) && bytes.AsSpan().SequenceEqual(written.ToArray());

        byte[] Bytes(T read)
        {
            var copy = new MemoryStream();
            serializer.Serialize(read, copy);
            return copy.ToArray();
        }
    }

    private static Type? Input(Type type) => type == typeof(Nothing) || type == typeof(Stream) ? null : type;

    private static Type? Output(Type type)
    {
        if (type == typeof(Nothing) || type == typeof(Task) || type == typeof(ValueTask))
            return null;
        type = HandlerBinder.Result(type);
        return typeof(Stream).IsAssignableFrom(type) ? null : type;
    }
}
