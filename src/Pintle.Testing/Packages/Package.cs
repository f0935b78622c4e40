namespace Pintle.Testing;

/// <summary>Turns a folder or a zip into a folder.</summary>
internal static class Package
{
    /// <param name="what">For messages: <c>layer</c> or <c>function</c>.</param>
    /// <param name="path">A folder, or a file ending in <c>.zip</c>.</param>
    /// <param name="unpackInto">Where a zip is unpacked.</param>
    public static string Open(string what, string path, Func<string> unpackInto)
    {
        if (Directory.Exists(path))
            return Path.GetFullPath(path);

        if (!File.Exists(path))
            throw new FunctionSetupException($"Expected the {what} at '{path}', found nothing there. Give a folder or a .zip.");

        if (!path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
            throw new FunctionSetupException($"Expected the {what} to be a folder or a .zip, found the file '{path}'.");

        var folder = unpackInto();
        ZipPackage.Unpack(path, folder);
        return folder;
    }
}
