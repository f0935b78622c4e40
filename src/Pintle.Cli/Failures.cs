using System.ComponentModel;
using System.Text.Json;
using Pintle.Aws;
using Pintle.Layer;
using Pintle.Testing;

namespace Pintle.Cli;

/// <summary>What a command's exception becomes for the person who asked: a sentence, never a stack trace.</summary>
internal static class Failures
{
    public static string Describe(Exception fault) => fault switch
    {
        ToolException or AwsException or LayerException or FunctionSetupException or StartFailureException => fault.Message,
        IOException or UnauthorizedAccessException => $"Expected to read and write the files that this needs, but the system refused: {Sentence(fault.Message)} {FolderAdvice() ?? "Correct the path or its permissions, or free space."}",
        InvalidDataException or JsonException => $"Expected the files that this reads to be of their kind, found otherwise: {Sentence(fault.Message)} Name other ones, or correct them.",
        Win32Exception => $"Expected to start a program that this needs, but the system refused: {Sentence(fault.Message)} Install it, or put it on PATH.",
        AggregateException { InnerException: { } inner } => Describe(inner),
        _ => $"Expected this to work or to be refused, but it is a defect of pintle: {fault.GetType().Name}: {Sentence(fault.Message)} {Report(fault)}",
    };

    private static string Sentence(string text) => text.TrimEnd() is { Length: > 0 } trimmed ? trimmed.EndsWith('.') ? trimmed : trimmed + '.' : "it did not say why.";

    /// <summary>Everything unpacks and publishes into the temporary folder, and nobody thinks of it.</summary>
    private static string? FolderAdvice() => Directory.Exists(Path.GetTempPath()) ? null : $"There is no temporary folder at {Path.GetTempPath()}: create it, or set TMPDIR to one.";

    /// <summary>Writes the trace to a file, for whoever fixes the defect.</summary>
    private static string Report(Exception fault)
    {
        try
        {
            var file = Path.Combine(Path.GetTempPath(), $"pintle-defect-{Environment.ProcessId}.txt");
            using (var written = new StreamWriter(new FileStream(file, FileMode.CreateNew, FileAccess.Write)))
                written.WriteLine(fault);
            return $"Please report it with {file}.";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "Please report it with the command line.";
        }
    }
}
