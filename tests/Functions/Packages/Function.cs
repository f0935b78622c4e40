using System.Globalization;
using System.Resources;
using System.Text;
using Humanizer;
using Microsoft.Data.Sqlite;

namespace Packages;

/// <summary>Uses each kind of package once and says what it got. As a program it prints the same.</summary>
public sealed class Function
{
    public static void Main() => Console.WriteLine(Report());

    public Stream Handle(Stream input) => new MemoryStream(Encoding.UTF8.GetBytes(Report()));

    public static string Report()
    {
        using var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "select upper('sqlite')";
        var native = (string)command.ExecuteScalar()!;
        var json = typeof(System.Text.Json.JsonSerializer).Assembly;
        return string.Join('\n',
            $"native={native}",
            $"json={json.GetName().Version} from {Path.GetFileName(Path.GetDirectoryName(json.Location))}",
            $"humanizer={"PascalCaseWords".Humanize()}",
            $"own={new ResourceManager("Packages.Texts", typeof(Function).Assembly).GetString("Greeting", CultureInfo.InvariantCulture)}",
            $"base={AppContext.BaseDirectory}",
            $"reference={NoCore.Function.EchoStatic(Stream.Null) == Stream.Null}");
    }
}

/// <summary>Asks its own and a package's resources for their German.</summary>
public static class German
{
    public static Stream Handle(Stream input)
    {
        var german = new CultureInfo("de-DE");
        var greeting = new ResourceManager("Packages.Texts", typeof(German).Assembly).GetString("Greeting", german);
        return new MemoryStream(Encoding.UTF8.GetBytes($"{greeting}, {TimeSpan.FromHours(1).Humanize(culture: german)}"));
    }
}
