using System.Text.Json.Serialization;

namespace Pintle.Contracts.Tests.Serialization
{
    internal sealed record Person(string? FirstName, int Age);

    internal sealed record Wrapped<T>(T Value);

    internal sealed class S3Ids
    {
        public string? XAmzId2 { get; set; }

        public string? XAmzRequestId { get; set; }
    }

    [JsonSerializable(typeof(Person))]
    [JsonSerializable(typeof(Wrapped<DateTime>))]
    internal sealed partial class ModelsContext : JsonSerializerContext;
}

namespace Amazon.S3
{
    /// <summary>Has the name and the shape of the AWS SDK's type; serializers know it by its name.</summary>
    internal sealed class EventType(string value)
    {
        public override string ToString() => value;
    }
}
