using System.Threading.Channels;
using Pintle.Cli.Functions;

namespace Pintle.Cli.Serving;

/// <summary>Says when a function's source has changed and then stayed as it is for a moment: a project's own folder without what builds write there, a folder with everything in it, or a zip. It doesn't look at other projects that a project refers to.</summary>
internal sealed class SourceWatch : IDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(150); // Chosen, not measured: shorter publishes between two files that an editor saves, longer starts each reload later.
    private static readonly string[] Outputs = ["bin", "obj", "artifacts", ".pintle", ".git", ".vs", ".idea"];

    private readonly Channel<string> _changes = Channel.CreateBounded<string>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly FileSystemWatcher _watcher;
    private readonly string _folder;
    private readonly bool _isProject;

    /// <param name="source">The full path of a project, a folder or a zip.</param>
    /// <exception cref="ToolException">The machine can't watch it.</exception>
    public SourceWatch(string source)
    {
        _isProject = FunctionSource.IsProject(source);
        var isFolder = Directory.Exists(source);
        _folder = isFolder ? source : Path.GetDirectoryName(source)!;
        try
        {
            // For a zip its folder, because whoever writes a zip mostly puts a new file in the place of the old.
            _watcher = new FileSystemWatcher(_folder, isFolder || _isProject ? "*" : Path.GetFileName(source)) { IncludeSubdirectories = isFolder || _isProject, NotifyFilter = NotifyFilters.LastWrite | NotifyFilters.Size | NotifyFilters.FileName | NotifyFilters.DirectoryName };
            _watcher.Changed += (_, change) => Note(change.FullPath);
            _watcher.Created += (_, change) => Note(change.FullPath);
            _watcher.Deleted += (_, change) => Note(change.FullPath);
            _watcher.Renamed += (_, change) => Note(change.FullPath);
            _watcher.EnableRaisingEvents = true;
        }
        catch (IOException fault)
        {
            _watcher?.Dispose();
            throw new ToolException($"Expected to watch {_folder}, but the machine does not let it: {fault.Message} Raise its limit of watches (fs.inotify.max_user_watches), or leave --watch out.");
        }
    }

    /// <summary>Editors and builds write a file in several steps, so the last of a burst counts.</summary>
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
        if (!_isProject || !Outputs.Contains(relative.Split(Path.DirectorySeparatorChar)[0], StringComparer.Ordinal))
            _ = _changes.Writer.TryWrite(relative);
    }
}
