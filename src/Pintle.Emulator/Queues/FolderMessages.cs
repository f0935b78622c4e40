using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;

namespace Pintle.Emulator.Queues;

/// <summary>A folder as a queue: a file is a message, its content the body. Receiving is a rename, and so is giving back; deleting removes the file. Several processes may read one folder, and one that is killed loses nothing.</summary>
public sealed class FolderMessages : IMessageSource
{
    /// <summary>SQS's own limit of a message (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/quotas-messages.html).</summary>
    private const int MaxBodyBytes = 1024 * 1024;

    /// <summary>A file that was written to so lately may still be written to. Chosen, not measured: shorter could take half of a message from a slow writer, longer makes each message wait.</summary>
    private static readonly TimeSpan Settles = TimeSpan.FromMilliseconds(100);

    /// <summary>Not every file system tells what happens in it, and none when a visibility timeout is over. Chosen, not measured: longer finds such a message later, shorter reads the folder more often.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);
    private static readonly UTF8Encoding Strict = new(false, true);

    private readonly Channel<bool> _signals = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly FolderMessagesOptions _options;
    private readonly FileSystemWatcher _watcher;
    private readonly string _folder;
    private long _sequence;
    private bool _isUnsettled;

    /// <exception cref="QueueException">The folder can't be used.</exception>
    public FolderMessages(FolderMessagesOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.MaxReceiveCount is not null && (options.MaxReceiveCount is < 1 or > 1000 || options.DeadLetterFolder is null))
            throw new QueueException($"Expected a most of 1 to 1000 receipts and a folder for dead letters, found {options.MaxReceiveCount} and {(options.DeadLetterFolder is null ? "none" : "one")}. Correct it.");
        _options = options;
        _folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.Folder));
        Arn = $"arn:aws:sqs:{options.Region}:{options.AccountId}:{Path.GetFileName(_folder)}";
        try
        {
            _ = Directory.CreateDirectory(_folder);
            _watcher = new FileSystemWatcher(_folder) { IncludeSubdirectories = IsFifo, NotifyFilter = NotifyFilters.FileName | NotifyFilters.LastWrite };
            _watcher.Created += (_, _) => _signals.Writer.TryWrite(true);
            _watcher.Changed += (_, _) => _signals.Writer.TryWrite(true);
            _watcher.Renamed += (_, _) => _signals.Writer.TryWrite(true);
            _watcher.EnableRaisingEvents = true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new QueueException($"Expected a folder that can be written to at {_folder}, found none: {fault.Message} Correct the path or its permissions.", fault);
        }
    }

    public string Arn { get; }

    public bool IsFifo => _folder.EndsWith(".fifo", StringComparison.Ordinal);

    public TimeSpan VisibilityTimeout => _options.VisibilityTimeout;

    public async Task<IReadOnlyList<QueueMessage>> ReceiveAsync(int most, TimeSpan wait, CancellationToken cancellationToken)
    {
        var began = _options.Time.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var taken = Take(most);
            var left = wait - _options.Time.GetElapsedTime(began);
            if (taken.Count > 0 || left <= TimeSpan.Zero)
                return taken;

            var pause = _isUnsettled ? Settles : LookAgain;
            using var limit = new CancellationTokenSource(left < pause ? left : pause, _options.Time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
            try
            {
                _ = await _signals.Reader.ReadAsync(either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // No change was reported: look all the same.
            }
        }
    }

    public Task DeleteAsync(IReadOnlyList<QueueMessage> messages) => ForEach(messages, File.Delete);

    public Task ReleaseAsync(IReadOnlyList<QueueMessage> messages) => ForEach(messages, path =>
    {
        if (ReceivedFile.Parse(Path.GetFileName(path)) is { } file)
            _ = FolderGroup.TryMove(path, Path.Combine(Path.GetDirectoryName(path)!, file.Released().ToString()));
    });

    public ValueTask DisposeAsync()
    {
        _watcher.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task ForEach(IReadOnlyList<QueueMessage> messages, Action<string> act)
    {
        try
        {
            foreach (var message in messages)
                act(Path.Combine(_folder, Strict.GetString(Base64Url.DecodeFromChars(message.ReceiptHandle))));
            return Task.CompletedTask;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return Task.FromException(new QueueException($"Expected to change a message's file, but could not: {fault.Message} Look at the folder's permissions.", fault));
        }
    }

    private List<QueueMessage> Take(int most)
    {
        _isUnsettled = false;
        var taken = new List<QueueMessage>();
        try
        {
            string[] folders = IsFifo ? [_folder, .. Directory.GetDirectories(_folder).Where(each => Path.GetFileName(each)[0] != '.').Order(StringComparer.Ordinal)] : [_folder];
            foreach (var folder in folders)
                Take(new FolderGroup(folder), most, taken);
            return taken;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new QueueException($"Expected to read messages in {_folder}, but could not: {fault.Message} Look at the folder's permissions.", fault);
        }
    }

    private void Take(FolderGroup group, int most, List<QueueMessage> taken)
    {
        _ = Directory.CreateDirectory(group.Received);
        var now = _options.Time.GetUtcNow();
        var received = group.InHand().ToArray();

        // The order of a group: nothing is received beside a message that somebody has in hand.
        if (IsFifo && Array.Exists(received, each => each.VisibleAt > now.ToUnixTimeMilliseconds()))
            return;

        foreach (var file in received.Where(each => each.VisibleAt <= now.ToUnixTimeMilliseconds()).TakeWhile(_ => taken.Count < most))
            Receive(group, group.PathOf(file), file, taken);
        foreach (var name in group.Waiting().TakeWhile(_ => taken.Count < most))
        {
            var path = Path.Combine(group.Folder, name);
            if (now - File.GetLastWriteTimeUtc(path) is var age && age >= TimeSpan.Zero && age < Settles)
            {
                _isUnsettled = true;
                if (IsFifo)
                    return;
                continue;
            }

            _sequence = Math.Max(_sequence + 1, now.ToUnixTimeMilliseconds() * 1_000_000);
            Receive(group, path, new ReceivedFile(0, 0, _sequence, Guid.NewGuid(), ReceivedFile.Shorten(name)), taken);
        }
    }

    private void Receive(FolderGroup group, string path, ReceivedFile file, List<QueueMessage> taken)
    {
        if (_options.MaxReceiveCount is { } most && file.Receipts >= most)
        {
            Bury(path, file);
            return;
        }

        var next = file.Received((_options.Time.GetUtcNow() + VisibilityTimeout).ToUnixTimeMilliseconds());
        var held = group.PathOf(next);
        if (!FolderGroup.TryMove(path, held))
            return;
        if (ReadBody(held) is { } body)
            taken.Add(MessageOf(group, next, held, body));
        else
            Refuse(group, next, held);
    }

    private QueueMessage MessageOf(FolderGroup group, ReceivedFile file, string path, string body)
    {
        var attributes = new Dictionary<string, string>
        {
            ["ApproximateReceiveCount"] = file.Receipts.ToString(CultureInfo.InvariantCulture),
            ["SentTimestamp"] = new DateTimeOffset(File.GetLastWriteTimeUtc(path)).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
            ["SenderId"] = _options.AccountId,
            ["ApproximateFirstReceiveTimestamp"] = file.FirstReceipt.ToString(CultureInfo.InvariantCulture),
        };
        if (IsFifo)
        {
            attributes["SequenceNumber"] = file.Sequence.ToString("D20", CultureInfo.InvariantCulture);
            attributes["MessageGroupId"] = group.Folder == _folder ? "default" : group.Name;
            attributes["MessageDeduplicationId"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body)));
        }

        return new QueueMessage { MessageId = file.MessageId.ToString(), ReceiptHandle = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Path.GetRelativePath(_folder, path))), Body = body, Attributes = attributes };
    }

    /// <returns>Null where SQS would not have taken it.</returns>
    private static string? ReadBody(string path)
    {
        try
        {
            return new FileInfo(path).Length is > 0 and <= MaxBodyBytes ? Strict.GetString(File.ReadAllBytes(path)) : null;
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private void Refuse(FolderGroup group, ReceivedFile file, string path)
    {
        _ = Directory.CreateDirectory(group.Refused);
        _ = FolderGroup.TryMove(path, Path.Combine(group.Refused, file.Name));
        _options.Log?.Invoke($"{Path.GetFileName(_folder)}: expected a message of 1 to {MaxBodyBytes} bytes of UTF-8 text, found something else in '{Shown(file.Name)}'. It is in {group.Refused}.");
    }

    private void Bury(string path, ReceivedFile file)
    {
        var folder = Directory.CreateDirectory(_options.DeadLetterFolder!).FullName;
        var to = Path.Combine(folder, File.Exists(Path.Combine(folder, file.Name)) ? $"{file.MessageId:N}-{file.Name}" : file.Name);
        if (FolderGroup.TryMove(path, to))
            _options.Log?.Invoke($"{Path.GetFileName(_folder)}: a message was received {file.Receipts} times and is a dead letter now, '{Shown(Path.GetFileName(to))}' in {folder}");
    }

    private static string Shown(string name) => new([.. name.Take(80).Select(c => char.IsControl(c) ? '?' : c)]);
}
