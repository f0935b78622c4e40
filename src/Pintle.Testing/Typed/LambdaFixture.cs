using Xunit;

namespace Pintle.Testing;

/// <summary>An xunit v3 fixture that starts a function once for a test class, a collection or an assembly. A cold start is <see cref="LambdaFunction.RestartAsync"/>; tests of one fixture may run at once.</summary>
public abstract class LambdaFixture : IAsyncLifetime
{
    private LambdaFunction? _function;

    /// <summary>The function that was started.</summary>
    /// <exception cref="InvalidOperationException">xunit has not initialized the fixture.</exception>
    public LambdaFunction Function => _function ?? throw new InvalidOperationException("Expected an initialized fixture. Take it with IClassFixture, ICollectionFixture or AssemblyFixture.");

    /// <summary>What to start; asked for once.</summary>
    protected abstract ValueTask<LambdaFunctionOptions> GetOptionsAsync();

    /// <summary>Starts the function and waits for the end of its init phase, whatever that is.</summary>
    public async ValueTask InitializeAsync() => _function = await LambdaFunction.StartAsync(await GetOptionsAsync().ConfigureAwait(false)).ConfigureAwait(false);

    public async ValueTask DisposeAsync()
    {
        if (_function is not null)
            await _function.DisposeAsync().ConfigureAwait(false);
        GC.SuppressFinalize(this);
    }
}
