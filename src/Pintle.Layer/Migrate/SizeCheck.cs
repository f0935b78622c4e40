using System.Globalization;

namespace Pintle.Layer.Migrate;

/// <summary>Sizes of function and layer against Lambda's limits.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html</remarks>
internal static class SizeCheck
{
    /// <summary>Function and layers together, unpacked: 250 MiB (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html, as the next).</summary>
    public const long LargestUnpacked = 250L * 1024 * 1024;

    /// <summary>One zip that is uploaded directly: 50 MiB.</summary>
    public const long LargestUpload = 50L * 1024 * 1024;

    private const string Check = "size";

    public static IEnumerable<MigrationFinding> Run(MigratingPackage package, MigrationLayer? layer)
    {
        var room = LargestUnpacked - package.Bytes;
        if (room < 0)
        {
            yield return new MigrationFinding(MigrationSeverity.Blocker, Check, null, $"The package has {Bytes(package.Bytes)} unpacked, more than the {Bytes(LargestUnpacked)} that Lambda takes of function and layers together.", "Leave files out of it.");
        }
        else if (layer is null)
        {
            yield return new MigrationFinding(MigrationSeverity.Note, Check, null, $"The package has {Bytes(package.Bytes)} unpacked, which leaves {Bytes(room)} for layers.", "Give the layer with --layer to have both counted.");
        }
        else
        {
            yield return layer.Bytes > room
                ? new MigrationFinding(MigrationSeverity.Blocker, Check, null, $"The package has {Bytes(package.Bytes)} unpacked and the layer {Bytes(layer.Bytes)}, more than the {Bytes(LargestUnpacked)} that Lambda takes of both.", "Leave files out of the package (other systems' runtimes/ folders go with dotnet publish -r), or build the layer with fewer groups kept.")
                : new MigrationFinding(MigrationSeverity.Note, Check, null, $"The package has {Bytes(package.Bytes)} unpacked and the layer {Bytes(layer.Bytes)}, which leaves {Bytes(room - layer.Bytes)} for other layers.", null);
        }

        if (package.ZippedBytes > LargestUpload)
            yield return new MigrationFinding(MigrationSeverity.Note, Check, null, $"The zip has {Bytes(package.ZippedBytes.Value)}, more than the {Bytes(LargestUpload)} that are uploaded directly.", "Deploy it through S3, as before.");
    }

    private static string Bytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576d:F1} MiB");
}
