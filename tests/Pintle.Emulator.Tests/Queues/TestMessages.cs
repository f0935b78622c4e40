using System.Threading.Channels;
using Pintle.Emulator.Invoke;
using Pintle.Emulator.Queues;

namespace Pintle.Emulator.Tests.Queues;

/// <summary>A queue in memory and the function that its messages go to; the test says what either does.</summary>
internal sealed class TestMessages : IMessageSource, IInvocableFunction
{
    private readonly Channel<QueueMessage> _messages = Channel.CreateUnbounded<QueueMessage>();
    private readonly Channel<string> _ended = Channel.CreateUnbounded<string>();

    string IMessageSource.Arn => "arn:aws:sqs:us-east-1:123456789012:orders";

    string IInvocableFunction.Arn => "arn:aws:lambda:us-east-1:123456789012:function:work";

    public string Version => "$LATEST";

    public bool IsFifo { get; init; }

    public TimeSpan VisibilityTimeout => TimeSpan.FromSeconds(30);

    /// <summary>What the function does with an event.</summary>
    public required Func<FunctionCall, CancellationToken, Task<FunctionAnswer>> Function { get; init; }

    /// <summary>Ends a receive in place of a message.</summary>
    public Func<Exception?> Fault { get; set; } = () => null;

    public List<FunctionCall> Calls { get; } = [];

    public List<string> Log { get; } = [];

    public static TestMessages Answering(string response, bool isError = false) =>
        new() { Function = (_, _) => Task.FromResult(new FunctionAnswer(System.Text.Encoding.UTF8.GetBytes(response), isError, [])) };

    public QueuePoller Poll(QueuePollerOptions? options = null) => QueuePoller.Start(this, this, (options ?? new QueuePollerOptions()) with
    {
        Log = line =>
        {
            lock (Log)
                Log.Add(line);
            _ = _ended.Writer.TryWrite("said");
        },
    });

    public void Send(params string[] bodies)
    {
        foreach (var body in bodies)
            _ = _messages.Writer.TryWrite(new QueueMessage { MessageId = $"id-{body[..Math.Min(8, body.Length)]}", ReceiptHandle = $"receipt-{body[..Math.Min(8, body.Length)]}", Body = body });
    }

    /// <summary>What became of messages, or that something was said: the next step in the order of their happening.</summary>
    public async Task<string> NextAsync(CancellationToken cancellationToken) => await _ended.Reader.ReadAsync(cancellationToken);

    public async Task<IReadOnlyList<QueueMessage>> ReceiveAsync(int most, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (Fault() is { } fault)
            throw fault;
        if (!await _messages.Reader.WaitToReadAsync(cancellationToken))
            return [];
        var taken = new List<QueueMessage>();
        while (taken.Count < most && _messages.Reader.TryRead(out var message))
            taken.Add(message);
        return taken;
    }

    public Task DeleteAsync(IReadOnlyList<QueueMessage> messages) => Note("deleted", messages);

    public Task ReleaseAsync(IReadOnlyList<QueueMessage> messages) => Note("released", messages);

    public Task<FunctionAnswer> InvokeAsync(FunctionCall invocation, CancellationToken cancellationToken)
    {
        lock (Calls)
            Calls.Add(invocation);
        return Function(invocation, cancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Task Note(string what, IReadOnlyList<QueueMessage> messages)
    {
        if (messages.Count > 0)
            _ = _ended.Writer.TryWrite($"{what} {string.Join(' ', messages.Select(message => message.Body))}");
        return Task.CompletedTask;
    }
}
