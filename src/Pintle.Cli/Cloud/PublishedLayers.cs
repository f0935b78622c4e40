using System.Text.Json;
using System.Text.Json.Serialization;

namespace Pintle.Cli.Cloud;

/// <summary>A version of a layer that was published, as <c>layers.json</c> has it.</summary>
/// <param name="Region">AWS's name of the region.</param>
/// <param name="Name">The layer's name in the account.</param>
/// <param name="Version">The number that Lambda gave it.</param>
/// <param name="Arn">The version's ARN: what a function's layer list names.</param>
/// <param name="Architecture"><c>x86_64</c> or <c>arm64</c>, as Lambda says it.</param>
/// <param name="Dotnet">The exact .NET version in it.</param>
/// <param name="Framework"><c>core</c> or <c>aspnet</c>.</param>
/// <param name="CodeSha256">The zip's SHA-256 in base64, as Lambda says it.</param>
/// <param name="Size">The zip's bytes.</param>
/// <param name="UnzippedSize">What it is when unpacked.</param>
/// <param name="Date">When Lambda took it.</param>
internal sealed record PublishedLayer(
    string Region, string Name, long Version, string Arn, string Architecture, string Dotnet, string Framework, string CodeSha256, long Size, long UnzippedSize, string Date);

/// <summary>
/// <c>layers.json</c>: which layers were published where. Its owner commits it; every other command, and the deployment templates, resolve names by it, so that nobody types ARNs.
/// </summary>
internal sealed class PublishedLayers
{
    public const string FileName = "layers.json";

    private const int CurrentFormat = 1;
    private const int LargestFile = 16 * 1024 * 1024; // Chosen, not measured: it only bounds the memory that a wrong file can take.

    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private PublishedLayers(string path, IReadOnlyList<PublishedLayer> layers)
    {
        File = path;
        Layers = layers;
    }

    public string File { get; }

    public IReadOnlyList<PublishedLayer> Layers { get; private set; }

    /// <summary>The one that was named, else the nearest upwards, else one in the folder itself.</summary>
    public static string PathFor(string? given, string folder)
    {
        if (given is not null)
            return Path.GetFullPath(given, folder);
        for (DirectoryInfo? at = new(folder); at is not null; at = at.Parent)
        {
            if (System.IO.File.Exists(Path.Combine(at.FullName, FileName)))
                return Path.Combine(at.FullName, FileName);
        }

        return Path.Combine(folder, FileName);
    }

    /// <exception cref="ToolException">It is not of this kind.</exception>
    public static PublishedLayers Read(string path)
    {
        if (!System.IO.File.Exists(path))
            return new PublishedLayers(path, []);
        if (new FileInfo(path).Length > LargestFile)
            throw Wrong(path, "more than 16 MiB");
        try
        {
            var read = JsonSerializer.Deserialize<Document>(System.IO.File.ReadAllBytes(path), Options);
            return read is { Format: CurrentFormat } ? new PublishedLayers(path, read.Layers) : throw Wrong(path, $"format {read?.Format}");
        }
        catch (JsonException e)
        {
            throw Wrong(path, $"line {e.LineNumber + 1}: {Bounded(e.Message)}");
        }
    }

    /// <summary>The newest of a name, for a processor, in a region.</summary>
    public PublishedLayer? Newest(string region, string name, string architecture) =>
        Layers.Where(each => each.Region == region && each.Name == name && each.Architecture == architecture).MaxBy(each => each.Version);

    public PublishedLayer? Find(string arn) => Layers.FirstOrDefault(each => each.Arn == arn);

    /// <summary>Written whole or not at all, sorted, so that a commit shows what is new.</summary>
    public void Add(PublishedLayer layer) => Write(Layers.Where(each => each.Arn != layer.Arn).Append(layer));

    public void Remove(string arn)
    {
        if (Find(arn) is not null)
            Write(Layers.Where(each => each.Arn != arn));
    }

    /// <exception cref="ToolException">It could not be written.</exception>
    public void RequireWritable()
    {
        try
        {
            _ = Directory.CreateDirectory(Path.GetDirectoryName(File)!);
            using var probe = new FileStream(File + ".probe", FileMode.Create, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolException($"Expected to write {File}, but the system refused: {e.Message} Name another one with --layers-file.");
        }
    }

    private void Write(IEnumerable<PublishedLayer> layers)
    {
        Layers = [.. layers.OrderBy(each => each.Name, StringComparer.Ordinal).ThenBy(each => each.Region, StringComparer.Ordinal).ThenBy(each => each.Architecture, StringComparer.Ordinal).ThenBy(each => each.Version)];
        WholeFile.Write(File, [.. JsonSerializer.SerializeToUtf8Bytes(new Document(CurrentFormat, Layers), Options), (byte)'\n']);
    }

    private static ToolException Wrong(string path, string found) => new($"Expected {path} to be as pintle publish writes it, found {found}. Restore it, or name another one with --layers-file.");

    private static string Bounded(string text) => text.Length > 200 ? text[..200] + "…" : text;

    private sealed record Document(int Format, IReadOnlyList<PublishedLayer> Layers);
}
