using System.Text;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;

namespace Handlers;

/// <summary>Handlers with a serializer of their own, which counts before the assembly's.</summary>
public sealed class Serializers
{
    [LambdaSerializer(typeof(CamelCaseLambdaJsonSerializer))]
    public Greeting CamelCase(Person person) => new() { Text = person.Name };

    [LambdaSerializer(typeof(SourceGeneratorLambdaJsonSerializer<ModelsContext>))]
    public Greeting Generated(Person person) => new() { Text = person.Name };

    /// <summary>The generated context does not know this type: the invocation fails, not the init.</summary>
    [LambdaSerializer(typeof(SourceGeneratorLambdaJsonSerializer<ModelsContext>))]
    public List<int> NotGenerated(Person person) => [person.Age];

    [LambdaSerializer(typeof(PlainTextSerializer))]
    public string PlainText(string text) => text + "!";

    /// <summary>Names the serializer that the context shows.</summary>
    [LambdaSerializer(typeof(CamelCaseLambdaJsonSerializer))]
    public string OnContext(ILambdaContext context) => context.Serializer.GetType().Name;

    /// <summary>A serializer whose constructor needs an argument: binding it is an init error.</summary>
    [LambdaSerializer(typeof(NeedsArgumentSerializer))]
    public string WithoutConstructor(string text) => text;

    /// <summary>A serializer that is none: binding it is an init error.</summary>
    [LambdaSerializer(typeof(Person))]
    public string NotASerializer(string text) => text;
}

/// <summary>Strings as UTF-8 without quotes; nothing else.</summary>
public class PlainTextSerializer : ILambdaSerializer
{
    public T Deserialize<T>(Stream requestStream)
    {
        using var reader = new StreamReader(requestStream, Encoding.UTF8, leaveOpen: true);
        return (T)(object)reader.ReadToEnd();
    }

    public void Serialize<T>(T response, Stream responseStream) => responseStream.Write(Encoding.UTF8.GetBytes((string)(object)response!));
}

/// <summary>Cannot be constructed by a runtime.</summary>
public sealed class NeedsArgumentSerializer(string argument) : PlainTextSerializer
{
    public string Argument => argument;
}
