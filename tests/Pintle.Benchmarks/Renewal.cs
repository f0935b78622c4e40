using System.Globalization;
using Pintle.Layer;
using Pintle.Layer.Definition;
using Pintle.TestSupport;

namespace Pintle.Benchmarks;

/// <summary>
/// Makes again what was measured for the layers of a pin, after it moved or came to be: the methods that the JIT still compiles, a layer after the other until none is added, and then the pages that a start touches, on arm64 under emulation. The pin is the
/// default one unless <c>PINTLE_TEST_PIN</c> names another.
/// </summary>
internal static class Renewal
{
    /// <summary>Two settle it as a rule: what is compiled ahead calls little that was not called before.</summary>
    private const int MostRounds = 3;

    /// <param name="architecture">Whose pages are measured: one for each run, because a second device in one process was seen to give files that are none.</param>
    /// <param name="trains">Whether the methods are made again too, and not the pages alone. What trains is not for every .NET (its packages are not).</param>
    /// <returns>The command's exit code.</returns>
    public static async Task<int> RunAsync(LayerArchitecture architecture, bool trains)
    {
        var frameworks = LayerDefinition.Load(Path.Combine(Repository.Root, "layer")).Pins.Find(Repository.Pin).For(LayerArchitecture.X64).Frameworks;
        var subjects = trains ? await Subjects.PublishAsync().ConfigureAwait(false) : null;
        foreach (var framework in Enum.GetValues<LayerFramework>().Where(each => subjects is not null && frameworks.ContainsKey(each.Name())))
        {
            for (var round = 1; round <= MostRounds; round++)
            {
                var trained = await BuildAsync(LayerArchitecture.X64, framework).ConfigureAwait(false);
                if (await Training.RunAsync(subjects!, trained.Directory, Repository.Root).ConfigureAwait(false) == 0)
                    break;
            }
        }

        var orders = await PublishedFunctions.OrdersAsync().ConfigureAwait(false);
        var layer = await BuildAsync(architecture, LayerFramework.Core).ConfigureAwait(false);
        using var device = UncachedDevice.Hold(layer.Directory, TouchedPages.List);
        return await TouchedPages.RunAsync(orders, device.Folder, Repository.Root).ConfigureAwait(false);
    }

    private static async Task<LayerArtifact> BuildAsync(LayerArchitecture architecture, LayerFramework framework)
    {
        var layer = await LayerBuilder.ForRepository(Repository.Root)
            .BuildAsync(new LayerRequest { OutputDirectory = Path.Combine(Repository.Artifacts, "layers"), Pin = Repository.Pin, Framework = framework, Architecture = architecture }).ConfigureAwait(false);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{layer.ZipPath}: {new FileInfo(layer.ZipPath).Length / 1e6:F2} MB"));
        return layer;
    }
}
