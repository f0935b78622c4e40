using System.Threading.Channels;

namespace Pintle.Cli.Serving;

/// <summary>Says when a project's sources have changed and then stayed as they are for a moment. It looks at the project's own folder, not at other projects it refers to.</summary>
internal sealed class ProjectWatch : IDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(150);
    private static readonly string[] Outputs = ["bin", "obj", "artifacts", ".pintle", ".git", ".vs", ".idea"];

    private readonly Channel<string> _changes = Channel.CreateBounded<string>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly FileSystemWatcher _watcher;
    private readonly string _folder;

    public ProjectWatch(string project)
    {
        _folder = Path.GetDirectoryName(project)!;
        _watcher = new FileSystemWatcher(_folder) { IncludeSubdirectories = true, NotifyFilter = NotifyFilters.LastWrite | NotifyFilters.FileName | NotifyFilters.DirectoryName };
        _watcher.Changed += (_, change) => Note(change.FullPath);
        _watcher.Created += (_, change) => Note(change.FullPath);
        _watcher.Deleted += (_, change) => Note(change.FullPath);
        _watcher.Renamed += (_, change) => Note(change.FullPath);
        _watcher.EnableRaisingEvents = true;
    }

    /// <summary>Editors write a file in several steps, so the last of a burst counts.</summary>
    public async Task WhenChangedAsync(CancellationToken cancellationToken)
    {
        _ = await _changes.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        do
            await Task.Delay(Quiet, cancellationToken).ConfigureAwait(false);
        while (_changes.Reader.TryRead(out _));
    }

    public void Dispose() => _watcher.Dispose();

    private void Note(string path)
    {
        var relative = Path.GetRelativePath(_folder, path);
        if (!Outputs.Contains(relative.Split(Path.DirectorySeparatorChar)[0], StringComparer.Ordinal))
            _ = _changes.Writer.TryWrite(relative);
    }
}
