using System.Runtime.Loader;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Lambda.Core;
using Pintle.Host.Json;
using Pintle.Host.Json.Making;

namespace Pintle.Host.Tests.Json;

/// <summary>Generated code of one type, beside the serializer that it stands for.</summary>
internal sealed class GeneratedCode<T>
{
    private static readonly JsonSerializerOptions All = new() { IncludeFields = true, NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    private readonly JsonReading<T> _reader;
    private readonly JsonWriting<T> _writer;

    public GeneratedCode(ILambdaSerializer serializer)
    {
        Serializer = serializer;
        Image = JsonEmitter.Emit(serializer, typeof(T), typeof(T), "generated", Samples) ?? throw new InvalidOperationException($"Nothing was generated for {typeof(T)}.");
        var assembly = new AssemblyLoadContext(null).LoadFromStream(new MemoryStream(Image));
        _reader = (JsonReading<T>)Activator.CreateInstance(assembly.GetType(JsonEmitter.ReaderName, throwOnError: true)!)!;
        _writer = (JsonWriting<T>)Activator.CreateInstance(assembly.GetType(JsonEmitter.WriterName, throwOnError: true)!)!;
    }

    public ILambdaSerializer Serializer { get; }

    public byte[] Image { get; }

    public List<(Type Type, string Document)> Samples { get; } = [];

    public string Sample => _reader.Sample;

    public bool Fits => _reader.Fits() && _writer.Fits();

    public bool TryRead(byte[] json, out T value) => GeneratedReader<T>.TryRead(_reader, json, out value);

    /// <summary>Null where the serializer has to write it.</summary>
    public string? Write(T value)
    {
        var response = new MemoryStream();
        var isWritten = GeneratedWriter<T>.TryWrite(_writer, value, response);
        Assert.True(isWritten || response.Length == 0);
        return isWritten ? Encoding.UTF8.GetString(response.ToArray()) : null;
    }

    public string WriteWithSerializer(T value)
    {
        var response = new MemoryStream();
        Serializer.Serialize(value, response);
        return Encoding.UTF8.GetString(response.ToArray());
    }

    /// <summary>Reads a document in both ways, and writes what comes out in both.</summary>
    /// <returns>Whether generated code read it, and whether it wrote it.</returns>
    public (bool IsRead, bool IsWritten) Compare(byte[] json)
    {
        T expected;
        try
        {
            expected = Serializer.Deserialize<T>(new MemoryStream(json));
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            Assert.False(TryRead(json, out _), $"{e.InnerException?.Message} {Encoding.UTF8.GetString(json)}");
            return (false, false);
        }

        var isRead = TryRead(json, out var value);
        if (isRead)
            Assert.Equal(Text(expected), Text(value));
        var written = Write(expected);
        if (written is not null)
            Assert.Equal(WriteWithSerializer(expected), written);
        return (isRead, written is not null);
    }

    /// <summary>All that an object holds, by other settings than the serializer's.</summary>
    private static string Text(T value)
    {
        try
        {
            return JsonSerializer.Serialize(value, All);
        }
        catch (JsonException e)
        {
            // Half a character in an element.
            return e.Message;
        }
    }
}
