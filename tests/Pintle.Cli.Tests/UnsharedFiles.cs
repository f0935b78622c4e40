using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

/// <summary>A layer and the sample function that no other test opens: starts are measured by the files that are opened, whoever opens them.</summary>
public sealed class UnsharedFiles : IAsyncLifetime
{
    private readonly ScratchFolder _function = new();
    private ScratchFolder? _layer;

    public string Layer => _layer!.Path;

    public string Function => _function.Path;

    public async ValueTask InitializeAsync()
    {
        _layer = await BuiltLayer.CopyAsync();
        _ = _function.CopyFrom(await PublishedFunctions.OrdersAsync());
    }

    public ValueTask DisposeAsync()
    {
        _layer?.Dispose();
        _function.Dispose();
        return ValueTask.CompletedTask;
    }
}
