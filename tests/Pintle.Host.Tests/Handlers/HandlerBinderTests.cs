using Pintle.Host.Handlers;

namespace Pintle.Host.Tests.Handlers;

/// <summary>Every input × context × output × static or instance, invoked.</summary>
[Collection(InvocationFixture.Collection)]
public sealed class HandlerBinderTests
{
    private static readonly Type[] Inputs = [typeof(Nothing), typeof(Stream), typeof(Order), typeof(string), typeof(int)];

    private static readonly Type[] Outputs =
    [
        typeof(void), typeof(Stream), typeof(MemoryStream), typeof(Order), typeof(string), typeof(int),
        typeof(Task), typeof(PlainTask), typeof(Task<Order>), typeof(OrderTask), typeof(Task<int>), typeof(Task<Stream>),
        typeof(ValueTask), typeof(ValueTask<Order>), typeof(ValueTask<int>), typeof(ValueTask<Stream>),
    ];

    public static TheoryData<Type, bool, Type, bool> Combinations
    {
        get
        {
            var all = new TheoryData<Type, bool, Type, bool>();
            foreach (var input in Inputs)
            {
                foreach (var output in Outputs)
                {
                    all.Add(input, false, output, false);
                    all.Add(input, false, output, true);
                    all.Add(input, true, output, false);
                    all.Add(input, true, output, true);
                }
            }
            return all;
        }
    }

    [Theory]
    [MemberData(nameof(Combinations))]
    public void Joins_input_call_and_output(Type input, bool takesContext, Type output, bool isStatic)
    {
        var handler = Bind(input, takesContext, output, isStatic);
        var (json, seen) = Event(input);
        using var first = new InvocationFixture(json);
        var text = $"{seen}|{(takesContext ? InvocationFixture.RequestId : "-")}";
        Conversions.Seen = null;

        handler.Invoke(first.Slot);

        Assert.Equal(text, Conversions.Seen);
        Assert.Equal(Expected(output, text), first.Response);
    }

    [Fact]
    public void Gives_each_invocation_a_fresh_copy_of_a_structure()
    {
        var handler = Bind(typeof(StructHandler), nameof(StructHandler.Handle), new StructHandler());

        Assert.Equal("\"a1\"", Invoke(handler, "\"a\""));
        Assert.Equal("\"b1\"", Invoke(handler, "\"b\""));
    }

    [Fact]
    public void Drops_nothing_of_what_was_bound_before()
    {
        var first = Bind(typeof(Order), takesContext: false, typeof(Order), isStatic: false);
        var second = Bind(typeof(Stream), takesContext: true, typeof(Stream), isStatic: true);

        Assert.Equal("""{"Text":"x|-"}""", Invoke(first, """{"Text":"x"}"""));
        Assert.Equal("raw|r-1", Invoke(second, "raw"));
        Assert.Equal("""{"Text":"y|-"}""", Invoke(first, """{"Text":"y"}"""));
    }

    private static BoundHandler Bind(Type input, bool takesContext, Type output, bool isStatic)
    {
        var type = output == typeof(void)
            ? typeof(VoidShapes<>).MakeGenericType(input == typeof(Nothing) ? typeof(string) : input)
            : typeof(Shapes<,>).MakeGenericType(input == typeof(Nothing) ? typeof(string) : input, output);
        var name = (isStatic ? "Static" : "Instance") + (input == typeof(Nothing) ? "Nothing" : "") + (takesContext ? "Context" : "");
        return Bind(type, name, isStatic ? null : Construction.Of(type));
    }

    private static BoundHandler Bind(Type type, string name, object? target)
    {
        var method = HandlerMethod.Find(type, name);
        return HandlerBinder.Bind(HandlerShape.Of(type, method), target, new SerializerSelection(method, typeof(HandlerBinderTests).Assembly));
    }

    private static string Invoke(BoundHandler handler, string json)
    {
        using var invocation = new InvocationFixture(json);
        handler.Invoke(invocation.Slot);
        return invocation.Response;
    }

    /// <summary>An event for the type, and what the handler sees of it.</summary>
    private static (string Json, string Seen) Event(Type input)
    {
        if (input == typeof(Nothing))
            return ("not even JSON", "-");
        if (input == typeof(Stream))
            return ("raw ü bytes", "raw ü bytes");
        if (input == typeof(Order))
            return ("""{"Text":"an order"}""", "an order");
        return input == typeof(int) ? ("42", "42") : ("\"a string\"", "a string");
    }

    private static string Expected(Type output, string text)
    {
        var result = output.IsGenericType ? output.GenericTypeArguments[0] : output == typeof(OrderTask) ? typeof(Order) : output;
        if (result == typeof(Order))
            return $$"""{"Text":"{{text}}"}""";
        if (result == typeof(int))
            return $"{text.Length}";
        if (result == typeof(string))
            return $"\"{text}\"";
        return typeof(Stream).IsAssignableFrom(result) ? text : "";
    }
}
