using System.Diagnostics;

namespace Pintle.Testing;

/// <summary>How starts are measured.</summary>
/// <param name="Payload">The event of every invocation.</param>
/// <param name="Invocations">How many invocations each start has, the first included.</param>
/// <param name="MemoryMB">The function's memory.</param>
/// <param name="LimitsCpu">Whether the function gets the share of the processor that belongs to its memory, from the end of its init phase on.</param>
/// <param name="DropsCache">Whether the layer's and the function's files are read from the disk each time.</param>
internal sealed record StartSettings(ReadOnlyMemory<byte> Payload, int Invocations, int MemoryMB, bool LimitsCpu, bool DropsCache);

/// <summary>Starts a program once and measures it from outside: nothing in it knows of that.</summary>
internal static class ColdStart
{
    private const string ListFile = "jitted.txt";

    /// <summary>What stopping the CLR jits, after the last response.</summary>
    private const string OfShutdown = "System.Threading.Thread:GetThreadStaticsBase()";

    // Chosen, not measured: far above any start and any end, so both only end a program that hangs.
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ShutdownLimit = TimeSpan.FromSeconds(30);

    /// <exception cref="StartFailureException">The function reports an error, or ends.</exception>
    public static async Task<StartFigures> MeasureAsync(MeasuredProgram program, StartSettings settings)
    {
        using var source = new InvocationSource(settings.Payload);
        using var share = settings.LimitsCpu ? CpuShare.Create(settings.MemoryMB) : null;
        var undropped = settings.DropsCache ? PageCache.Drop(program.Folders) : 0;
        using var opens = new FileOpens(program.Folders);
        var (process, launched, log) = await StartAsync(program, program.CommandFor(source.Address, settings.MemoryMB, null, out _)).ConfigureAwait(false);
        using (process)
        {
            try
            {
                return Measure(program, settings, source, share, opens, process, launched) with { Undropped = undropped };
            }
            catch (StartFailureException failure)
            {
                process.DrainOutput();
                var ended = process.Exited.IsCompleted ? $" ({await process.Exited.ConfigureAwait(false)})" : "";
                throw new StartFailureException($"{program.Name}: {failure.Message}{ended}{string.Concat(log.Since(0).TakeLast(10).Select(line => "\n" + line.Text))}");
            }
            finally
            {
                _ = await process.KillAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>From the start of a program to its end; for one that asks for no events.</summary>
    public static async Task<double> MeasureRunAsync(MeasuredProgram program, bool dropsCache, string entry, IEnumerable<string> folders)
    {
        if (dropsCache)
            _ = PageCache.Drop(folders);
        using var opens = new FileOpens([Path.GetDirectoryName(entry)!]);
        var (process, launched, log) = await StartAsync(program, program.CommandFor("127.0.0.1:9", program.MemoryMB, null, out _)).ConfigureAwait(false);
        using (process)
        {
            var exit = await process.Exited.ConfigureAwait(false);
            var ended = Stopwatch.GetTimestamp();
            return exit.Code == 0
                ? Milliseconds(Began(opens, entry, launched), ended)
                : throw new StartFailureException($"{program.Name}: {exit}{string.Concat(log.Since(0).TakeLast(10).Select(line => "\n" + line.Text))}");
        }
    }

    /// <summary>Methods that the JIT compiled until the first response; those of the background compiler (Tier1, OSR) depend on time and are left out. Null where the runtime lists none.</summary>
    public static async Task<IReadOnlyList<string>?> ListJittedAsync(MeasuredProgram program, StartSettings settings)
    {
        using var source = new InvocationSource(settings.Payload);
        var variables = new Dictionary<string, string> { ["DOTNET_JitStdOutFile"] = "", ["DOTNET_JitDisasmSummary"] = "1" };
        _ = program.CommandFor(source.Address, settings.MemoryMB, null, out var probe);
        variables["DOTNET_JitStdOutFile"] = $"{program.TemporaryPath(probe)}/{ListFile}";
        var isShared = program.TemporaryPath(probe) != "/tmp";
        var command = program.CommandFor(source.Address, settings.MemoryMB, variables, out var temporary);
        var (process, launched, _) = await StartAsync(program, command).ConfigureAwait(false);
        using (process)
        {
            _ = source.AwaitNext(() => IsOver(process, launched));
            source.SendEvent();
            _ = source.AwaitResponse(() => IsOver(process, launched));
            _ = source.AwaitNext(() => IsOver(process, launched));

            // The JIT writes its list out at an orderly end.
            process.Terminate();
            _ = await process.EndsWithinAsync(ShutdownLimit).ConfigureAwait(false);
            _ = await process.KillAsync().ConfigureAwait(false);
        }

        var list = Path.Combine(isShared ? probe : temporary, ListFile);
        return File.Exists(list)
            ? [.. (await File.ReadAllLinesAsync(list).ConfigureAwait(false)).Where(IsOfTheStart)]
            : null;
    }

    private static bool IsOfTheStart(string line) => line.Contains("JIT compiled", StringComparison.Ordinal)
        && !line.Contains("[Tier1", StringComparison.Ordinal) && !line.Contains("OSR", StringComparison.Ordinal) && !line.Contains(OfShutdown, StringComparison.Ordinal);

    private static async Task<(RuntimeProcess Process, long Launched, LogBuffer Log)> StartAsync(MeasuredProgram program, SandboxCommand command)
    {
        var log = new LogBuffer(TimeProvider.System);
        var launched = Stopwatch.GetTimestamp();
        return (await RuntimeProcess.StartAsync(program.Sandbox, command, log).ConfigureAwait(false), launched, log);
    }

    private static StartFigures Measure(MeasuredProgram program, StartSettings settings, InvocationSource source, CpuShare? share, FileOpens opens, RuntimeProcess process, long launched)
    {
        var next = source.AwaitNext(() => IsOver(process, launched));
        var id = process.Id ?? throw new StartFailureException("the process is gone");
        var init = ProcessCounters.ProcessorTime(id);
        share?.Impose(id);

        var sent = Stopwatch.GetTimestamp();
        source.SendEvent();
        var response = source.AwaitResponse(() => IsOver(process, launched));
        var first = ProcessCounters.Read(id);
        var opened = opens.Seen;
        var residents = settings.DropsCache ? PageCache.Residents(program.Folders) : [];
        _ = source.AwaitNext(() => IsOver(process, launched));

        var (trips, warmUp, warm) = Continue(settings, source, process, launched, id);
        var began = program.Entry is { } entry ? Began(opens, entry, launched) : launched;
        return new StartFigures
        {
            FirstNext = Milliseconds(began, next),
            FirstResponse = Milliseconds(began, response),
            FirstInvocation = Milliseconds(sent, response),
            Warm = trips.Count > 0 ? trips.Order().ElementAt(trips.Count / 2) : null,
            InitProcessor = init,
            StartProcessor = first.Processor,
            WarmUpProcessor = trips.Count > 0 ? warmUp : null,
            WarmProcessor = trips.Count > 1 ? warm : null,
            Waited = first.Waited,
            Resident = ProcessCounters.ResidentMemory(id),
            BytesRead = first.BytesRead,
            MinorFaults = first.MinorFaults,
            MajorFaults = first.MajorFaults,
            Opens = [.. opened.Where(open => open.Time >= began).Select(open => new FileOpen(open.Path, Milliseconds(began, open.Time)))],
            Residents = [.. residents.Select(file => new FileResidence(file.Path, file.Bytes))],
        };
    }

    /// <summary>The invocations after the first: their round trips, their processor time, and the processor time of one in the second half.</summary>
    private static (List<double> Trips, double WarmUp, double Warm) Continue(StartSettings settings, InvocationSource source, RuntimeProcess process, long launched, int id)
    {
        var trips = new List<double>();
        var before = ProcessCounters.ProcessorTime(id);
        var (half, atHalf) = (settings.Invocations / 2, before);
        for (var number = 1; number < settings.Invocations; number++)
        {
            if (number == half)
                atHalf = ProcessCounters.ProcessorTime(id);
            var sent = Stopwatch.GetTimestamp();
            source.SendEvent();
            trips.Add(Milliseconds(sent, source.AwaitResponse(() => IsOver(process, launched))));
            _ = source.AwaitNext(() => IsOver(process, launched));
        }

        var after = ProcessCounters.ProcessorTime(id);
        return (trips, after - before, (after - atHalf) / Math.Max(1, settings.Invocations - half));
    }

    private static bool IsOver(RuntimeProcess process, long launched) => process.Exited.IsCompleted || Stopwatch.GetElapsedTime(launched) > Limit;

    /// <summary>Setting the sandbox up comes before the program is opened, and is no part of its start.</summary>
    private static long Began(FileOpens opens, string entry, long launched) => opens.Seen.Where(open => open.Path == entry && open.Time >= launched).Select(open => (long?)open.Time).FirstOrDefault() ?? launched;

    private static double Milliseconds(long from, long to) => Stopwatch.GetElapsedTime(from, to).TotalMilliseconds;
}
