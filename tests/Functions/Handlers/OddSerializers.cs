using System.Text;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;

namespace Handlers;

/// <summary>Handlers whose serializers behave badly, or whose attribute does.</summary>
public class OddSerializers
{
    [LambdaSerializer(typeof(SilentSerializer))]
    public string WritesNothing(string text) => text;

    /// <summary>The event "fail" makes writing fail after its first half.</summary>
    [LambdaSerializer(typeof(HalfSerializer))]
    public string WritesHalf(string text) => text;

    [LambdaSerializer(typeof(DisposingSerializer))]
    public string Disposes(string text) => text;

    [LambdaSerializer(typeof(SeekingSerializer))]
    public string Seeks(string text) => text;

    [LambdaSerializer(null!)]
    public string NoType(string text) => text;

    [LambdaSerializer(typeof(Person))]
    public string NoInterface(string text) => text;

    [LambdaSerializer(typeof(HiddenConstructorSerializer))]
    public string NoPublicConstructor(string text) => text;

    [LambdaSerializer(typeof(ThrowingSerializer))]
    public string ConstructorThrows(string text) => text;

    /// <summary>Nobody needs it: it is not made.</summary>
    [LambdaSerializer(typeof(ThrowingSerializer))]
    public Stream Unused(Stream stream) => stream;

    [LambdaSerializer(typeof(CamelCaseLambdaJsonSerializer))]
    public virtual Greeting Virtual(Person person) => new() { Text = "base " + person.Name };

    /// <summary>The class-level attribute of others does not exist: the assembly's serializer is used.</summary>
    public string WhoAmI(ILambdaContext context) => context.Serializer.GetType().Name;

    [LambdaSerializer(typeof(SourceGeneratorLambdaJsonSerializer<ModelsContext>))]
    public Stream StreamWithSerializer(Stream stream, ILambdaContext context) => new MemoryStream(Encoding.UTF8.GetBytes(context.Serializer.GetType().Name));
}

public sealed class DerivedOddSerializers : OddSerializers
{
    public override Greeting Virtual(Person person) => new() { Text = "derived " + person.Name };
}

public class SilentSerializer : PlainTextSerializer, ILambdaSerializer
{
    void ILambdaSerializer.Serialize<T>(T response, Stream responseStream)
    {
    }
}

public class HalfSerializer : PlainTextSerializer, ILambdaSerializer
{
    void ILambdaSerializer.Serialize<T>(T response, Stream responseStream)
    {
        responseStream.Write("half"u8);
        if (response is "fail")
            throw new InvalidDataException("failed after a half");
        responseStream.Write(" and half"u8);
    }
}

public class DisposingSerializer : PlainTextSerializer, ILambdaSerializer
{
    T ILambdaSerializer.Deserialize<T>(Stream requestStream)
    {
        using (requestStream)
            return Deserialize<T>(requestStream);
    }

    void ILambdaSerializer.Serialize<T>(T response, Stream responseStream)
    {
        using (responseStream)
            Serialize(response, responseStream);
    }
}

/// <summary>Writes back to front, as a serializer that fills in a length later.</summary>
public class SeekingSerializer : PlainTextSerializer, ILambdaSerializer
{
    void ILambdaSerializer.Serialize<T>(T response, Stream responseStream)
    {
        responseStream.Position = 2;
        Serialize(response, responseStream);
        responseStream.Position = 0;
        responseStream.Write(": "u8);
    }
}

public class HiddenConstructorSerializer : PlainTextSerializer
{
    internal HiddenConstructorSerializer()
    {
    }
}

public class ThrowingSerializer : PlainTextSerializer
{
    public ThrowingSerializer() => throw new InvalidOperationException("thrown by a serializer's constructor");
}
