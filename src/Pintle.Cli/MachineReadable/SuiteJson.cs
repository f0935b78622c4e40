using System.ComponentModel;

namespace Pintle.Cli.MachineReadable;

/// <summary>What <c>pintle bench --suite --json</c> prints.</summary>
[JsonDocument("bench-suite", 1)]
internal sealed record SuiteJson(
    [property: Description("When the last function was measured, by ISO 8601.")] string Time,
    [property: Description("How many processors the machine has.")] int Processors,
    [property: Description("The kind of sandbox.")] string Sandbox,
    [property: Description("How many cold starts of each program.")] int Runs,
    [property: Description("How many invocations of each.")] int Invocations,
    [property: Description("Whether the files of layer and function were dropped from memory before each start.")] bool ColdCache,
    [property: Description("Whether the functions had the share of the processor that belongs to their memory.")] bool CpuShare,
    [property: Description("Each function that was measured, in the file's order.")] IReadOnlyList<SuiteFunctionJson> Functions);

/// <summary>A function of a suite.</summary>
internal sealed record SuiteFunctionJson(
    [property: Description("Its name in the file.")] string Name,
    [property: Description("Its handler.")] string Handler,
    [property: Description("Signs that the machine was disturbed, as sentences.")] IReadOnlyList<string> Noise,
    [property: Description("The function in each form (as published, rehearsed, built) and what it is compared with, with each amount of memory; the first is as published.")] IReadOnlyList<BenchedJson> Programs,
    [property: Description("By the form in which it was not measured, why.")] IReadOnlyDictionary<string, string> Missing);
