using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Profiles;

/// <summary>Says what it runs on, and uses what the event names.</summary>
public static class Function
{
    public static void Main() => Console.WriteLine(Environment.Version);

    /// <summary>The event is a word: a variable's name, or what to use.</summary>
    public static Stream Handle(Stream input)
    {
        using var reader = new StreamReader(input);
        var word = reader.ReadToEnd().Trim('"');
        return new MemoryStream(Encoding.UTF8.GetBytes(word switch
        {
            "version" => Environment.Version.ToString(),
            "place" => typeof(Function).Assembly.Location,
            "culture" => new CultureInfo("de-DE").Name,
            "assets" => Assets(),
            "native" => NativeLibrary.Load("missing", typeof(Function).Assembly, DllImportSearchPath.AssemblyDirectory).ToString(CultureInfo.InvariantCulture),
            _ => Environment.GetEnvironmentVariable(word) ?? "(not set)",
        }));
    }

    /// <summary>What the folder "assets" has, links followed, and the sum of one file's bytes.</summary>
    private static string Assets()
    {
        var folder = Path.Combine(AppContext.BaseDirectory, "assets");
        var files = Directory.GetFiles(folder).Select(file => File.ResolveLinkTarget(file, returnFinalTarget: true)?.FullName ?? file).ToArray();
        return $"{files.Length} files, {files.Sum(file => new FileInfo(file).Length)} bytes, sum {File.ReadAllBytes(Path.Combine(folder, "linked")).Sum(each => (long)each)}";
    }
}

/// <summary>Needs a native library as soon as it is constructed.</summary>
public sealed class NeedsNativeLibrary
{
    private readonly nint _library = NativeLibrary.Load("missing", typeof(Function).Assembly, null);

    public Stream Handle(Stream input) => _library == 0 ? Stream.Null : input;
}

/// <summary>Needs a culture as soon as it is constructed.</summary>
public sealed class NeedsCulture
{
    private readonly CultureInfo _culture = new("de-DE");

    public Stream Handle(Stream input) => _culture.IsReadOnly ? Stream.Null : input;
}
