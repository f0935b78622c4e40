using System.ComponentModel;
using System.Diagnostics;
using Pintle.Emulator;

namespace Pintle.Testing;

/// <summary>The running bootstrap with the sandbox around it: its output, its memory, its end.</summary>
internal sealed class RuntimeProcess : IDisposable
{
    // Processes of a namespace that is being torn down are gone within milliseconds, and stopped ones stand still as soon. Both are chosen, not measured: they only bound the wait for what hangs.
    private static readonly TimeSpan LastWriters = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly Lock _gate = new();
    private readonly ISandbox _sandbox;
    private readonly OutputPump _output;
    private int? _runtimePid;
    private ProcessMemory? _memory;
    private bool _isDisposed;
    private long? _peakMemory;

    private RuntimeProcess(Process process, ISandbox sandbox, LogBuffer log)
    {
        _process = process;
        OutermostId = process.Id;
        _sandbox = sandbox;
        process.StandardInput.Close();
        _output = new OutputPump(process.StandardOutput.BaseStream, process.StandardError.BaseStream, log);
        Exited = WaitForExitAsync();
    }

    /// <summary>The end of the process; all of its output has been read by then.</summary>
    public Task<ProcessExit> Exited { get; }

    /// <summary>The bootstrap's own process id on the host; null while the sandbox is being set up, and when it has ended.</summary>
    public int? Id => Exited.IsCompleted ? null : _runtimePid is { } known && Directory.Exists($"/proc/{known}") ? known : _runtimePid = _sandbox.ProgramBelow(OutermostId);

    /// <summary>The process that was started on the host, with the bootstrap at or below it.</summary>
    public int OutermostId { get; }

    /// <exception cref="FunctionSetupException">The program could not be started at all.</exception>
    public static async Task<RuntimeProcess> StartAsync(ISandbox sandbox, SandboxCommand command, LogBuffer log)
    {
        var info = new ProcessStartInfo(command.FileName, command.Arguments)
        {
            WorkingDirectory = command.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        info.Environment.Clear();
        foreach (var (name, value) in command.Environment)
            info.Environment[name] = value;

        try
        {
            return new RuntimeProcess(await ProcessLauncher.StartAsync(info).ConfigureAwait(false), sandbox, log);
        }
        catch (Win32Exception fault)
        {
            throw new FunctionSetupException($"'{command.FileName}' could not be started: {fault.Message}. Look at its mode and its architecture.", fault);
        }
    }

    /// <returns>Whether it ended by itself, or by a signal that it was sent before.</returns>
    public async Task<bool> EndsWithinAsync(TimeSpan limit)
    {
        try
        {
            _ = await Exited.WaitAsync(limit).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    /// <summary>Reads what the process wrote so far.</summary>
    public void DrainOutput() => _output.Drain();

    /// <summary>Reads the peak of the memory; the last value known when the process has ended.</summary>
    public long? SampleMemory() => _peakMemory = Memory()?.Peak() ?? _peakMemory;

    /// <summary>Memory of the bootstrap and of what it started, resident now, in bytes.</summary>
    /// <param name="treeAge">How old the list of what it started may be, in ms.</param>
    public long ResidentMemory(int treeAge) => Memory()?.Resident(treeAge) ?? 0;

    /// <summary>Stops or continues everything that runs in the sandbox.</summary>
    /// <remarks>Signals and not the freezer of control groups, whose processes could not be killed while they are frozen.</remarks>
    public void SetFrozen(bool isFrozen)
    {
        if (Id is not { } pid)
            return;

        var all = ProcFiles.Tree(pid);
        foreach (var each in all)
            _ = Native.Kill(each, isFrozen ? Native.SigStop : Native.SigContinue);

        // The signal takes a moment, and whoever is told about the freeze may look at once.
        if (isFrozen)
            _ = SpinWait.SpinUntil(() => all.All(ProcFiles.StandsStill), StopLimit);
    }

    /// <summary>Asks the bootstrap itself to end.</summary>
    public void Terminate()
    {
        if (Id is { } pid)
            _ = Native.Kill(pid, Native.SigTerm);
    }

    /// <summary>Ends the bootstrap and everything it started, and waits until they are gone.</summary>
    public async Task<ProcessExit> KillAsync()
    {
        Kill();
        return await Exited.ConfigureAwait(false);
    }

    /// <summary>Ends the bootstrap and everything it started, without waiting.</summary>
    public void Kill()
    {
        lock (_gate)
        {
            if (_isDisposed || Exited.IsCompleted)
                return;

            KillGroup();
            _process.Kill();
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            _process.Dispose();
            _memory?.Dispose();
        }
    }

    private ProcessMemory? Memory()
    {
        if (Id is not { } pid)
            return null;

        lock (_gate)
        {
            if (_isDisposed)
                return null;

            if (_memory?.ProcessId != pid)
            {
                _memory?.Dispose();
                _memory = new ProcessMemory(pid);
            }

            return _memory;
        }
    }

    private async Task<ProcessExit> WaitForExitAsync()
    {
        await _process.WaitForExitAsync().ConfigureAwait(false);
        KillGroup();
        _output.Finish(LastWriters);
        return ExitCodes.Read(_process.ExitCode);
    }

    /// <summary>Without a process namespace, the group is what holds the children.</summary>
    private void KillGroup()
    {
        if (_sandbox.Depth == 0)
            _ = Native.Kill(-OutermostId, Native.SigKill);
    }
}
