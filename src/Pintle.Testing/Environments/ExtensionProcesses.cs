using Pintle.Emulator;

namespace Pintle.Testing;

/// <summary>The external extensions of one environment: the programs in <c>/opt/extensions</c>, each a process in a sandbox like the runtime's.</summary>
/// <remarks>
/// They share the runtime's files and its <c>/tmp</c>; of its processes they see nothing, because each sandbox has a process namespace of its own.
/// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html
/// </remarks>
internal sealed class ExtensionProcesses(EnvironmentPlan plan, ExecutionEnvironment service) : IAsyncDisposable
{
    private readonly List<RuntimeProcess> _running = [];
    private readonly LogBuffer _log = plan.LogFor(service, "extension");
    private volatile bool _isEnding;

    public IReadOnlyList<RuntimeProcess> Running
    {
        get
        {
            lock (_running)
                return [.. _running];
        }
    }

    public static IReadOnlyList<string> NamesIn(string layer)
    {
        var folder = Path.Combine(layer, "extensions");
        return Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder).Where(file => (UnixModes.Get(file) & UnixFileMode.UserExecute) != 0).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)]
            : [];
    }

    /// <summary>Starts all, and waits until they have registered or the environment has failed.</summary>
    public async Task StartAsync(IReadOnlyList<string> names)
    {
        foreach (var name in names)
        {
            var process = await RuntimeProcess.StartAsync(plan.Sandbox, plan.CommandForExtension(name, service.RuntimeApi), _log).ConfigureAwait(false);
            lock (_running)
                _running.Add(process);
            _ = process.Exited.ContinueWith(exited => Exited(name, exited.Result), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }

        if (names.Count > 0)
            await service.WhenExtensionsRegisteredAsync().ConfigureAwait(false);
    }

    /// <summary>From now on their end is no failure of the environment.</summary>
    public void Ending() => _isEnding = true;

    public async Task EndWithinAsync(TimeSpan limit)
    {
        try
        {
            _ = await Task.WhenAll(Running.Select(process => process.Exited)).WaitAsync(limit).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            // What is left is killed.
        }
    }

    public async Task KillAsync()
    {
        Ending();
        _ = await Task.WhenAll(Running.Select(process => process.KillAsync())).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync().ConfigureAwait(false);
        foreach (var process in Running)
            process.Dispose();
    }

    private void Exited(string name, ProcessExit exit)
    {
        if (!_isEnding)
            service.ReportExtensionExit(name, exit);
    }
}
