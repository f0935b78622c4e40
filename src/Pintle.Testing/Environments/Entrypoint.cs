namespace Pintle.Testing;

/// <summary>Finds the bootstrap where the service looks for it: in the function, then in the layer.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html</remarks>
internal sealed record Entrypoint(string? Path, string? Error)
{
    /// <summary>The bootstrap's real file; null where there is none.</summary>
    public static string? FileOf(SandboxFolders folders) => new[] { folders.Task, folders.Layer }.Select(folder => System.IO.Path.Combine(folder, "bootstrap")).FirstOrDefault(File.Exists);

    public static Entrypoint Find(SandboxFolders folders, SandboxPaths paths)
    {
        foreach (var (real, shown) in new[] { (folders.Task, paths.Task), (folders.Layer, paths.Layer) })
        {
            var file = System.IO.Path.Combine(real, "bootstrap");
            if (!File.Exists(file))
                continue;

            return (UnixModes.Get(file) & UnixFileMode.UserExecute) != 0
                ? new Entrypoint($"{shown}/bootstrap", null)
                : new Entrypoint(null, $"Expected {shown}/bootstrap to be executable, found mode {Convert.ToString((int)UnixModes.Get(file), 8)}. Pack it with mode 0755");
        }

        return new Entrypoint(null, $"Couldn't find valid bootstrap(s): [{paths.Task}/bootstrap {paths.Layer}/bootstrap]. Give the layer that holds it");
    }
}
