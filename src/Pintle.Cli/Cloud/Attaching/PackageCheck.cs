using System.IO.Compression;
using System.Text.Json.Nodes;
using Pintle.Aws;
using Pintle.Layer;
using Pintle.Layer.Audit;
using Pintle.Layer.Migrate;
using Pintle.Layer.Tree;

namespace Pintle.Cli.Cloud.Attaching;

/// <summary>What a function's own package says: how large it is, whether it runs on the layer's .NET, and which known vulnerabilities its packages have.</summary>
internal sealed class PackageCheck(IAuditSources sources, DateOnly today)
{
    private const int MostShown = 3; // Chosen, not measured: what is read at a glance.

    /// <summary>What could not be had so far.</summary>
    public IReadOnlyList<string> Notices => sources.Notices;

    /// <exception cref="ToolException">It would certainly not run.</exception>
    public async Task<PackageFacts> ReadAsync(AwsSession session, FunctionDetails details, ChosenLayer layer, CancellationToken cancellationToken)
    {
        var name = details.Configuration.Name;
        if (details.Code is null)
            return new PackageFacts(0, [$"The package of {name} was not looked into: AWS does not say where it is."]);
        byte[] zip;
        try
        {
            zip = await session.FetchAsync(details.Code, $"the package of {name}", cancellationToken).ConfigureAwait(false);
        }
        catch (AwsException e)
        {
            return new PackageFacts(details.Configuration.Raw["CodeSize"]?.GetValue<long>() ?? 0, [$"The package of {name} was not looked into. {e.Message}"]);
        }

        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllBytesAsync(file, zip, cancellationToken).ConfigureAwait(false);
            return await ReadAsync(file, details.Configuration, layer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is LayerException or InvalidDataException)
        {
            return new PackageFacts(zip.LongLength, [$"The package of {name} was not looked into: it could not be read as a zip of .NET's."]);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private async Task<PackageFacts> ReadAsync(string file, FunctionConfiguration function, ChosenLayer layer, CancellationToken cancellationToken)
    {
        var content = FunctionReader.Read(file);
        using var archive = ZipFile.OpenRead(file);
        if (content.Runtimes.Count > 0)
            throw new ToolException($"Expected the package of {function.Name} to be published framework-dependent, but it carries a runtime of its own ({content.Runtimes[0].Framework}). Publish it without --self-contained and PublishSingleFile. Nothing was changed.");
        var notes = new List<string>();
        var request = new MigrationRequest { Handler = function.Handler, Architecture = function.Architecture == "arm64" ? LayerArchitecture.Arm64 : LayerArchitecture.X64, Variables = Variables(function), LayerFrameworks = layer.Frameworks };
        var migration = await PackageMigration.CheckAsync(file, request, cancellationToken).ConfigureAwait(false);
        // The cultures that it needs matter only where the layer has none; of a layer in an account, only the description can be looked at.
        MigrationFinding[] findings = [.. migration.Findings.Where(finding => layer.IsInvariant || finding.Check != "cultures")];
        if (findings.FirstOrDefault(finding => finding.Severity == MigrationSeverity.Blocker) is { } blocker)
            throw new ToolException($"Expected {function.Name} to run on the layer as it is, but: {blocker.Found} {blocker.Remedy} Nothing was changed.");
        notes.AddRange(findings.Where(finding => finding.Severity == MigrationSeverity.Warning).Select(finding => $"{function.Name}: {finding.Found} {finding.Remedy}".TrimEnd()));
        var audit = await new Auditor(sources, today).AuditAsync(layer.Arn.Name, Empty, function.Name, content, cancellationToken).ConfigureAwait(false);
        var missed = audit.Missed.Select(fix => fix.Id).ToArray();
        if (missed.Length > 0)
            notes.Add($"Packages of {function.Name} have known vulnerabilities: {string.Join(", ", missed.Take(MostShown))}{(missed.Length > MostShown ? $" and {missed.Length - MostShown} more" : "")}. They are the function's own, on any runtime.");
        return new PackageFacts(archive.Entries.Sum(entry => entry.Length), notes);
    }

    /// <summary>The variables that can be read: none where their KMS key may not be used; one of them is then assumed to let the function roll forward.</summary>
    private static Dictionary<string, string> Variables(FunctionConfiguration function)
    {
        var environment = function.Raw["Environment"] as JsonObject ?? [];
        return environment["Error"] is null
            ? (environment["Variables"] as JsonObject ?? []).ToDictionary(each => each.Key, each => each.Value?.GetValue<string>() ?? "", StringComparer.Ordinal)
            : new Dictionary<string, string>(StringComparer.Ordinal) { ["DOTNET_ROLL_FORWARD"] = "Major" };
    }

    /// <summary>Nothing is asked about the layer here: its audit when it was published has said it.</summary>
    private static LayerManifest Empty { get; } = new()
    {
        Pintle = "-", Pin = "-", Rid = "linux-x64", Framework = "core", Dotnet = "-", InstructionSet = null, Packages = [], Bootstrap = new ManifestBootstrap([], "-", []), Toolchain = new Toolchain("-", "-", "-"), LeftOut = [], Files = [],
    };
}

/// <summary>What is known of a package.</summary>
internal sealed record PackageFacts(long UnzippedSize, IReadOnlyList<string> Notes);
