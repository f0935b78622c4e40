using Pintle.Emulator;

namespace Pintle.Testing;

/// <summary>Lets an environment's processes stand still from the moment the runtime asks for its next event until there is one.</summary>
internal sealed class IdleFreezer(ExecutionEnvironment service, Func<RuntimeProcess?> process, Action frozen)
{
    private readonly Lock _gate = new();
    private bool _isIdle;
    private bool _isFrozen;

    /// <summary>An invocation has ended. Nothing is waited for: the runtime may still be on its way to its next call.</summary>
    public void FreezeWhenIdle()
    {
        lock (_gate)
            _isIdle = true;
        _ = service.WhenAsync(RuntimeState.Waiting).ContinueWith(_ => Freeze(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    /// <summary>An event comes, or the end.</summary>
    public void Thaw()
    {
        lock (_gate)
        {
            _isIdle = false;
            if (_isFrozen)
                process()?.SetFrozen(false);
            _isFrozen = false;
        }
    }

    private void Freeze()
    {
        lock (_gate)
        {
            if (!_isIdle || _isFrozen || service.State != RuntimeState.Waiting)
                return;

            process()?.SetFrozen(true);
            _isFrozen = true;

            // Told under the lock, so that whatever thaws it is told after it.
            frozen();
        }
    }
}
