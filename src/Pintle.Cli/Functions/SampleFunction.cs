using System.IO.Compression;

namespace Pintle.Cli.Functions;

/// <summary>The sample function as its owner would upload it: published, zipped.</summary>
internal static class SampleFunction
{
    /// <param name="sample">A zip, which is taken as it is, or a project.</param>
    /// <param name="terminal">For progress.</param>
    /// <param name="cancellationToken">Stops the publish.</param>
    /// <returns>The zip's path.</returns>
    public static async Task<string> ZipAsync(string sample, Terminal terminal, CancellationToken cancellationToken)
    {
        var source = await FunctionSource.OpenAsync(sample, terminal, cancellationToken).ConfigureAwait(false);
        if (File.Exists(source))
            return source;
        var zip = source + ".zip";
        File.Delete(zip);
        await ZipFile.CreateFromDirectoryAsync(source, zip, cancellationToken).ConfigureAwait(false);
        return zip;
    }
}
