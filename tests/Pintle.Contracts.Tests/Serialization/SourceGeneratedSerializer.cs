using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.Serialization.SystemTextJson;

namespace Pintle.Contracts.Tests.Serialization;

public sealed class SourceGeneratedSerializer
{
    private readonly SourceGeneratorLambdaJsonSerializer<ModelsContext> _serializer = new();

    [Fact]
    public void Writes_with_the_options_of_the_package() => Assert.Equal("""{"Age":36}""", _serializer.Write(new Person(null, 36)));

    [Fact]
    public void Reads_names_in_any_case() => Assert.Equal(new Person("Ada", 36), _serializer.Read<Person>("""{"firstname":"Ada","age":36}"""));

    [Fact]
    public void Reads_dates_with_the_converter_of_the_package() =>
        Assert.Equal(DateTime.UnixEpoch.AddSeconds(90), _serializer.Read<Wrapped<DateTime>>("""{"Value":90}""").Value);

    [Fact]
    public void Options_can_be_changed_after_the_defaults_are_set()
    {
        var serializer = new SourceGeneratorLambdaJsonSerializer<ModelsContext>((JsonSerializerOptions options) => options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase);

        Assert.Equal("""{"firstName":"Ada","age":36}""", serializer.Write(new Person("Ada", 36)));
    }

    [Fact]
    public void A_type_that_was_not_generated_is_an_error_that_names_it()
    {
        var read = Assert.Throws<JsonSerializerException>(() => _serializer.Read<S3Ids>("{}"));
        var write = Assert.Throws<JsonSerializerException>(() => _serializer.Write(new S3Ids()));

        Assert.All([read, write], error =>
        {
            Assert.IsType<JsonSerializerException>(error.InnerException);
            Assert.Contains(typeof(S3Ids).FullName!, error.InnerException.Message, StringComparison.Ordinal);
            Assert.Contains(typeof(ModelsContext).FullName!, error.InnerException.Message, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void A_context_that_takes_no_options_is_refused() =>
        Assert.Throws<ApplicationException>(() => new SourceGeneratorLambdaJsonSerializer<ContextWithoutOptions>());

    private sealed class ContextWithoutOptions() : JsonSerializerContext(null)
    {
        protected override JsonSerializerOptions? GeneratedSerializerOptions => null;

        public override JsonTypeInfo? GetTypeInfo(Type type) => null;
    }
}
