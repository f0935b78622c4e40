using System.Runtime.CompilerServices;

namespace Handlers;

/// <summary>Inputs and results of kinds that a serializer, a Stream or a task makes special.</summary>
public sealed class Results
{
    public MemoryStream TakesMemoryStream(MemoryStream input) => input;

    public FileStream? ReturnsSubclass(Stream input) => null;

    public async Task<MemoryStream> SubclassLater(Stream input)
    {
        await Task.Yield();
        var copy = new MemoryStream();
        await input.CopyToAsync(copy);
        copy.Position = 0;
        return copy;
    }

    public TextTask TaskSubclass(string text)
    {
        var task = new TextTask(text);
        task.Start();
        return task;
    }

    public Task? NullTask() => null;

    public Task Canceled() => Task.FromCanceled(new CancellationToken(canceled: true));

    public async IAsyncEnumerable<int> Enumerable()
    {
        await Task.Yield();
        yield return 1;
    }

    public async ValueTask<int> LaterNumber(int number)
    {
        await Task.Yield();
        return number + 1;
    }

    public ValueTask<Stream> LaterStream(Stream input) => new(input);

    /// <summary>Only the outermost task is waited for: what it results in is serialized.</summary>
    public async Task<Task<int>> TaskOfTask(int number)
    {
        await Task.Yield();
        return Task.FromResult(number);
    }

    public Task<ValueTask<int>> TaskOfValueTask(int number) => Task.FromResult(new ValueTask<int>(number));

    public ValueTask<Task<int>> ValueTaskOfTask(int number) => new(Task.FromResult(number));

    public ValueTask<ValueTask<int>> ValueTaskOfValueTask(int number) => new(new ValueTask<int>(number));

    public Task<Task> TaskOfPlainTask(int number) => Task.FromResult(Task.CompletedTask);

    public CustomAwaitable Custom() => new();

    public int? Nullable(int? number) => number + 1;

    public DateTime Date(DateTime date) => date.AddDays(1);

    public Guid Identifier(Guid id) => id;

    public DayOfWeek Enum(DayOfWeek day) => day + 1;

    public KeyValuePair<string, int> Pair(KeyValuePair<string, int> pair) => new(pair.Key, pair.Value + 1);

    public Dictionary<string, int> Dictionary(Dictionary<string, int> map) => map.ToDictionary(each => each.Key, each => each.Value + 1);

    public Envelope<Person> Generic(Envelope<Person> envelope) => new() { Content = envelope.Content, Count = envelope.Count + 1 };

    public Envelope<int> GenericOfValue(Envelope<int> envelope) => new() { Content = envelope.Content + 1, Count = envelope.Count };

    public byte[] Bytes(byte[] bytes) => [.. bytes.AsEnumerable().Reverse()];

    public object? Anything(object? value) => value;

    public int[] Array(int[] numbers) => [.. numbers.AsEnumerable().Reverse()];
}

public sealed class TextTask(string text) : Task<string>(() => text + " from a task of its own kind");

public sealed class Envelope<T>
{
    public T? Content { get; set; }

    public int Count { get; set; }
}

/// <summary>Can be awaited, and no runtime does it: it is serialized like any other object.</summary>
public sealed class CustomAwaitable
{
    public string State { get; } = "not awaited";

    public TaskAwaiter GetAwaiter() => throw new InvalidOperationException("awaited");
}
