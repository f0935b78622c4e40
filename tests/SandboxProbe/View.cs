using System.Collections;
using System.Diagnostics;
using System.Text.Json;

namespace SandboxProbe;

/// <summary>What the probe sees of the machine.</summary>
internal static class View
{
    public static void Environment(Utf8JsonWriter writer)
    {
        foreach (DictionaryEntry variable in System.Environment.GetEnvironmentVariables())
            writer.WriteString((string)variable.Key, (string?)variable.Value);
    }

    /// <summary>Every file outside /proc, /dev and /tmp.</summary>
    public static void Files(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("files");
        foreach (var path in Walk("/").Order(StringComparer.Ordinal))
            writer.WriteStringValue(path);

        writer.WriteEndArray();
        writer.WriteStartArray("devices");
        foreach (var path in Directory.GetFileSystemEntries("/dev").Order(StringComparer.Ordinal))
            writer.WriteStringValue(path);

        writer.WriteEndArray();
    }

    /// <summary>Which of the folders a file can be made in; the file is removed again.</summary>
    public static void Writable(Utf8JsonWriter writer, string folders)
    {
        foreach (var folder in folders.Split(' '))
            writer.WriteString(folder, TryWrite(folder));
    }

    public static void Identity(Utf8JsonWriter writer)
    {
        writer.WriteString("folder", Directory.GetCurrentDirectory());
        writer.WriteString("program", System.Environment.ProcessPath);
        writer.WriteString("user", Field("Uid:"));
        writer.WriteString("group", Field("Gid:"));
        writer.WriteString("capabilities", Field("CapEff:"));
        writer.WriteNumber("pid", System.Environment.ProcessId);
        writer.WriteNumber("processes", Directory.GetDirectories("/proc").Count(d => char.IsAsciiDigit(Path.GetFileName(d)[0])));
        writer.WriteNumber("input", Console.OpenStandardInput().ReadByte());
    }

    public static string TryRead(string path)
    {
        try
        {
            _ = File.ReadAllBytes(path);
            return "yes";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return fault.GetType().Name;
        }
    }

    /// <summary>A command line for <c>sh</c>, and what it says.</summary>
    public static void Run(Utf8JsonWriter writer, string line)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", line]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        writer.WriteString("output", process.StandardOutput.ReadToEnd());
        writer.WriteString("errors", errors.GetAwaiter().GetResult());
        process.WaitForExit();
        writer.WriteNumber("code", process.ExitCode);
    }

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (var path in Directory.GetFileSystemEntries(folder))
        {
            if (path is "/proc" or "/dev" or "/tmp")
                continue;

            yield return path;
            if (Directory.Exists(path) && new DirectoryInfo(path).LinkTarget is null)
            {
                foreach (var below in Walk(path))
                    yield return below;
            }
        }
    }

    private static string TryWrite(string folder)
    {
        var path = Path.Combine(folder, $"probe-{Guid.NewGuid():N}");
        try
        {
            File.WriteAllText(path, "x");
            File.Delete(path);
            return "yes";
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return fault.GetType().Name;
        }
    }

    private static string Field(string name) =>
        File.ReadAllLines("/proc/self/status").First(l => l.StartsWith(name, StringComparison.Ordinal)).Split('\t')[1];
}
