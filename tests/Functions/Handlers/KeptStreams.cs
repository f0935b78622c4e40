using System.Text;

namespace Handlers;

/// <summary>Answers from streams that the function keeps: AWS's loop copies what is returned and leaves it alone.</summary>
public sealed class KeptStreams
{
    private static readonly MemoryStream Kept = new(Encoding.UTF8.GetBytes("kept"));
    private static readonly Counting Counted = new();
    private static readonly FileStream File = Written();

    public Stream Memory(Stream input) => Rewound(Kept);

    public MemoryStream Subclass(Stream input) => Rewound(Kept);

    public Task<Stream> Later(Stream input) => Task.FromResult<Stream>(Rewound(Kept));

    public async Task<MemoryStream> SubclassLater(Stream input)
    {
        await Task.Yield();
        return Rewound(Kept);
    }

    public async ValueTask<Stream> ValueTask(Stream input)
    {
        await Task.Yield();
        return Rewound(Kept);
    }

    public FileStream OfFile(Stream input) => Rewound(File);

    public Stream Buffered(Stream input) => Rewound(new BufferedStream(Kept));

    /// <summary>Never rewound: after the first answer it stands at its end.</summary>
    public Stream AsItStands(Stream input) => Kept;

    /// <summary>How often the one stream has been disposed or closed.</summary>
    public Stream Disposals(Stream input) => Counted.Tell();

    /// <summary>Can be written only.</summary>
    public Stream Unreadable(Stream input) => new FileStream("/dev/null", FileMode.Open, FileAccess.Write);

    public Stream Closed(Stream input)
    {
        var closed = new MemoryStream();
        closed.Dispose();
        return closed;
    }

    /// <summary>The event itself, of which one byte has been read.</summary>
    public Stream RestOfEvent(Stream input)
    {
        _ = input.ReadByte();
        return input;
    }

    /// <summary>The event, written and cut where it stands in memory.</summary>
    public Stream ChangedEvent(Stream input)
    {
        var memory = (MemoryStream)input;
        memory.Position = 1;
        memory.Write("XY"u8);
        memory.WriteByte((byte)'Z');
        memory.SetLength(5);
        memory.Position = 0;
        return memory;
    }

    /// <summary>What a MemoryStream over an array of the event's size answers.</summary>
    public string LimitsOfEvent(Stream input)
    {
        var memory = (MemoryStream)input;
        long capacity = memory.Capacity;
        return $"{memory.CanWrite} {memory.TryGetBuffer(out _)} {capacity == memory.Length} {Thrown(() => memory.GetBuffer())} {Thrown(() => memory.SetLength(capacity + 1))} "
            + $"{Thrown(() => memory.Write(new byte[capacity + 1]))} {memory.Length == capacity}";
    }

    private static string Thrown(Action action)
    {
        try
        {
            action();
            return "done";
        }
        catch (Exception e)
        {
            return e.GetType().Name;
        }
    }

    private static T Rewound<T>(T stream)
        where T : Stream
    {
        stream.Position = 0;
        return stream;
    }

    private static FileStream Written()
    {
        var path = Path.Combine(Path.GetTempPath(), "kept.txt");
        System.IO.File.WriteAllText(path, "kept");
        return new FileStream(path, FileMode.Open, FileAccess.Read);
    }

    private sealed class Counting : MemoryStream
    {
        private int _disposals;

        public Counting Tell()
        {
            SetLength(0);
            Write(Encoding.UTF8.GetBytes($"{_disposals}"));
            Position = 0;
            return this;
        }

        /// <summary>Counted only: a stream that is never closed.</summary>
        public override void Close() => _disposals++;
    }
}
