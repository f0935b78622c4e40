using System.Text.Json;

namespace Pintle.Layer.Audit;

/// <summary>What was given with <c>--advisories</c>: release metadata and package vulnerabilities, each recognized by its form, not by its file name.</summary>
public sealed class AdvisoryData
{
    private const long LargestFile = 64L * 1024 * 1024; // Chosen, not measured: it only bounds the memory that a wrong file can take.

    private const string Expected = "Expected Microsoft's releases-index.json or a channel's releases.json, or a page of NuGet's vulnerability data";

    private readonly Dictionary<string, ReleaseChannel> _channels = new(StringComparer.Ordinal);

    /// <summary>Nothing was given.</summary>
    public static AdvisoryData None => new();

    /// <summary><c>null</c> where no vulnerability data was given, which is not the same as none known.</summary>
    public PackageAdvisories? Packages { get; private set; }

    /// <summary>Files of a folder that hold no advisories.</summary>
    public IReadOnlyList<string> NotUnderstood { get; private set; } = [];

    public ReleaseChannel? Channel(string name) => _channels.GetValueOrDefault(name);

    public void Add(ReleaseChannel channel) => _channels[channel.Name] = _channels.TryGetValue(channel.Name, out var known) ? known.Merge(channel) : channel;

    /// <exception cref="FormatException">It is none of the forms that are understood.</exception>
    internal void Add(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        if (!Read(document.RootElement))
            throw new FormatException("it is no release metadata and no vulnerability data");
    }

    /// <param name="path">A file, or a folder whose .json files are read.</param>
    /// <exception cref="LayerException">There is nothing there, or nothing that is understood.</exception>
    public static AdvisoryData Load(string path)
    {
        var data = new AdvisoryData();
        if (File.Exists(path))
            return data.WhyNot(path) is { } reason ? throw NoAdvisories(path, reason) : data;
        if (!Directory.Exists(path))
            throw new LayerException(LayerFault.AdvisoriesInvalid, $"{Expected} at {path}, but there is no such file or folder. Correct the path.");
        string[] files = [.. Directory.EnumerateFiles(path, "*.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        data.NotUnderstood = [.. files.Where(file => data.WhyNot(file) is not null)];
        return data.NotUnderstood.Count < files.Length
            ? data
            : throw NoAdvisories(path, files.Length == 0 ? "the folder has no .json file" : $"none of the folder's {files.Length} .json files is one");
    }

    /// <returns>Why it is no advisory file; <c>null</c> where it was read.</returns>
    /// <exception cref="LayerException">It is too large, or one that is damaged.</exception>
    private string? WhyNot(string path)
    {
        var length = new FileInfo(path).Length;
        if (length > LargestFile)
            throw new LayerException(LayerFault.AdvisoriesInvalid, $"Expected advisories of at most {LargestFile} bytes in {path}, found {length} bytes. Give the file that Microsoft publishes.");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return Read(document.RootElement) ? null : $"it is JSON of another kind ({Kind(document.RootElement)})";
        }
        catch (JsonException)
        {
            return "it is no JSON";
        }
        catch (FormatException e)
        {
            throw new LayerException(LayerFault.AdvisoriesInvalid, $"{path} could not be read as advisories: {e.Message} Download it again.", e);
        }
    }

    private bool Read(JsonElement root)
    {
        if (ReleaseMetadata.IsIndex(root))
        {
            foreach (var channel in ReleaseMetadata.ReadIndex(root))
                Add(channel);
            return true;
        }

        if (ReleaseMetadata.IsChannel(root))
        {
            Add(ReleaseMetadata.ReadChannel(root));
            return true;
        }

        if (!PackageAdvisories.IsPage(root))
            return false;
        Packages ??= new PackageAdvisories();
        Packages.AddPage(root);
        return true;
    }

    /// <summary>What it begins with: enough to see that it is the wrong file.</summary>
    private static string Kind(JsonElement root) => root.ValueKind switch
    {
        JsonValueKind.Object => root.EnumerateObject().Select(member => member.Name).FirstOrDefault() is { } first ? $"an object that begins with \"{Verify.Findings.Bounded(first)}\"" : "an empty object",
        JsonValueKind.Array when root.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.Object && item.TryGetProperty("@id", out _)) => "NuGet's index of its pages: give the pages that it names",
        JsonValueKind.Array => "a list",
        _ => "a single value",
    };

    private static LayerException NoAdvisories(string path, string reason) => new(
        LayerFault.AdvisoriesInvalid,
        $"{Expected} at {path}, but {reason}. Give one of them; Microsoft's are below {OnlineSources.MicrosoftReleases}.");
}
