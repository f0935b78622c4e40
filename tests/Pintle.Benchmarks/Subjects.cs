using System.Diagnostics;

namespace Pintle.Benchmarks;

/// <summary>What is measured, published from the repository's sources. The layer is given.</summary>
internal sealed record Subjects(string Orders, string Handlers, string WebApp, string CloudClients, string Shop, string Streaming)
{
    public static async Task<Subjects> PublishAsync()
    {
        var root = FindRoot();
        await PublishAsync(root, "layer/samples/Orders").ConfigureAwait(false);
        await PublishAsync(root, "tests/Functions/Handlers").ConfigureAwait(false);
        await PublishAsync(root, "tests/Functions/WebApp").ConfigureAwait(false);
        await PublishAsync(root, "tests/Functions/CloudClients").ConfigureAwait(false);
        await PublishAsync(root, "tests/Functions/Shop").ConfigureAwait(false);
        await PublishAsync(root, "tests/Functions/Streaming").ConfigureAwait(false);
        var published = Path.Combine(root, "artifacts", "publish");
        return new Subjects(
            Path.Combine(published, "Orders", "release"),
            Path.Combine(published, "Handlers", "release"),
            Path.Combine(published, "WebApp", "release"),
            Path.Combine(published, "CloudClients", "release"),
            Path.Combine(published, "Shop", "release"),
            Path.Combine(published, "Streaming", "release"));
    }

    private static async Task PublishAsync(string root, string project)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", ["publish", Path.Combine(root, project), "-c", "Release", "--nologo", "-v", "quiet"]))!;
        await process.WaitForExitAsync().ConfigureAwait(false);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"dotnet publish {project} ended with {process.ExitCode}; its output is above.");
    }

    public static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Pintle.slnx")))
                return folder;
        }
        throw new InvalidOperationException("Run it from the repository.");
    }
}
