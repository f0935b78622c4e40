using System.ComponentModel;
using System.Text.Json.Nodes;

namespace Pintle.Cli.MachineReadable;

/// <summary>What <c>pintle invoke --json</c> prints.</summary>
[JsonDocument("invoke", 1)]
internal sealed record InvokeJson(
    [property: Description("Each invocation, in its order.")] IReadOnlyList<InvocationJson> Invocations);

/// <summary>One invocation.</summary>
internal sealed record InvocationJson(
    [property: Description("Its request id.")] string RequestId,
    [property: Description("The error's type as Lambda's caller sees it; null where there is none.")] string? Error,
    [property: Description("The type that the runtime posted; null where it posted none.")] string? WireErrorType,
    [property: Description("The response: JSON as it is, anything else as text.")] JsonNode? Payload,
    [property: Description("From the hand-over of the event to the end of the response, in milliseconds.")] double DurationMs,
    [property: Description("The init phase before it, in milliseconds; null where the environment was there already.")] double? InitDurationMs,
    [property: Description("The most memory that was resident, in bytes; null where it could not be measured.")] long? MaxMemoryBytes,
    [property: Description("The number of the execution environment, from 1.")] int Environment,
    [property: Description("How the process ended, where it did; else null.")] string? Exit,
    [property: Description("What was logged meanwhile.")] IReadOnlyList<LogJson> Logs);

/// <summary>One line of a log.</summary>
internal sealed record LogJson(
    [property: Description("stdout or stderr.")] string Channel,
    [property: Description("The line.")] string Text);
