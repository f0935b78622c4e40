using System.Reflection;
using System.Text.Json;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;
using Pintle.Host.Handlers;
using Pintle.Host.Tests.Handlers;
using Pintle.Shared;

namespace Pintle.Host.Tests;

/// <summary>Serializers that are missing or cannot serve, results that fail, and what prewarming may run.</summary>
[Collection(InvocationFixture.Collection)]
public sealed class BindingFaultTests
{
    /// <summary>An assembly that names no serializer.</summary>
    private static readonly Assembly Bare = typeof(object).Assembly;

    [Theory]
    [InlineData("Orders", "takes Pintle.Host.Tests.Handlers.Order")]
    [InlineData("Result", "returns Pintle.Host.Tests.Handlers.Order")]
    [InlineData("LaterResult", "returns Pintle.Host.Tests.Handlers.Order")]
    public void A_serializer_is_needed_for_all_but_streams(string name, string found)
    {
        var fault = Assert.Throws<HandlerFaultException>(() => Bind(typeof(Target), name, Bare));

        Assert.Equal(FaultCode.SerializerMissing, fault.Code);
        Assert.Contains($"because {typeof(Target).FullName}.{name} {found}, but", fault.Message, StringComparison.Ordinal);
        Assert.Contains("[assembly: LambdaSerializer(typeof(", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Streams")]
    [InlineData("LaterStream")]
    [InlineData("Nothings")]
    public void No_serializer_is_needed_for_streams_and_nothing(string name)
    {
        using var invocation = new InvocationFixture("x");

        Bind(typeof(Target), name, Bare).Invoke(invocation.Slot);

        Assert.Equal(name == "Nothings" ? "" : "x", invocation.Response);
    }

    [Theory]
    [InlineData("NoType", "names no type")]
    [InlineData("NoSerializer", "names Pintle.Host.Tests.Handlers.Order, which does not implement Amazon.Lambda.Core.ILambdaSerializer")]
    [InlineData("NoConstructor", "which has no public constructor without parameters")]
    [InlineData("AbstractSerializer", "which has no public constructor without parameters")]
    public void A_serializer_that_cannot_serve_is_a_fault(string name, string found)
    {
        var fault = Assert.Throws<HandlerFaultException>(() => Bind(typeof(Target), name, typeof(Target).Assembly));

        Assert.Equal(FaultCode.SerializerInvalid, fault.Code);
        Assert.Contains($"on the method {typeof(Target).FullName}.{name}", fault.Message, StringComparison.Ordinal);
        Assert.Contains(found, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_methods_serializer_stands_before_the_assemblys()
    {
        using var invocation = new InvocationFixture("""{"Text":"x"}""");

        Bind(typeof(Target), nameof(Target.Camel), typeof(Target).Assembly).Invoke(invocation.Slot);

        Assert.Equal("""{"text":"X"}""", invocation.Response);
    }

    [Theory]
    [InlineData("NullStream", typeof(NullReferenceException))]
    [InlineData("Throws", typeof(TimeZoneNotFoundException))]
    [InlineData("ThrowsLater", typeof(TimeZoneNotFoundException))]
    [InlineData("ThrowsInValueTask", typeof(TimeZoneNotFoundException))]
    [InlineData("Cancels", typeof(TaskCanceledException))]
    [InlineData("Several", typeof(TimeZoneNotFoundException))]
    public void What_a_handler_throws_comes_out_as_it_is(string name, Type thrown)
    {
        using var invocation = new InvocationFixture("{}");
        var handler = Bind(typeof(Target), name, typeof(Target).Assembly);

        Assert.Throws(thrown, () => handler.Invoke(invocation.Slot));
    }

    [Fact]
    public void A_returned_stream_is_copied_from_where_it_stands_and_stays_open()
    {
        using var invocation = new InvocationFixture("{}");
        var target = new Target();

        HandlerBinder.Bind(Shape(typeof(Target), "Half"), target, new SerializerSelection(typeof(Target).GetMethod("Half")!, Bare)).Invoke(invocation.Slot);

        Assert.Equal("456", invocation.Response);
        Assert.True(target.Returned!.CanRead);
    }

    [Fact]
    public void Prewarming_leaves_the_functions_own_serializers_alone()
    {
        using var invocation = new InvocationFixture("{}");
        CountingSerializer.Calls.Clear();

        Bind(typeof(Target), "Counted", typeof(Target).Assembly).Prewarm(invocation.Slot);
        Bind(typeof(Target), "CountedNumber", typeof(Target).Assembly).Prewarm(invocation.Slot);
        Bind(typeof(Target), "Foreign", typeof(Target).Assembly).Prewarm(invocation.Slot);

        Assert.Empty(CountingSerializer.Calls);
    }

    private static HandlerShape Shape(Type type, string name) => HandlerShape.Of(type, HandlerMethod.Find(type, name));

    private static BoundHandler Bind(Type type, string name, Assembly assembly)
    {
        var shape = Shape(type, name);
        return HandlerBinder.Bind(shape, Construction.Of(type), new SerializerSelection(shape.Method, assembly));
    }

#pragma warning disable CA1822, CA2201 // Handlers: instance methods, exceptions of every kind.
    private sealed class Target
    {
        public Stream? Returned { get; private set; }

        public void Orders(Order order) => _ = order;

        public Order Result(Stream stream) => new();

        public Task<Order> LaterResult(Stream stream) => Task.FromResult(new Order());

        public Stream Streams(Stream stream) => stream;

        public async Task<Stream> LaterStream(Stream stream)
        {
            await Task.Yield();
            return stream;
        }

        public Task Nothings() => Task.CompletedTask;

        [LambdaSerializer(null!)]
        public Order NoType() => new();

        [LambdaSerializer(typeof(Order))]
        public Order NoSerializer() => new();

        [LambdaSerializer(typeof(ForeignSerializer.WithArgument))]
        public Order NoConstructor() => new();

        [LambdaSerializer(typeof(ForeignSerializer.Abstract))]
        public Order AbstractSerializer() => new();

        [LambdaSerializer(typeof(CamelCaseLambdaJsonSerializer))]
        public Order Camel(Order order) => new() { Text = order.Text!.ToUpperInvariant() };

        public Stream? NullStream() => null;

        public Order Throws() => throw new TimeZoneNotFoundException();

        public async Task<Order> ThrowsLater()
        {
            await Task.Yield();
            throw new TimeZoneNotFoundException();
        }

        public async ValueTask ThrowsInValueTask()
        {
            await Task.Yield();
            throw new TimeZoneNotFoundException();
        }

        public Task Cancels() => Task.FromCanceled(new CancellationToken(canceled: true));

        public Task Several() => Task.WhenAll(Task.FromException(new TimeZoneNotFoundException()), Task.FromException(new InvalidTimeZoneException()));

        public Stream Half()
        {
            Returned = new MemoryStream("123456"u8.ToArray()) { Position = 3 };
            return Returned;
        }

        [LambdaSerializer(typeof(CountingSerializer))]
        public Task<Order> Counted(Order order) => Task.FromResult(order);

        [LambdaSerializer(typeof(CountingSerializer))]
        public int CountedNumber(int number) => number;

        [LambdaSerializer(typeof(ForeignSerializer))]
        public Order Foreign(Order order) => order;
    }
#pragma warning restore CA1822, CA2201

    private sealed class CountingSerializer : DefaultLambdaJsonSerializer, ILambdaSerializer
    {
        public static List<string> Calls { get; } = [];

        T ILambdaSerializer.Deserialize<T>(Stream requestStream)
        {
            Calls.Add($"read {typeof(T).Name} {new StreamReader(requestStream).ReadToEnd()}");
            return default!;
        }

        void ILambdaSerializer.Serialize<T>(T response, Stream responseStream)
        {
            Calls.Add($"write {typeof(T).Name} {JsonSerializer.Serialize(response)}");
            responseStream.Write("null"u8);
        }
    }

    public class ForeignSerializer : ILambdaSerializer
    {
        public T Deserialize<T>(Stream requestStream) => throw new NotSupportedException();

        public void Serialize<T>(T response, Stream responseStream) => throw new NotSupportedException();

        public sealed class WithArgument(int argument) : ForeignSerializer
        {
            public int Argument { get; } = argument;
        }

        public abstract class Abstract : ForeignSerializer;
    }
}
