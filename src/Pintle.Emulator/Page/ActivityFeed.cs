using System.Text;
using System.Text.Json;

namespace Pintle.Emulator.Page;

/// <summary>What happens to the functions, for the page: the last few thousand things, and each new one as it comes. Nothing waits for a page that is slow.</summary>
public sealed class ActivityFeed
{
    // Chosen, not measured: more hold more memory of the server and make the page slower, fewer forget sooner what happened.
    private const int MaxItems = 4000;
    private const int MaxShownBytes = 64 * 1024;

    private readonly Lock _gate = new();
    private readonly List<FunctionShown> _functions = [];
    private readonly Queue<ActivityItem> _items = [];
    private long _last;
    private int _environments;
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal IReadOnlyList<FunctionShown> Functions
    {
        get
        {
            lock (_gate)
                return [.. _functions];
        }
    }

    public void Function(FunctionShown function)
    {
        lock (_gate)
            _functions.Add(function);
    }

    /// <param name="function">The name of one that the page has.</param>
    /// <param name="whyUnserved">Null: it is served from now on.</param>
    public void Serving(string function, string? whyUnserved)
    {
        lock (_gate)
        {
            var index = _functions.FindIndex(each => each.Name == function);
            if (index < 0 || _functions[index].WhyUnserved == whyUnserved)
                return;
            _functions[index] = _functions[index] with { WhyUnserved = whyUnserved };
        }

        Add("function", json =>
        {
            json.WriteString("function", function);
            json.WriteString("unserved", whyUnserved);
        });
    }

    public int NextEnvironment() => Interlocked.Increment(ref _environments);

    public void Environment(EnvironmentShown environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        Add("environment", json =>
        {
            json.WriteString("function", environment.Function);
            json.WriteNumber("environment", environment.Environment);
            json.WriteNumber("number", environment.Number);
            json.WriteString("state", environment.State);
            if (environment.ProcessId is { } id)
                json.WriteNumber("pid", id);
            WriteMilliseconds(json, "initMs", environment.InitDuration);
            if (environment.RequestId is { } request)
                json.WriteString("requestId", request);
            if (environment.Why is { } why)
                json.WriteString("why", why);
        });
    }

    public void InvocationBegan(string function, string requestId, ReadOnlyMemory<byte> payload) => Add("invocation", json =>
    {
        json.WriteString("function", function);
        json.WriteString("requestId", requestId);
        WriteText(json, "event", payload);
    });

    public void InvocationEnded(InvocationShown invocation)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        Add("invocation-end", json =>
        {
            json.WriteString("function", invocation.Function);
            json.WriteString("requestId", invocation.RequestId);
            json.WriteString("status", invocation.Status);
            WriteMilliseconds(json, "durationMs", invocation.Duration);
            WriteMilliseconds(json, "initMs", invocation.InitDuration);
            if (invocation.MaxMemoryBytes is { } bytes)
                json.WriteNumber("memory", bytes);
            json.WriteString("errorType", invocation.ErrorType);
            json.WriteString("report", invocation.Report);
            WriteText(json, "payload", invocation.Payload);
        });
    }

    /// <param name="function">The function's name.</param>
    /// <param name="channel"><c>stdout</c>, <c>stderr</c> or <c>service</c>.</param>
    /// <param name="text">The line.</param>
    /// <param name="time">When it was written.</param>
    public void Line(string function, string channel, string text, DateTimeOffset time) => Add("line", json =>
    {
        json.WriteString("function", function);
        json.WriteString("channel", channel);
        WriteText(json, "text", Encoding.UTF8.GetBytes(text));
        json.WriteNumber("time", time.ToUnixTimeMilliseconds());
    });

    /// <summary>The kept items that come after a given one, and a task that ends when there are more.</summary>
    internal (IReadOnlyList<ActivityItem> Items, Task More) After(long id)
    {
        lock (_gate)
            return ([.. _items.Where(item => item.Id > id)], _news.Task);
    }

    private void Add(string kind, Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("kind", kind);
            json.WriteNumber("at", DateTimeOffset.UtcNow.ToUnixTimeMilliseconds());
            write(json);
            json.WriteEndObject();
        }

        TaskCompletionSource heard;
        lock (_gate)
        {
            _items.Enqueue(new ActivityItem(++_last, buffer.ToArray()));
            if (_items.Count > MaxItems)
                _ = _items.Dequeue();
            heard = _news;
            _news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        heard.SetResult();
    }

    private static void WriteMilliseconds(Utf8JsonWriter json, string name, TimeSpan? time)
    {
        if (time is { } known)
            json.WriteNumber(name, Math.Round(known.TotalMilliseconds, 3));
    }

    /// <summary>The beginning is enough to look at; the page says how much there was.</summary>
    private static void WriteText(Utf8JsonWriter json, string name, ReadOnlyMemory<byte> text)
    {
        json.WriteString(name, Encoding.UTF8.GetString(text.Span[..Math.Min(text.Length, MaxShownBytes)]));
        if (text.Length > MaxShownBytes)
            json.WriteNumber(name + "Bytes", text.Length);
    }
}

/// <summary>One thing that happened, as JSON on one line.</summary>
internal sealed record ActivityItem(long Id, byte[] Json);
