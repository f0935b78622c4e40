using Amazon.Lambda.Serialization.SystemTextJson;

namespace Pintle.Contracts.Tests.Serialization;

public sealed class CamelCaseSerializer
{
    private readonly CamelCaseLambdaJsonSerializer _serializer = new();

    [Fact]
    public void Writes_names_in_camel_case() => Assert.Equal("""{"firstName":"Ada","age":36}""", _serializer.Write(new Person("Ada", 36)));

    [Theory]
    [InlineData("""{"firstName":"Ada","age":36}""")]
    [InlineData("""{"FirstName":"Ada","Age":36}""")]
    public void Reads_names_in_any_case(string json) => Assert.Equal(new Person("Ada", 36), _serializer.Read<Person>(json));

    [Fact]
    public void Leaves_nulls_out() => Assert.Equal("""{"age":36}""", _serializer.Write(new Person(null, 36)));

    [Fact]
    public void Knows_the_names_of_the_two_S3_headers() =>
        Assert.Equal("""{"x-amz-id-2":"a"}""", _serializer.Write(new S3Ids { XAmzId2 = "a" }));
}
