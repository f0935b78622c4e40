using System.IO;
using System.Text.RegularExpressions;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// A document of the repository as a package's readme. Its links lead to others there: outside they have to be whole, and where nothing says where the repository is they become plain words and pictures are left out.
/// Compiled by MSBuild when a package is made (Package.targets).
/// </summary>
public sealed class PackedReadme : Task
{
    private const string Relative = @"(?!\w+:|#)";

    /// <summary>The document, whole path.</summary>
    [Required]
    public string Document { get; set; }

    /// <summary>The repository's folder, with a separator at its end.</summary>
    [Required]
    public string RepositoryRoot { get; set; }

    /// <summary>The repository's address; empty where nobody says it.</summary>
    public string RepositoryUrl { get; set; }

    /// <summary>The commit or branch whose documents are meant.</summary>
    [Required]
    public string Place { get; set; }

    /// <summary>Where to write it.</summary>
    [Required]
    public string Output { get; set; }

    public override bool Execute()
    {
        var text = File.ReadAllText(Document);
        var folder = Path.GetDirectoryName(Document).Substring(RepositoryRoot.TrimEnd('/').Length).TrimStart('/');
        var place = folder.Length == 0 ? Place : Place + "/" + folder;
        text = string.IsNullOrEmpty(RepositoryUrl)
            ? Replace(text, ("<picture>(?s:.*?)</picture>", ""), (@"!\[[^\]]*\]\(" + Relative + @"[^)]+\)", ""), (@"\[([^\]\n]+)\]\(" + Relative + @"[^)]+\)", "$1"))
            : Replace(
                text,
                (@"!\[([^\]]*)\]\(" + Relative + @"([^)]+)\)", "![$1](" + RepositoryUrl + "/raw/" + place + "/$2)"),
                (@"\]\(" + Relative + @"([^)]+)\)", "](" + RepositoryUrl + "/blob/" + place + "/$1)"),
                (@"(src|srcset)=""" + Relative + @"([^""]+)""", "$1=\"" + RepositoryUrl + "/raw/" + place + "/$2\""));
        Directory.CreateDirectory(Path.GetDirectoryName(Output));
        File.WriteAllText(Output, text);
        return true;
    }

    private static string Replace(string text, params (string Pattern, string With)[] replacements)
    {
        foreach (var (pattern, with) in replacements)
            text = Regex.Replace(text, pattern, with);
        return text;
    }
}
