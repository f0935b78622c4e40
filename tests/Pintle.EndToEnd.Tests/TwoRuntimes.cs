using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using Pintle.Layer;
using Pintle.Shared;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>The bootstrap's NativeAOT runtime and CoreCLR share a process: whatever concerns a runtime works in a function as it does in a process of its own, again and again.</summary>
public sealed class TwoRuntimes
{
    private const int Aborted = 134;
    private const int Rounds = 5;

    /// <summary>NT_PRSTATUS, NT_SIGINFO and NT_FILE of Linux's elf.h.</summary>
    private const uint Threads = 1, Signal = 0x53494749, Files = 0x46494c45;

    private const int Abort = 6;

    /// <summary>Every kind of work in each invocation, in one process; the error of one that does not do says what was expected.</summary>
    [Fact]
    public async Task Leave_each_other_alone()
    {
        using var scratch = new ScratchFolder();
        var library = Path.Combine(scratch.Path, "libwork.so");
        await CompiledCode.MakeAsync(LayerArchitecture.X64, "NativeWork.c", library, "-shared", "-fPIC", "-pthread");
        var order = JsonSerializer.Serialize(new { What = "all", Library = library });
        await using var api = new Adversary((call, before) => call.Name != "next" ? AdversaryAnswer.Accepted : before < Rounds ? AdversaryAnswer.Event(order, $"r-{before}") : AdversaryAnswer.End);

        // A test run in the background ignores HUP, INT and QUIT, which processes inherit.
        var end = await BareBootstrap.RunAsync(api.Address, "Handlers::Handlers.Work::Do", through: ["env", "--default-signal=HUP,INT,QUIT"]);

        Assert.Equal((int)FaultCode.RuntimeApiRefused, end.ExitCode);
        Assert.Equal(Enumerable.Range(0, Rounds).Select(round => ("response", $"r-{round}", "\"all\"")), api.Calls.Where(call => call.Name != "next").Select(call => (call.Name, call.RequestId, call.Text)));
        Assert.Single(end.Lines);
    }

    /// <summary>As the kernel writes it: with each thread, the signal, and the files of both runtimes at their addresses, which is what a debugger begins with.</summary>
    [Fact]
    public async Task Leave_a_core_dump_that_names_both()
    {
        var pattern = await File.ReadAllTextAsync("/proc/sys/kernel/core_pattern", TestContext.Current.CancellationToken);
        Assert.SkipUnless(pattern.Trim() is "core" or "core.%p", $"Needs a kernel that writes core dumps into the process's folder: set /proc/sys/kernel/core_pattern to core, it is {pattern.Trim()}.");
        using var function = new ScratchFolder().CopyFrom(await PublishedFunctions.TestFunctionAsync("Handlers"));
        await using var api = new Adversary((call, before) => call.Name == "next" && before == 0 ? AdversaryAnswer.Event("") : AdversaryAnswer.Accepted);

        var end = await BareBootstrap.RunAsync(
            api.Address, "Handlers::Handlers.Endings::FailFast", variables: [("LAMBDA_TASK_ROOT", function.Path)], through: ["sh", "-c", "ulimit -c unlimited && exec \"$0\""]);

        Assert.Equal(Aborted, end.ExitCode);
        var core = Assert.Single(Directory.GetFiles(function.Path, "core*"));
        var notes = Notes(await File.ReadAllBytesAsync(core, TestContext.Current.CancellationToken));
        Assert.InRange(notes.Count(note => note.Type == Threads), 3, 100);
        Assert.Equal(Abort, BinaryPrimitives.ReadInt32LittleEndian(Assert.Single(notes, note => note.Type == Signal).Content));
        var files = Encoding.Latin1.GetString(Assert.Single(notes, note => note.Type == Files).Content);
        foreach (var file in (string[])["/bootstrap", "/libcoreclr.so", "/System.Private.CoreLib.dll"])
            Assert.Contains(file + "\0", files, StringComparison.Ordinal);
    }

    /// <summary>Of an ELF file: each with its size, the size of its owner's name, its type; name and content are padded to four bytes.</summary>
    private static List<(uint Type, byte[] Content)> Notes(ReadOnlySpan<byte> core)
    {
        const int HeaderSize = 56, Note = 4;
        var notes = new List<(uint Type, byte[] Content)>();
        var (first, count) = ((int)BinaryPrimitives.ReadInt64LittleEndian(core[32..]), BinaryPrimitives.ReadUInt16LittleEndian(core[56..]));
        for (var i = 0; i < count; i++)
        {
            var header = core.Slice(first + (i * HeaderSize), HeaderSize);
            if (BinaryPrimitives.ReadInt32LittleEndian(header) != Note)
                continue;
            for (var rest = core.Slice((int)BinaryPrimitives.ReadInt64LittleEndian(header[8..]), (int)BinaryPrimitives.ReadInt64LittleEndian(header[32..])); rest.Length >= 12;)
            {
                var (name, size) = (BinaryPrimitives.ReadInt32LittleEndian(rest), BinaryPrimitives.ReadInt32LittleEndian(rest[4..]));
                var start = 12 + ((name + 3) & ~3);
                notes.Add((BinaryPrimitives.ReadUInt32LittleEndian(rest[8..]), rest.Slice(start, size).ToArray()));
                rest = rest[(start + ((size + 3) & ~3))..];
            }
        }

        return notes;
    }
}
