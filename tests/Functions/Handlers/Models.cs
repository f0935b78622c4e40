using System.Text.Json.Serialization;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;

// Names on the wire are the declared ones: a test that sees camel case knows that a method's own serializer was used.
[assembly: LambdaSerializer(typeof(DefaultLambdaJsonSerializer))]

namespace Handlers;

public sealed class Person
{
    public string? Name { get; set; }

    public int Age { get; set; }
}

public sealed class Greeting
{
    public string? Text { get; set; }

    public string? RequestId { get; set; }
}

[JsonSerializable(typeof(Person))]
[JsonSerializable(typeof(Greeting))]
public sealed partial class ModelsContext : JsonSerializerContext;
