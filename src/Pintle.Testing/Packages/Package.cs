namespace Pintle.Testing;

/// <summary>Turns a folder or a zip into a folder whose files Lambda's user sees as on Lambda.</summary>
internal static class Package
{
    /// <param name="what">For messages: <c>layer</c> or <c>function</c>.</param>
    /// <param name="path">A folder, or a file ending in <c>.zip</c>.</param>
    /// <param name="unpackInto">Where a zip is unpacked, or a folder copied if it cannot be shown as it is.</param>
    /// <param name="all">What else is opened for the same function.</param>
    public static string Open(string what, string path, Func<string> unpackInto, OpenedPackages all)
    {
        if (Directory.Exists(path))
            return OpenFolder(what, Path.GetFullPath(path), unpackInto, all);

        if (!File.Exists(path))
            throw new FunctionSetupException($"Expected the {what} at '{path}', found nothing there. Give a folder or a .zip.");

        if (!path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
            throw new FunctionSetupException($"Expected the {what} to be a folder or a .zip, found the file '{path}'.");

        var folder = unpackInto();
        all.NoteUnreadable(what, path, ZipPackage.Unpack(path, folder, all));
        return folder;
    }

    private static string OpenFolder(string what, string folder, Func<string> copyInto, OpenedPackages all)
    {
        var unreadable = new List<string>();
        var (bytes, isMore) = LambdaModes.Look(folder, unreadable);
        all.Count(folder, bytes);
        all.NoteUnreadable(what, folder, unreadable);

        // Another user owns none of the files, as on Lambda, but the folder itself may keep that user out; it is no part of the package. In plain folders nothing keeps root out.
        var needsCopy = all.IsForAnotherUser ? !LambdaModes.IsReadable((int)UnixModes.Get(folder), isFolder: true) : isMore && !HostRights.IsRoot;
        if (!needsCopy)
            return folder;

        var copy = copyInto();
        LambdaModes.Copy(folder, copy);
        return copy;
    }
}
