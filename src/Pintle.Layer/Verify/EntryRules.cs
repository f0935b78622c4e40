using Pintle.Layer.Output;

namespace Pintle.Layer.Verify;

/// <summary>What holds for every entry, whatever the manifest says: names, order, types and modes.</summary>
internal static class EntryRules
{
    private const int RegularFile = 8;
    private const UnixFileMode NotAllowed =
        UnixFileMode.GroupWrite | UnixFileMode.OtherWrite | UnixFileMode.SetUser | UnixFileMode.SetGroup | UnixFileMode.StickyBit;

    public static void Check(IReadOnlyList<ZipEntryImage> entries, Findings findings)
    {
        string? before = null;
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var entry in entries)
        {
            if (NameFault(entry.Name) is { } fault)
                findings.Add(VerifyCheck.Name, entry.Name, fault);
            if (!seen.Add(entry.Name))
                findings.Add(VerifyCheck.Name, entry.Name, "it stands in the zip more than once; which one counts is up to the reader.");
            else if (before is not null && string.CompareOrdinal(before, entry.Name) > 0)
                findings.Add(VerifyCheck.Order, entry.Name, $"it stands behind \"{Findings.Bounded(before)}\", expected ordinal order.");
            before = entry.Name;
            CheckMode(entry, findings);
        }
    }

    private static string? NameFault(string name)
    {
        if (name.Length == 0)
            return "its name is empty.";
        if (name.EndsWith('/'))
            return "it is a folder; expected files only.";
        if (name[0] == '/' || (name.Length > 1 && name[1] == ':'))
            return "its path is absolute; expected one inside the layer.";
        if (name.Split('/').Any(segment => segment is "" or "." or ".."))
            return "its path has an empty, \".\" or \"..\" segment, which may lead out of the layer.";
        return name.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '/' or '+')
            ? null
            : "its path has a character other than ASCII letters, digits and .-_+/, which unpacking tools read differently.";
    }

    private static void CheckMode(ZipEntryImage entry, Findings findings)
    {
        if (entry.FileType != RegularFile)
            findings.Add(VerifyCheck.Mode, entry.Name, $"it is {TypeName(entry.FileType)}, expected a regular file.");
        if ((entry.Mode & NotAllowed) != 0)
        {
            findings.Add(
                VerifyCheck.Mode,
                entry.Name,
                $"its mode is {UnixModes.Octal(entry.Mode)}, expected no write permission for group and others and no set-id or sticky bit.");
        }
    }

    private static string TypeName(int type) => type switch
    {
        4 => "a folder",
        10 => "a symbolic link",
        _ => $"of Unix file type {type}",
    };
}
