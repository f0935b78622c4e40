using System.IO.Enumeration;

namespace Pintle.Emulator.Queues;

/// <summary>A folder of messages: those not yet received are in it, the others in <c>.received</c>.</summary>
internal sealed class FolderGroup(string folder)
{
    private static readonly EnumerationOptions Everything = new() { AttributesToSkip = 0, IgnoreInaccessible = true, RecurseSubdirectories = false };

    public string Folder => folder;

    public string Received { get; } = Path.Combine(folder, ".received");

    /// <summary>For messages that SQS would not have taken.</summary>
    public string Refused { get; } = Path.Combine(folder, ".refused");

    /// <summary>The group's id in a FIFO queue.</summary>
    public string Name { get; } = Path.GetFileName(folder);

    /// <summary>Files whose names begin with a dot are still being written, or are none of ours.</summary>
    public IEnumerable<string> Waiting() => Files(folder).Where(name => name[0] != '.').Order(StringComparer.Ordinal);

    public IEnumerable<ReceivedFile> InHand() => Files(Received).Select(ReceivedFile.Parse).OfType<ReceivedFile>().OrderBy(each => each.Name, StringComparer.Ordinal);

    public string PathOf(ReceivedFile file) => Path.Combine(Received, file.ToString());

    /// <summary>Of several who try, one succeeds: a rename within a file system is one step, and a file has one name.</summary>
    public static bool TryMove(string from, string to)
    {
        try
        {
            File.Move(from, to, overwrite: true);
            return true;
        }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
    }

    /// <summary>Regular files only: a link would lead elsewhere.</summary>
    private static FileSystemEnumerable<string> Files(string folder) => new(folder, (ref FileSystemEntry entry) => entry.FileName.ToString(), Everything)
    {
        ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && (entry.Attributes & FileAttributes.ReparsePoint) == 0,
    };
}
