using Pintle.Layer.Audit;
using Pintle.Layer.Optimize;
using Pintle.Shared;

namespace Pintle.Layer.Rehearse;

/// <summary>A copy of a function's package that gets rehearsed starts. It runs nothing of the function; whoever ran it gives what the CLR recorded.</summary>
public sealed class FunctionRehearsal : IDisposable
{
    /// <summary>The environment variable that has the bootstrap record a start: the full path of the profile, in a folder that is there. The CLR writes it when the process ends in order.</summary>
    public const string RecordVariable = RehearsalFormat.RecordVariable;

    /// <summary>The environment variable that has a start write the code for its handler's types: the full path of the file, in a folder that is there.</summary>
    public const string JsonVariable = RehearsalFormat.JsonVariable;

    /// <summary>The environment variable that has a start tell whether an event or a response was left to the serializer by that code: the full path of a file that is made then.</summary>
    public const string JsonLeftVariable = RehearsalFormat.JsonLeftVariable;

    /// <summary>Follows that path: when such a file appears, a program that polls by itself ends the recording. It is removed when the profile is written.</summary>
    public const string EndSuffix = RehearsalFormat.EndSuffix;

    /// <summary>The package's folder in which rehearsed starts are.</summary>
    public const string PackageFolder = RehearsalFormat.Folder;

    private readonly string _work;
    private readonly FunctionFiles _files;
    private readonly PackageRehearsal _rehearsal;

    private FunctionRehearsal(string work, FunctionFiles files, PackageRehearsal rehearsal) => (_work, _files, _rehearsal) = (work, files, rehearsal);

    /// <summary>The package, a folder that can be run. It has no rehearsed starts until it is written.</summary>
    public string Folder => _files.Root;

    /// <param name="function">The package: a zip or a folder.</param>
    /// <param name="layer">The layer's zip or unpacked folder.</param>
    /// <exception cref="LayerException">One of them is not what it has to be.</exception>
    public static async Task<FunctionRehearsal> OpenAsync(string function, string layer, IProgress<BuildStep>? progress = null, CancellationToken cancellationToken = default)
    {
        progress?.Report(new BuildStep(BuildStage.Checking, $"checking {Path.GetFileName(layer)}"));
        var manifest = await LayerReader.ReadAsync(layer, cancellationToken).ConfigureAwait(false);
        var work = Directory.CreateTempSubdirectory("pintle-rehearse-").FullName;
        try
        {
            var files = await FunctionFiles.CopyAsync(function, Path.Combine(work, "function"), cancellationToken).ConfigureAwait(false);
            return new FunctionRehearsal(work, files, new PackageRehearsal(files, manifest));
        }
        catch
        {
            Directory.Delete(work, recursive: true);
            throw;
        }
    }

    /// <param name="handler">The handler string.</param>
    /// <param name="recordings">Profiles of the same start, as the CLR wrote them.</param>
    /// <exception cref="LayerException">They are no profiles, or nothing of them may be replayed.</exception>
    public RehearsedStart Add(string handler, IReadOnlyList<byte[]> recordings) => _rehearsal.Add(handler, recordings);

    /// <summary>Puts the list of what was added into <see cref="Folder"/>.</summary>
    public void Finish() => _rehearsal.Finish();

    /// <summary>Writes the package, whole or not at all.</summary>
    /// <exception cref="LayerException">It cannot be written.</exception>
    public Task WriteAsync(string zip, IProgress<BuildStep>? progress = null, CancellationToken cancellationToken = default) => _files.ZipAsync(zip, progress, cancellationToken);

    public void Dispose() => Directory.Delete(_work, recursive: true);
}
