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
            "native" => NativeLibrary.Load("missing", typeof(Function).Assembly, DllImportSearchPath.AssemblyDirectory).ToString(CultureInfo.InvariantCulture),
            _ => Environment.GetEnvironmentVariable(word) ?? "(not set)",
        }));
    }
}

/// <summary>Needs a native library as soon as it is constructed.</summary>
public sealed class NeedsNativeLibrary
{
    private readonly nint _library = NativeLibrary.Load("missing", typeof(Function).Assembly, null);

    public Stream Handle(Stream input) => _library == 0 ? Stream.Null : input;
}
