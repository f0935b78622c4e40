using System.Text;
using Pintle.Layer.Documents;
using Pintle.Layer.Tree;

namespace Pintle.Layer.Verify;

/// <summary>The documents beside a zip against those that a build writes for it.</summary>
internal static class DocumentRules
{
    private const int LargestDocument = 16 * 1024 * 1024; // Chosen, not measured: it only bounds the memory that a foreign layer can make verify take.

    /// <param name="beside">A document by its ending; <c>null</c> if it is not there.</param>
    public static void Check(string zipSha256, IReadOnlyDictionary<string, byte[]> contents, Func<string, byte[]?> beside, Findings findings)
    {
        IReadOnlyDictionary<string, byte[]> expected;
        try
        {
            expected = LayerDocuments.Write(zipSha256, contents[LayerManifest.RelativePath], path => contents.GetValueOrDefault(path));
        }
        catch (FormatException)
        {
            findings.Add(VerifyCheck.Manifest, LayerManifest.RelativePath, "it has a package whose SHA-512 is no base64, so that no documents can belong to it.");
            return;
        }

        foreach ((var ending, var document) in expected)
        {
            if (beside(ending) is { } found)
                Compare(ending, document, found, findings);
            else
                findings.CannotTell($"The {Word(ending)} (*{ending}) is not beside the zip, so it could not be compared. Keep it there, or build the layer again.");
        }
    }

    /// <summary>The documents beside a zip on disk.</summary>
    public static Func<string, byte[]?> Beside(string zip) => ending =>
    {
        var file = new FileInfo(Path.ChangeExtension(zip, null) + ending);
        return file.Exists && file.Length <= LargestDocument ? File.ReadAllBytes(file.FullName) : null;
    };

    private static void Compare(string ending, byte[] expected, byte[] found, Findings findings)
    {
        if (expected.AsSpan().SequenceEqual(found))
            return;

        var wanted = Encoding.UTF8.GetString(expected).Split('\n');
        var there = Encoding.UTF8.GetString(found).Split('\n');
        var line = Enumerable.Range(0, Math.Max(wanted.Length, there.Length)).First(at => wanted.ElementAtOrDefault(at) != there.ElementAtOrDefault(at));
        findings.Add(
            ending == LayerDocuments.SbomEnding ? VerifyCheck.Sbom : VerifyCheck.Statement,
            null,
            $"the {Word(ending)} beside the zip is not this zip's own: in line {line + 1} expected {Quoted(wanted, line)}, found {Quoted(there, line)}.");
    }

    private static string Quoted(string[] lines, int at) => at < lines.Length ? $"\"{Findings.Bounded(lines[at].Trim())}\"" : "its end";

    private static string Word(string ending) => ending == LayerDocuments.SbomEnding ? "SBOM" : "provenance statement";
}
