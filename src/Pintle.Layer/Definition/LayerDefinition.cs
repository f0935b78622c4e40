namespace Pintle.Layer.Definition;

/// <summary>The product's data: the pins and the layout, as read from one folder.</summary>
/// <param name="PinBytes">The file itself, which is part of what a build depends on.</param>
/// <param name="LayoutBytes">As <paramref name="PinBytes"/>.</param>
/// <param name="StartupMethods">As <paramref name="PinBytes"/>: the methods that the training functions needed, by the JIT's names, a line each.</param>
public sealed record LayerDefinition(PinFile Pins, LayerLayout Layout, ReadOnlyMemory<byte> PinBytes, ReadOnlyMemory<byte> LayoutBytes, ReadOnlyMemory<byte> StartupMethods)
{
    /// <summary>Where the startup methods stand, below the definition's folder.</summary>
    public const string StartupMethodsPath = "training/methods.txt";

    /// <summary>Where the methods stand that only a start of ASP.NET Core needs.</summary>
    public const string AspNetMethodsPath = "training/aspnet.txt";

    /// <summary>As <see cref="StartupMethods"/>, for ASP.NET Core.</summary>
    public ReadOnlyMemory<byte> AspNetMethods { get; private init; }

    /// <summary>Where the lists of what a start touches stand, one file for each channel and processor: <c>10.0-x64.txt</c>.</summary>
    public const string StartupPagesFolder = "training/pages";

    /// <summary>By channel and processor, as <see cref="PinBytes"/>; few have one.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> StartupPages { get; private init; } = new Dictionary<string, ReadOnlyMemory<byte>>();

    private const int LargestFile = 1024 * 1024; // Chosen, not measured: it only bounds the memory that a wrong file can take.

    /// <param name="folder">The folder that holds <c>pins.json</c> and <c>layer.json</c>.</param>
    public static LayerDefinition Load(string folder)
    {
        var pins = ReadFile(Path.Combine(folder, "pins.json"));
        var layout = ReadFile(Path.Combine(folder, "layer.json"));
        var methods = ReadFile(Path.Combine(folder, StartupMethodsPath));
        return new LayerDefinition(PinFileReader.Read("layer/pins.json", pins), LayerLayoutReader.Read("layer/layer.json", layout), pins, layout, methods)
        {
            AspNetMethods = ReadFile(Path.Combine(folder, AspNetMethodsPath)),
            StartupPages = PageLists(folder).ToDictionary(path => Path.GetFileNameWithoutExtension(path), path => (ReadOnlyMemory<byte>)ReadFile(path)),
        };
    }

    /// <summary>The same with the pins of another file: an owner's, or what a move would make of them.</summary>
    /// <param name="file">What messages call it.</param>
    /// <param name="pins">Its bytes.</param>
    public LayerDefinition With(string file, byte[] pins) => this with { Pins = PinFileReader.Read(file, pins), PinBytes = pins };

    /// <summary>The same with an owner's pins.</summary>
    /// <param name="file">What messages call the file.</param>
    /// <param name="path">Where it is.</param>
    public LayerDefinition WithPinsOf(string file, string path) => With(file, ReadFile(path));

    /// <summary>The files below <see cref="StartupPagesFolder"/>.</summary>
    public static IEnumerable<string> PageLists(string folder) =>
        Path.Combine(folder, StartupPagesFolder) is var pages && Directory.Exists(pages) ? Directory.EnumerateFiles(pages, "*.txt").Order(StringComparer.Ordinal) : [];

    private static byte[] ReadFile(string path)
    {
        var file = new FileInfo(path);
        return file.Exists && file.Length <= LargestFile
            ? File.ReadAllBytes(path)
            : throw new LayerException(
                LayerFault.DefinitionInvalid,
                $"Expected a file of at most {LargestFile} bytes at {path}, found {(file.Exists ? $"{file.Length} bytes" : "none")}. Restore it.");
    }
}
