using System.ComponentModel;

namespace Pintle.Cli.MachineReadable;

/// <summary>What <c>pintle bench --json</c> prints.</summary>
[JsonDocument("bench", 1)]
internal sealed record BenchJson(
    [property: Description("The handler.")] string Handler,
    [property: Description("When it was measured, by ISO 8601.")] string Time,
    [property: Description("How many processors the machine has.")] int Processors,
    [property: Description("The kind of sandbox.")] string Sandbox,
    [property: Description("How many cold starts of each program.")] int Runs,
    [property: Description("How many invocations after each.")] int Invocations,
    [property: Description("Whether the files of layer and function were dropped from memory before each start.")] bool ColdCache,
    [property: Description("How many kB the kernel reads ahead on the layer's device; null where it does not say.")] int? ReadAheadKB,
    [property: Description("Whether the function had the share of the processor that belongs to its memory.")] bool CpuShare,
    [property: Description("Signs that the machine was disturbed, as sentences.")] IReadOnlyList<string> Noise,
    [property: Description("A bare start of the CLR in each run, in milliseconds; empty where there was none.")] IReadOnlyList<double> BareClrMs,
    [property: Description("Each program with each amount of memory; the first is what the others are compared with.")] IReadOnlyList<BenchedJson> Programs);

/// <summary>One program with one amount of memory.</summary>
internal sealed record BenchedJson(
    [property: Description("What it is shown under.")] string Name,
    [property: Description("The function's memory, as Lambda counts it.")] int MemoryMB,
    [property: Description("How many methods were jitted until the first response; null where that cannot be listed.")] int? Jitted,
    [property: Description("The parts of a start, medians over all runs.")] IReadOnlyList<PhaseJson> Phases,
    [property: Description("The figures of all runs.")] FiguresJson<SpreadJson?> Figures,
    [property: Description("The first program's figures over this one's, run by run; null for the first.")] FiguresJson<SpreadJson?>? FirstOverThis,
    [property: Description("Times over those of a bare start of the CLR; null where there was none.")] FiguresJson<SpreadJson?>? OverBareClr,
    [property: Description("Each run.")] IReadOnlyList<BenchRunJson> Each);

/// <summary>A part of a start.</summary>
internal sealed record PhaseJson(
    [property: Description("exec, clr, host, load, prewarm, next or response (docs/performance.md).")] string Name,
    [property: Description("From here, in milliseconds from the start.")] double FromMs,
    [property: Description("To here.")] double ToMs);

/// <summary>The figures of a start, in any form; each is null where it was not measured.</summary>
internal record FiguresJson<T>
{
    [Description("From start to the first /next.")]
    public required T StartToFirstNextMs { get; init; }

    [Description("From start to the first response.")]
    public required T StartToFirstResponseMs { get; init; }

    [Description("The first invocation.")]
    public required T FirstInvocationMs { get; init; }

    [Description("Median round trip of the invocations after it.")]
    public required T WarmMs { get; init; }

    [Description("Processor time until the first /next.")]
    public required T InitProcessorMs { get; init; }

    [Description("Processor time until the first response.")]
    public required T StartProcessorMs { get; init; }

    [Description("Processor time of the invocations after it.")]
    public required T WarmUpProcessorMs { get; init; }

    [Description("Processor time of a warm invocation.")]
    public required T WarmProcessorMs { get; init; }

    [Description("Resident in the end, in MiB.")]
    public required T ResidentMiB { get; init; }

    [Description("Read from disk until the first response, in MB of 10^6 bytes.")]
    public required T BytesReadMB { get; init; }

    [Description("Page faults.")]
    public required T MinorFaults { get; init; }

    [Description("Page faults that waited for the disk.")]
    public required T MajorFaults { get; init; }
}

/// <summary>One run.</summary>
internal sealed record BenchRunJson : FiguresJson<double?>
{
    [Description("Files that the kernel saw opened until the first response.")]
    public required IReadOnlyList<OpenedJson> Opens { get; init; }

    [Description("What of the layer's and the function's files was read, with --cold-cache; else empty.")]
    public required IReadOnlyList<ReadFileJson> ReadFiles { get; init; }
}

/// <summary>A file that was opened.</summary>
internal sealed record OpenedJson(
    [property: Description("Its name.")] string File,
    [property: Description("When, in milliseconds from the start.")] double AtMs);

/// <summary>A file that was read.</summary>
internal sealed record ReadFileJson(
    [property: Description("Its name.")] string File,
    [property: Description("How many bytes of it.")] long Bytes);
