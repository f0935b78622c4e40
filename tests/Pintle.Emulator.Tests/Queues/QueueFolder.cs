using Pintle.Emulator.Queues;

namespace Pintle.Emulator.Tests.Queues;

/// <summary>A folder of messages below the temporary folder, removed with the test, and a clock that moves when the test says so.</summary>
internal sealed class QueueFolder(string name = "orders") : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("pintle-queue-test-");

    public ManualTime Time { get; } = new();

    public List<string> Log { get; } = [];

    public string Path => System.IO.Path.Combine(_root.FullName, name);

    public string DeadLetters => System.IO.Path.Combine(_root.FullName, "dead");

    /// <summary>Every file below the folder, by its own name.</summary>
    public IEnumerable<string> Files => Directory.Exists(Path) ? Directory.GetFiles(Path, "*", SearchOption.AllDirectories).Select(path => System.IO.Path.GetRelativePath(Path, path)).Order(StringComparer.Ordinal) : [];

    public FolderMessages Open(Func<FolderMessagesOptions, FolderMessagesOptions>? more = null)
    {
        var options = new FolderMessagesOptions { Folder = Path, Time = Time, Log = Log.Add };
        return new FolderMessages(more?.Invoke(options) ?? options);
    }

    /// <summary>Writes a message that is long finished.</summary>
    public void Send(string file, string body, TimeSpan? age = null) => Send(file, System.Text.Encoding.UTF8.GetBytes(body), age);

    public void Send(string file, byte[] body, TimeSpan? age = null)
    {
        var path = System.IO.Path.Combine(Path, file);
        _ = Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        var hidden = System.IO.Path.Combine(System.IO.Path.GetDirectoryName(path)!, $".{Guid.NewGuid():N}");
        File.WriteAllBytes(hidden, body);
        File.SetLastWriteTimeUtc(hidden, (Time.GetUtcNow() - (age ?? TimeSpan.FromMinutes(1))).UtcDateTime);
        File.Move(hidden, path, overwrite: true);
    }

    public void Dispose() => _root.Delete(recursive: true);
}
