using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;
using Pintle.Host.Json.Making;

namespace Pintle.Host.Tests.Json;

/// <summary>Code that is generated for a function's types: the same values and bytes as its serializer gives, or none.</summary>
public sealed class GeneratedJsonTests
{
    private const int Cases = 20_000;

    [Fact]
    public void Reads_and_writes_a_record()
    {
        var code = new GeneratedCode<Order>(new CamelCaseLambdaJsonSerializer());

        Assert.True(code.TryRead("""{"id":"o1","quantity":3,"price":2.5}"""u8.ToArray(), out var order));
        Assert.Equal(new Order("o1", 3, 2.5m), order);
        Assert.Equal("""{"id":"o1","quantity":3,"price":2.5}""", code.Write(order));
        Assert.True(code.Fits);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Is_the_serializers_for_any_document_of_a_class(int seed) => Compare<Basket>(new DefaultLambdaJsonSerializer(), seed, static name => name, 0.2, 0.3);

    [Fact]
    public void Is_the_serializers_in_camel_case() => Compare<Basket>(new CamelCaseLambdaJsonSerializer(), 3, JsonNamingPolicy.CamelCase.ConvertName, 0.2, 0.3);

    [Fact]
    public void Is_that_of_a_generated_context() => Compare<Basket>(new SourceGeneratorLambdaJsonSerializer<SubjectContext>(), 4, static name => name, 0.2, 0.2);

    [Fact]
    public void Is_the_serializers_for_records_with_required_members() => Compare<Dictionary<string, Line>>(new DefaultLambdaJsonSerializer(), 5, static name => name, 0.3, 0.5);

    [Fact]
    public void Is_the_serializers_for_classes_over_classes() => Compare<Cat>(new DefaultLambdaJsonSerializer(), 6, static name => name, 0.3, 0.3);

    [Fact]
    public void Is_the_serializers_for_a_record_with_a_constructor() => Compare<Order>(new CamelCaseLambdaJsonSerializer(), 7, JsonNamingPolicy.CamelCase.ConvertName, 0.3, 0.5);

    [Fact]
    public void Is_the_serializers_for_lists_of_lists() => Compare<List<string[]>>(new DefaultLambdaJsonSerializer(), 8, static name => name, 0.3, 0.5);

    [Fact]
    public void Is_the_same_bytes_each_time() =>
        Assert.Equal(new GeneratedCode<Basket>(new DefaultLambdaJsonSerializer()).Image, new GeneratedCode<Basket>(new DefaultLambdaJsonSerializer()).Image);

    [Fact]
    public void Is_compared_with_the_serializer_by_documents_that_it_takes()
    {
        foreach (var serializer in (ILambdaSerializer[])[new DefaultLambdaJsonSerializer(), new SourceGeneratorLambdaJsonSerializer<SubjectContext>()])
        {
            var code = new GeneratedCode<Basket>(serializer);

            Assert.Equal(2 * JsonSample.Variants, code.Samples.Count);
            Assert.All(code.Samples, sample => Assert.Equal((true, true), code.Compare(Encoding.UTF8.GetBytes(sample.Document))));
            Assert.Equal(JsonSample.Variants, code.Samples.Select(sample => sample.Document).Distinct().Count());
        }
    }

    [Fact]
    public void Reaches_types_and_members_that_are_not_public()
    {
        var code = new GeneratedCode<Hidden>(new DefaultLambdaJsonSerializer());

        Assert.Equal((true, true), code.Compare("""{"A":1,"B":2,"C":{"A":3}}"""u8.ToArray()));
    }

    [Theory]
    [InlineData(typeof(Computed), "a getter that does more than to keep a value")]
    [InlineData(typeof(Checked), "a setter that does more")]
    [InlineData(typeof(Aliased), "two setters of one field")]
    [InlineData(typeof(Announced), "a static constructor")]
    [InlineData(typeof(Finalized), "a finalizer")]
    [InlineData(typeof(Figure), "types that are told apart by a member")]
    [InlineData(typeof(Open), "members that are not declared")]
    [InlineData(typeof(Uri), "a class that only the serializer knows")]
    [InlineData(typeof(byte[]), "a converter of Amazon's")]
    [InlineData(typeof(MemoryStream), "a converter of Amazon's")]
    [InlineData(typeof(KeyValuePair<string, int>), "a structure")]
    public void Is_not_there_for(Type type, string why) => Assert.True(JsonEmitter.Emit(new DefaultLambdaJsonSerializer(), type, type, "none") is null, why);

    [Fact]
    public void Is_not_there_for_a_serializer_with_settings()
    {
        Assert.Null(JsonEmitter.Emit(new DefaultLambdaJsonSerializer(options => options.AllowTrailingCommas = true), typeof(Order), null, "none"));
        Assert.Null(JsonEmitter.Emit(new Derived(), typeof(Order), null, "none"));
    }

    [Fact]
    public void Leaves_a_value_that_it_does_not_know_to_the_serializer()
    {
        var code = new GeneratedCode<Basket>(new DefaultLambdaJsonSerializer());

        Assert.Null(code.Write(new Basket { Link = new Uri("http://a") }));
        Assert.Null(code.Write(new Basket { Weight = double.NaN }));
        Assert.NotNull(code.Write(new Basket()));
        Assert.False(code.TryRead("""{"Link":"http://a"}"""u8.ToArray(), out _));
        Assert.True(code.TryRead("""{"Link":null}"""u8.ToArray(), out _));
        Assert.True(code.TryRead(Encoding.UTF8.GetBytes(code.Sample), out _));
    }

    [Theory]
    [InlineData("""{"Defaults":{}}""")]
    [InlineData("""{"Defaults":{"Price":0}}""")]
    [InlineData("""{"Documented":{"Document":null}}""")]
    [InlineData("""{"Overridden":{}}""")]
    [InlineData("""{"Painted":{"Color":99}}""")]
    [InlineData("""{"Aliased":{"CustomerId":"1","Id":"2"}}""")]
    public void Is_the_serializers_within_another_object(string document) => _ = new GeneratedCode<Outer>(new DefaultLambdaJsonSerializer()).Compare(Encoding.UTF8.GetBytes(document));

    [Theory]
    [InlineData("""{"Records":[{"messageId":"1","body":"{\"a\":1}","attributes":{"SentTimestamp":"1545082649183"},"messageAttributes":{"n":{"stringValue":"x","stringListValues":[],"binaryListValues":[],"dataType":"String"}},"eventSourceARN":"arn"}]}""", true)]
    [InlineData("""{"Records":[{"messageId":"1","messageAttributes":{"n":{"binaryValue":"AAEC","dataType":"Binary"}}}]}""", false)]
    public void Reads_a_queues_event_but_for_what_only_Amazons_converters_know(string document, bool isRead) =>
        Assert.Equal((isRead, isRead), new GeneratedCode<QueueEvent>(new DefaultLambdaJsonSerializer()).Compare(Encoding.UTF8.GetBytes(document)));

    /// <summary>At one depth more the serializer refuses, and not in another object than this code would.</summary>
    [Fact]
    public void Is_written_no_deeper_than_the_serializer_goes()
    {
        var code = new GeneratedCode<Link>(new DefaultLambdaJsonSerializer());
        Link? chain = null, nested = null;
        for (var depth = 1; depth < 70; depth++)
        {
            chain = new Link { Value = depth, Next = chain };
            nested = new Link { Others = nested is null ? [] : [nested] };
            foreach (var each in (Link[])[chain, nested])
            {
                if (code.Write(each) is { } written)
                    Assert.Equal(code.WriteWithSerializer(each), written);
            }
        }
        Assert.NotNull(code.Write(new Link { Next = new Link() }));
    }

    [Fact]
    public void Writes_no_object_of_which_a_context_may_not_know()
    {
        var code = new GeneratedCode<Answer>(new SourceGeneratorLambdaJsonSerializer<SubjectContext>());

        Assert.Null(code.Write(new Answer { Data = 1.5m }));
        Assert.NotNull(code.Write(new Answer()));
    }

    private static void Compare<T>(ILambdaSerializer serializer, int seed, Func<string, string> naming, double leastRead, double leastWritten)
    {
        var code = new GeneratedCode<T>(serializer);
        var documents = new Documents(new Random(seed), naming);
        var (read, written) = (0, 0);
        for (var i = 0; i < Cases; i++)
        {
            var (isRead, isWritten) = code.Compare(documents.Next(typeof(T)));
            read += isRead ? 1 : 0;
            written += isWritten ? 1 : 0;
        }

        // Otherwise nothing was compared.
        Assert.True(read > leastRead * Cases && written > leastWritten * Cases, $"{read} read and {written} written of {Cases}");
    }

    private sealed class Hidden
    {
        public int A { get; private set; }

        [JsonInclude]
        private int B { get; set; }

        public Hidden? C { get; set; }
    }

    private sealed class Derived : DefaultLambdaJsonSerializer;
}
