using System.Text.Json;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.S3;

namespace Pintle.Contracts.Tests.Serialization;

public sealed class DefaultSerializer
{
    private readonly DefaultLambdaJsonSerializer _serializer = new();

    [Fact]
    public void Writes_names_as_they_are_declared() => Assert.Equal("""{"FirstName":"Ada","Age":36}""", _serializer.Write(new Person("Ada", 36)));

    [Theory]
    [InlineData("""{"FirstName":"Ada","Age":36}""")]
    [InlineData("""{"firstName":"Ada","age":36}""")]
    [InlineData("""{"FIRSTNAME":"Ada","aGE":36}""")]
    public void Reads_names_in_any_case(string json) => Assert.Equal(new Person("Ada", 36), _serializer.Read<Person>(json));

    [Fact]
    public void Leaves_nulls_out() => Assert.Equal("""{"Age":36}""", _serializer.Write(new Person(null, 36)));

    [Fact]
    public void Writes_null_for_no_response_and_reads_it()
    {
        Assert.Equal("null", _serializer.Write<Person?>(null));
        Assert.Null(_serializer.Read<Person?>("null"));
    }

    [Fact]
    public void Knows_the_names_of_the_two_S3_headers()
    {
        var json = _serializer.Write(new S3Ids { XAmzId2 = "a", XAmzRequestId = "b" });

        Assert.Equal("""{"x-amz-id-2":"a","x-amz-request-id":"b"}""", json);
        Assert.Equal("b", _serializer.Read<S3Ids>(json).XAmzRequestId);
    }

    [Fact]
    public void Escapes_no_more_than_JSON_demands() => Assert.Equal("\"<ü & 'z'> \\\"\"", _serializer.Write("<ü & 'z'> \""));

    [Theory]
    [InlineData("\"text\"")]
    [InlineData("7")]
    [InlineData("[1,2]")]
    public void Reads_back_what_it_wrote(string json)
    {
        var written = json switch
        {
            "7" => _serializer.Write(_serializer.Read<int>(json)),
            "[1,2]" => _serializer.Write(_serializer.Read<List<int>>(json)),
            _ => _serializer.Write(_serializer.Read<string>(json)),
        };

        Assert.Equal(json, written);
    }

    [Fact]
    public void Streams_of_memory_are_base64()
    {
        var json = _serializer.Write(new Wrapped<MemoryStream>(new MemoryStream([1, 2, 255])));

        Assert.Equal("""{"Value":"AQL/"}""", json);
        Assert.Equal<byte>([1, 2, 255], _serializer.Read<Wrapped<MemoryStream>>(json).Value.ToArray());
    }

    [Theory]
    [InlineData("""{"Value":[1,2,255]}""")]
    [InlineData("""{"Value":"AQL/"}""")]
    public void Bytes_are_written_as_numbers_and_read_from_both(string json)
    {
        var read = _serializer.Read<Wrapped<byte[]>>(json);

        Assert.Equal<byte>([1, 2, 255], read.Value);
        Assert.Equal("""{"Value":[1,2,255]}""", _serializer.Write(read));
    }

    [Theory]
    [InlineData("\"2026-07-01T12:30:00Z\"", "2026-07-01T12:30:00Z")]
    [InlineData("1782909000", "2026-07-01T12:30:00Z")]
    [InlineData("1782909000.5", "2026-07-01T12:30:00.5Z")]
    [InlineData("1782909000500", "2026-07-01T12:30:00.5Z")]
    public void Dates_are_text_or_numbers_since_the_epoch(string json, string written)
    {
        var date = _serializer.Read<DateTime>(json);

        Assert.Equal(DateTimeKind.Utc, date.Kind);
        Assert.Equal($"\"{written}\"", _serializer.Write(date));
    }

    [Fact]
    public void Enumerations_of_the_AWS_SDK_are_text()
    {
        var read = _serializer.Read<Wrapped<EventType>>("""{"Value":"ObjectCreated:Put"}""");

        Assert.Equal("ObjectCreated:Put", read.Value.ToString());
        Assert.Equal("""{"Value":"ObjectCreated:Put"}""", _serializer.Write(read));
    }

    [Fact]
    public void Options_can_be_changed_after_the_defaults_are_set()
    {
        var indented = new DefaultLambdaJsonSerializer(options => options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower);

        Assert.Equal("""{"first_name":"Ada","age":36}""", indented.Write(new Person("Ada", 36)));
    }

    [Fact]
    public void The_writer_s_options_are_shown_but_are_a_copy()
    {
        var shown = false;
        var serializer = new DefaultLambdaJsonSerializer(null, options =>
        {
            shown = true;
            options.Indented = true;
        });

        Assert.True(shown);
        Assert.Equal("""{"FirstName":"Ada","Age":36}""", serializer.Write(new Person("Ada", 36)));
    }
}
