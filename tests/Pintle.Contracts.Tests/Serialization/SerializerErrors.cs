using System.Text.Json;
using Amazon.Lambda.Serialization.SystemTextJson;

namespace Pintle.Contracts.Tests.Serialization;

public sealed class SerializerErrors
{
    private readonly DefaultLambdaJsonSerializer _serializer = new();

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("not JSON")]
    [InlineData("""{"Age":"many"}""")]
    public void An_event_that_does_not_fit_names_the_type_and_keeps_the_cause(string json)
    {
        var error = Assert.Throws<JsonSerializerException>(() => _serializer.Read<Person>(json));

        Assert.Contains(typeof(Person).FullName!, error.Message, StringComparison.Ordinal);
        Assert.IsType<JsonException>(error.InnerException, exactMatch: false);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("\"yesterday\"")]
    [InlineData("null")]
    public void A_date_that_is_none_is_an_error(string json) =>
        Assert.IsType<JsonSerializerException>(Assert.Throws<JsonSerializerException>(() => _serializer.Read<DateTime>(json)).InnerException);

    [Theory]
    [InlineData("[1,256]")]
    [InlineData("[\"a\"]")]
    [InlineData("[1")]
    public void Bytes_that_are_none_are_an_error(string json) => Assert.Throws<JsonSerializerException>(() => _serializer.Read<byte[]>(json));

    [Fact]
    public void An_event_does_not_appear_in_the_message()
    {
        var error = Assert.Throws<JsonSerializerException>(() => _serializer.Read<Person>("""{"FirstName":"secret","Age":"secret"}"""));

        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_response_that_cannot_be_written_names_the_type_and_keeps_the_cause()
    {
        object[] loop = [null!];
        loop[0] = loop;

        var error = Assert.Throws<JsonSerializerException>(() => _serializer.Write(loop));

        Assert.Contains(typeof(object[]).FullName!, error.Message, StringComparison.Ordinal);
        Assert.IsType<JsonException>(error.InnerException);
    }

    [Fact]
    public void A_stream_that_fails_is_an_error_of_the_event()
    {
        var error = Assert.Throws<JsonSerializerException>(() => _serializer.Deserialize<Person>(new UnreadableStream()));

        Assert.IsType<IOException>(error.InnerException);
    }

    private sealed class UnreadableStream : MemoryStream
    {
        public override byte[] ToArray() => throw new IOException("no bytes to be had");
    }
}
