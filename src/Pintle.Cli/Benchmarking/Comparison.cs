using System.IO.Compression;
using System.Text.RegularExpressions;
using Pintle.Cli.Functions;
using Pintle.Testing;

namespace Pintle.Cli.Benchmarking;

/// <summary>What a function is compared with: the same function on another layer or with other variables, another package of it on the same layer, or a command.</summary>
internal static partial class Comparison
{
    private const string Bootstrap = "bootstrap";

    /// <param name="given">A zip or a folder; one or more NAME=VALUE, separated by spaces; or a command with its arguments, separated by spaces; it runs in plain folders with Lambda's variables, in the function's folder.</param>
    /// <param name="options">Of the function that is compared.</param>
    public static Task<MeasuredProgram> OpenAsync(string given, LambdaFunctionOptions options)
    {
        if (Directory.Exists(given) || (File.Exists(given) && given.EndsWith(".zip", StringComparison.OrdinalIgnoreCase)))
        {
            var path = Path.GetFullPath(given);
            return MeasuredProgram.OpenAsync(given, HasBootstrap(path) ? options with { Layer = path } : options with { Function = path });
        }

        var words = given.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length > 0 && words.All(word => Variable().IsMatch(word)))
            return MeasuredProgram.OpenAsync(given, options with { Environment = options.Environment.Concat(VariableSettings.Read(words, [], null)).GroupBy(each => each.Key).ToDictionary(each => each.Key, each => each.Last().Value) });
        if (words.Length == 0 || Find(words[0]) is not { } program)
            throw new ToolException($"Expected --against to be a layer (.zip or folder), a package of the function, NAME=VALUE or a command, but there is nothing at {Path.GetFullPath(given.Length > 0 ? given : ".")} and no such program. Correct it.");
        return MeasuredProgram.OpenAsync(given, options with { Layer = null }, _ => [program, .. words[1..]]);
    }

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_]*=")]
    private static partial Regex Variable();

    private static bool HasBootstrap(string path)
    {
        if (Directory.Exists(path))
            return File.Exists(Path.Combine(path, Bootstrap));
        try
        {
            using var zip = ZipFile.OpenRead(path);
            return zip.GetEntry(Bootstrap) is not null;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            throw new ToolException($"Expected --against to name a zip, but {path} could not be read as one: {e.Message} Correct it.");
        }
    }

    private static string? Find(string program) => program.Contains('/', StringComparison.Ordinal)
        ? File.Exists(program) ? Path.GetFullPath(program) : null
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);
}
