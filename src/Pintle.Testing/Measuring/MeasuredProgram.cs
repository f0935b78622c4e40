namespace Pintle.Testing;

/// <summary>Something whose starts are measured: a function on a layer, or any other command that asks a Runtime API for events.</summary>
internal sealed class MeasuredProgram : IDisposable
{
    private readonly TemporaryFolder _files;
    private readonly LambdaFunctionOptions _options;
    private readonly SandboxFolders _folders;
    private readonly Func<SandboxPaths, string[]>? _command;
    private int _starts;

    private MeasuredProgram(string name, LambdaFunctionOptions options, Func<SandboxPaths, string[]>? command, ISandbox sandbox, SandboxReport report, SandboxFolders folders, TemporaryFolder files)
    {
        (Name, _options, _command, Sandbox, Report, _folders, _files) = (name, options, command, sandbox, report, folders, files);
        Folders = options.Layer is null ? [folders.Task] : [folders.Layer, folders.Task];
    }

    public string Name { get; }

    public ISandbox Sandbox { get; }

    public SandboxReport Report { get; }

    /// <summary>The real folders of the layer, where there is one, and the function.</summary>
    public IReadOnlyList<string> Folders { get; }

    /// <summary>The real file that is executed first; null for a command.</summary>
    public string? Entry { get; private init; }

    public string Handler => _options.Handler;

    public int MemoryMB => _options.MemoryMB;

    /// <summary>Opens the packages, and chooses the sandbox.</summary>
    /// <param name="name">What figures are shown under.</param>
    /// <param name="options">The function, the layer and their configuration.</param>
    /// <param name="command">What to run in place of a bootstrap, from the sandbox's view; null for the bootstrap. Without a layer it runs in plain folders: what it needs of the machine is not known.</param>
    /// <exception cref="FunctionSetupException">It can't be set up as asked.</exception>
    public static async Task<MeasuredProgram> OpenAsync(string name, LambdaFunctionOptions options, Func<SandboxPaths, string[]>? command = null)
    {
        OptionsCheck.Check(options);
        var files = new TemporaryFolder(keep: false);
        try
        {
            var packages = OpenedPackages.For(options);
            var folders = new SandboxFolders(
                options.Layer is null ? files.Create("no-layer") : Package.Open("layer", options.Layer, () => files.Create("layer"), packages),
                Package.Open("function", options.Function, () => files.Create("function"), packages),
                files.Create("tmp"));
            var entry = command is null ? Entrypoint.FileOf(folders) ?? throw new FunctionSetupException($"Expected an executable bootstrap in {folders.Task} or {folders.Layer}, found none. Give the layer that holds it.") : null;
            var (sandbox, report) = await SandboxSelection.ChooseAsync(command is not null && options.Layer is null ? SandboxKind.Folders : options.Sandbox, entry is null ? null : ForeignProcessor.For(entry), options.HasShell).ConfigureAwait(false);
            return new MeasuredProgram(name, options, command, sandbox, report, folders, files) { Entry = entry };
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    /// <summary>The same with another amount of memory, and Lambda's variables for it.</summary>
    public SandboxCommand CommandFor(string runtimeApi, int memoryMB, IReadOnlyDictionary<string, string>? more, out string temporary)
    {
        // A /tmp of its own for each start, as a cold start has.
        temporary = _files.CreateWritable($"tmp/{++_starts}");
        var folders = _folders with { Temporary = temporary };
        var paths = Sandbox.PathsFor(folders);
        var environment = _options.Environment.Concat(more ?? new Dictionary<string, string>()).GroupBy(each => each.Key, StringComparer.Ordinal).ToDictionary(each => each.Key, each => each.Last().Value);
        var variables = EnvironmentVariables.Build(_options with { MemoryMB = memoryMB, Environment = environment }, runtimeApi, paths, DateTimeOffset.UtcNow);
        var command = _command?.Invoke(paths) ?? [Entrypoint.Find(folders, paths) switch { { Path: { } path } => path, var none => throw new FunctionSetupException(none.Error!) }];
        return Sandbox.CommandFor(folders, command[0], command[1..], variables);
    }

    /// <summary>Where the process sees its <c>/tmp</c>.</summary>
    public string TemporaryPath(string temporary) => Sandbox.PathsFor(_folders with { Temporary = temporary }).TemporaryFolderOnHost ?? "/tmp";

    public void Dispose() => _files.Dispose();
}
