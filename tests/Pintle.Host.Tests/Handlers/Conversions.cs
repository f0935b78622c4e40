using System.Globalization;
using System.Text;

namespace Pintle.Host.Tests.Handlers;

/// <summary>What a handler saw, as text, and that text as a handler's result. Asynchronous results complete on another thread.</summary>
internal static class Conversions
{
    /// <summary>What the last handler on this thread saw: the only trace of one that returns nothing.</summary>
    [ThreadStatic]
    public static string? Seen;

    public static string Read(object? input) => input switch
    {
        null => "null",
        Stream stream => new StreamReader(stream, Encoding.UTF8).ReadToEnd(),
        Order order => order.Text ?? "null",
        _ => Convert.ToString(input, CultureInfo.InvariantCulture)!,
    };

    public static TOut Answer<TOut>(string text)
    {
        Seen = text;
        return (TOut)Result(typeof(TOut), text);
    }

    public static void Note(string text) => Seen = text;

    private static object Result(Type type, string text)
    {
        if (type == typeof(Task))
            return Task.Run(() => { });
        if (type == typeof(PlainTask))
            return new PlainTask();
        if (type == typeof(OrderTask))
            return new OrderTask(text);
        if (type == typeof(Task<Order>))
            return Later(new Order { Text = text });
        if (type == typeof(Task<int>))
            return Later(text.Length);
        if (type == typeof(Task<Stream>))
            return Later<Stream>(StreamOf(text));
        if (type == typeof(ValueTask))
            return new ValueTask(Task.Run(() => { }));
        if (type == typeof(ValueTask<Order>))
            return new ValueTask<Order>(Later(new Order { Text = text }));
        if (type == typeof(ValueTask<int>))
            return new ValueTask<int>(text.Length);
        if (type == typeof(ValueTask<Stream>))
            return new ValueTask<Stream>(StreamOf(text));
        if (type == typeof(Order))
            return new Order { Text = text };
        if (type == typeof(int))
            return text.Length;
        return typeof(Stream).IsAssignableFrom(type) ? StreamOf(text) : text;
    }

    private static MemoryStream StreamOf(string text) => new(Encoding.UTF8.GetBytes(text));

    private static async Task<T> Later<T>(T result)
    {
        await Task.Yield();
        return result;
    }
}

/// <summary>A Task by another name, as some libraries have them.</summary>
public sealed class PlainTask : Task
{
    public PlainTask() : base(() => { }) => Start();
}

/// <summary>A Task&lt;Order&gt; by another name.</summary>
public sealed class OrderTask : Task<Order>
{
    public OrderTask(string text) : base(() => new Order { Text = text }) => Start();
}
