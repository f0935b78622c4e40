using System.ComponentModel;
using System.Diagnostics;
using Pintle.Emulator;

namespace Pintle.Testing;

/// <summary>The running bootstrap with the sandbox around it: its output, its memory, its end.</summary>
internal sealed class RuntimeProcess : IDisposable
{
    // Processes of a namespace that is being torn down are gone within milliseconds.
    private static readonly TimeSpan LastWriters = TimeSpan.FromSeconds(1);

    private readonly Process _process;
    private readonly int _depth;
    private readonly OutputPump _output;
    private int? _runtimePid;
    private long? _peakMemory;

    private RuntimeProcess(Process process, ISandbox sandbox, LogBuffer log)
    {
        _process = process;
        _depth = sandbox.Depth;
        process.StandardInput.Close();
        _output = new OutputPump(process.StandardOutput.BaseStream, process.StandardError.BaseStream, log);
        Exited = WaitForExitAsync();
    }

    /// <summary>The end of the process; all of its output has been read by then.</summary>
    public Task<ProcessExit> Exited { get; }

    /// <summary>The bootstrap's own process id on the host; null while the sandbox is being set up, and when it has ended.</summary>
    public int? Id => _runtimePid is { } known && Directory.Exists($"/proc/{known}") ? known : _runtimePid = ProcFiles.Descendant(_process.Id, _depth);

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

    /// <summary>Reads what the process wrote so far.</summary>
    public void DrainOutput() => _output.Drain();

    /// <summary>Reads the peak of the memory; the last value known when the process has ended.</summary>
    public long? SampleMemory() => _peakMemory = (Id is { } pid ? ProcFiles.PeakMemory(pid) : null) ?? _peakMemory;

    /// <summary>Asks the bootstrap itself to end.</summary>
    public void Terminate()
    {
        if (Id is { } pid)
            _ = Native.Kill(pid, Native.SigTerm);
    }

    /// <summary>Ends the bootstrap and everything it started, and waits until they are gone.</summary>
    public async Task<ProcessExit> KillAsync()
    {
        if (!Exited.IsCompleted)
        {
            KillGroup();
            _process.Kill();
        }

        return await Exited.ConfigureAwait(false);
    }

    public void Dispose() => _process.Dispose();

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
        if (_depth == 0)
            _ = Native.Kill(-_process.Id, Native.SigKill);
    }
}
