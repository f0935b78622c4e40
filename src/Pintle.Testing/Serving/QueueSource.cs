using Pintle.Emulator.Queues;

namespace Pintle.Testing;

/// <summary>A queue whose messages go to a function in batches: Lambda's event source mapping for SQS. The queue is a folder of this machine, or any address that speaks SQS's JSON protocol without signatures.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html</remarks>
public sealed record QueueSource
{
    public required string FunctionName { get; init; }

    /// <summary>A folder, in which a file is a message, or the URL of a queue. A folder or queue whose name ends in <c>.fifo</c> keeps the order of each message group.</summary>
    public required string Queue { get; init; }

    /// <summary>Messages of one invocation, 1 to 10,000; for a FIFO queue up to 10.</summary>
    public int BatchSize { get; init; } = 10;

    /// <summary>How long a batch may wait to be full, up to 5 minutes.</summary>
    public TimeSpan BatchingWindow { get; init; }

    /// <summary>Lambda's <c>ReportBatchItemFailures</c>: only what the response lists stays in the queue.</summary>
    public bool ReportsItemFailures { get; init; }

    /// <summary>How long a message is hidden after it was received, at least the function's timeout. Null: the queue's own; for a folder 30 seconds, or the function's timeout where that is longer.</summary>
    public TimeSpan? VisibilityTimeout { get; init; }

    /// <summary>For a folder: how often a message is received before it goes to <see cref="DeadLetterFolder"/>. A queue behind an address has a redrive policy of its own.</summary>
    public int? MaxReceiveCount { get; init; }

    /// <summary>For a folder with <see cref="MaxReceiveCount"/>; null: a folder beside it, with <c>-dead-letters</c> after its name.</summary>
    public string? DeadLetterFolder { get; init; }

    /// <summary>Lambda's filters: patterns as JSON, for example <c>{"body":{"kind":["order"]}}</c>. A message that matches none of them is deleted and reaches nobody.</summary>
    public IReadOnlyList<string> Filters { get; init; } = [];

    /// <summary>How many batches are in progress at once; null: as many as the function takes.</summary>
    public int? MaxConcurrency { get; init; }

    private bool IsAddress => Queue.Contains("://", StringComparison.Ordinal);

    /// <exception cref="FunctionSetupException">There is no such queue, or Lambda would not accept it for the function.</exception>
    internal async Task<QueuePoller> StartAsync(ServedFunction served, LambdaFunctionOptions function, Action<string>? log, CancellationToken cancellationToken)
    {
        try
        {
            var queue = IsAddress ? await OpenAddressAsync(cancellationToken).ConfigureAwait(false) : OpenFolder(function, log);
            var options = new QueuePollerOptions
            {
                BatchSize = BatchSize,
                BatchingWindow = BatchingWindow,
                ReportsItemFailures = ReportsItemFailures,
                Filters = Filters,
                MaxConcurrency = MaxConcurrency ?? Math.Min(1000, function.MostEnvironments * function.Concurrency),
                Log = log,
            };
            var why = queue.VisibilityTimeout < function.Timeout
                ? $"Expected a visibility timeout of at least the function's timeout, {function.Timeout.TotalSeconds} seconds, found {queue.VisibilityTimeout.TotalSeconds}. Make it longer."
                : options.WhyNot(queue.IsFifo);
            if (why is null)
                return QueuePoller.Start(queue, served, options);
            await queue.DisposeAsync().ConfigureAwait(false);
            throw new FunctionSetupException($"The queue of '{FunctionName}': {why}");
        }
        catch (QueueException fault)
        {
            throw new FunctionSetupException($"The queue of '{FunctionName}': {fault.Message}", fault);
        }
    }

    private FolderMessages OpenFolder(LambdaFunctionOptions function, Action<string>? log) => new(new FolderMessagesOptions
    {
        Folder = Queue,
        VisibilityTimeout = VisibilityTimeout ?? TimeSpan.FromSeconds(Math.Max(30, function.Timeout.TotalSeconds)),
        MaxReceiveCount = MaxReceiveCount,
        DeadLetterFolder = MaxReceiveCount is null ? null : DeadLetterFolder ?? Path.TrimEndingDirectorySeparator(Path.GetFullPath(Queue)) + "-dead-letters",
        Region = function.Region,
        AccountId = function.AccountId,
        Log = log,
    });

    private async Task<IMessageSource> OpenAddressAsync(CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(Queue, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps) || address.AbsolutePath == "/")
            throw new FunctionSetupException($"Expected the queue of '{FunctionName}' to be a folder or a queue's URL such as http://127.0.0.1:9324/123456789012/orders, found something else. Correct it.");
        return MaxReceiveCount is null && DeadLetterFolder is null
            ? await SqsMessages.OpenAsync(address, VisibilityTimeout, cancellationToken).ConfigureAwait(false)
            : throw new FunctionSetupException($"Expected a most of receipts and dead letters only for a folder, but the queue of '{FunctionName}' is an address. Leave them out: that queue has a redrive policy of its own.");
    }
}
