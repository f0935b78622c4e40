using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
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
            "entry" => Assembly.GetEntryAssembly()?.GetName().Name ?? "(none)",
            "credentials" => Credentials(),
            "words" => Words(),
            "cultures" => CultureData.Digests(),
            "zone" => Zone(),
            "local" => $"{TimeZoneInfo.Local.GetUtcOffset(new DateTime(2026, 7, 1, 12, 0, 0, DateTimeKind.Utc)).TotalHours}",
            "assets" => Assets(),
            "native" => NativeLibrary.Load("missing", typeof(Function).Assembly, DllImportSearchPath.AssemblyDirectory).ToString(CultureInfo.InvariantCulture),
            _ when word.StartsWith("setting ", StringComparison.Ordinal) => AppContext.GetData(word[8..]) as string ?? "(not set)",
            _ when word.StartsWith("gc ", StringComparison.Ordinal) => GC.GetConfigurationVariables().TryGetValue(word[3..], out var value) ? $"{value}" : "(not set)",
            _ when word.StartsWith("assembly ", StringComparison.Ordinal) => Assembly.Load(word[9..]).Location,
            _ => Environment.GetEnvironmentVariable(word) ?? "(not set)",
        }));
    }

    /// <summary>What tells of the keys to who knows them: their digest, and not they themselves.</summary>
    private static string Credentials() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{Environment.GetEnvironmentVariable("AWS_ACCESS_KEY_ID")}/{Environment.GetEnvironmentVariable("AWS_SECRET_ACCESS_KEY")}/{Environment.GetEnvironmentVariable("AWS_SESSION_TOKEN")}")));

    /// <summary>What only ICU knows, and where it was loaded from.</summary>
    private static string Words()
    {
        var german = new CultureInfo("de-DE");
        var libraries = File.ReadLines("/proc/self/maps").Where(line => line.Contains("/libicu", StringComparison.Ordinal)).Select(line => line[line.IndexOf('/', StringComparison.Ordinal)..]).Distinct();
        return $"{1234.5.ToString("N1", german)} {new DateTime(2026, 3, 1).ToString("MMMM", german)} {german.CompareInfo.Compare("ä", "z") < 0} {string.Join(' ', libraries.Order(StringComparer.Ordinal))}";
    }

    private static string Zone()
    {
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var noon = new DateTime(2026, 7, 1, 12, 0, 0, DateTimeKind.Utc);
        return $"{TimeZoneInfo.ConvertTimeFromUtc(noon, berlin):HH:mm} {TimeZoneInfo.GetSystemTimeZones().Count > 300} {Environment.GetEnvironmentVariable("TZDIR")}";
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
