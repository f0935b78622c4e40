using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Pintle.Host.Handlers;
using Pintle.Host.Invocations;
using Pintle.Host.Prewarm;

namespace Pintle.Host.Json;

/// <summary>Reads the event with generated code. An event that is not in the form which that knows is read by the function's serializer, from its beginning: errors and rare forms are the serializer's.</summary>
internal sealed class GeneratedReader<TIn> : InputReader<TIn>, IGenerated
{
    private JsonReading<TIn> _code = null!;
    private SerializerSelection _serializers = null!;

    public bool Use(object code, SerializerSelection serializers)
    {
        (_code, _serializers) = ((JsonReading<TIn>)code, serializers);
        return _code.Fits();
    }

    public override TIn Read(Slot slot) => TryRead(_code, slot.Event.Rest, out var value) ? value : GeneratedJson.Leave(_serializers, "reads an event").Deserialize<TIn>(slot.Event);

    public override void Prewarm()
    {
        if (Prewarming.Mode != PrewarmMode.Off && _code.Sample.Length > 0)
            _ = TryRead(_code, Encoding.UTF8.GetBytes(_code.Sample), out _);
    }

    public static bool TryRead(JsonReading<TIn> code, ReadOnlySpan<byte> json, out TIn value)
    {
        try
        {
            var reader = new Utf8JsonReader(json);
            // Behind the value only white space, of which the reader makes no token.
            return reader.Read() & code.TryRead(ref reader, out value) && !reader.Read();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // No JSON, no UTF-8, too deep: the serializer finds it too, and says it in its own words.
            value = default!;
            return false;
        }
    }
}

/// <summary>Writes the response with generated code; one that is not in the form which that knows is written by the function's serializer.</summary>
internal sealed class GeneratedWriter<TOut> : OutputWriter<TOut>, IGenerated
{
    private JsonWriting<TOut> _code = null!;
    private SerializerSelection _serializers = null!;

    public bool Use(object code, SerializerSelection serializers)
    {
        (_code, _serializers) = ((JsonWriting<TOut>)code, serializers);
        return _code.Fits();
    }

    public override void Write(TOut output, Slot slot)
    {
        if (!TryWrite(_code, output, slot.Response))
            GeneratedJson.Leave(_serializers, "writes a response").Serialize(output, slot.Response);
    }

    public override void Prewarm(Slot slot)
    {
        if (Prewarming.Mode != PrewarmMode.Off && _code.Sample.Length > 0 && GeneratedReader<TOut>.TryRead(_code, Encoding.UTF8.GetBytes(_code.Sample), out var sample))
            _ = TryWrite(_code, sample, slot.Response);
    }

    /// <returns>False when nothing was written.</returns>
    public static bool TryWrite(JsonWriting<TOut> code, TOut output, Stream response)
    {
        // What is written stays in the writer until it is flushed. Generated code is well formed, so nothing is checked.
        using var writer = new Utf8JsonWriter(response, new JsonWriterOptions { Encoder = code.IsRelaxed ? JavaScriptEncoder.UnsafeRelaxedJsonEscaping : null, SkipValidation = true });
        try
        {
            if (code.TryWrite(writer, output))
            {
                writer.Flush();
                return true;
            }
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A number that JSON has not, a text that is no Unicode: the serializer finds it too, and says it in its own words.
        }
        writer.Reset();
        response.SetLength(0);
        return false;
    }
}

/// <summary>A part that has generated code, and the serializer for what that does not know.</summary>
internal interface IGenerated
{
    /// <returns>Whether it was made for these modules.</returns>
    bool Use(object code, SerializerSelection serializers);
}
