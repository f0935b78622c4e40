using System.Text;
using System.Text.Json;
using Pintle.Emulator;
using Pintle.Shared;

namespace Pintle.Testing;

/// <summary>What a caller of the function gets, and what was measured.</summary>
public sealed record InvocationResult
{
    public required string RequestId { get; init; }

    /// <summary>What ended the invocation.</summary>
    public required AnswerKind Kind { get; init; }

    /// <summary>The function's response, or the error as JSON.</summary>
    public required ReadOnlyMemory<byte> Payload { get; init; }

    /// <summary>Bytes of a streamed response, also of one that failed half-way; null when the response was not streamed.</summary>
    public long? StreamedBytes { get; init; }

    /// <summary>From the hand-over of the event to the end of the response; an init inside the invocation is not part of it.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>The init phase before this invocation; null when the environment had answered one before (a warm start).</summary>
    public TimeSpan? InitDuration { get; init; }

    /// <summary>Whether that init was part of the invocation and its time: the environment had been reset. A REPORT line then has no init duration.</summary>
    public bool IsInitSuppressed { get; init; }

    /// <summary>Which of the function's environments it ran in, 1 and up; 0 where it ran in none.</summary>
    public int Environment { get; init; }

    /// <summary>The most memory that the environment's processes have had resident since they started, in bytes; null when they ended before it could be read.</summary>
    public long? MaxMemoryBytes { get; init; }

    /// <summary>The type the service filed the error under: <c>Runtime.*</c>, <c>Function.*</c> or <c>Sandbox.*</c>. Null for a response.</summary>
    public string? WireErrorType { get; init; }

    /// <summary>The X-Ray cause the runtime sent with an error.</summary>
    public string? XRayCause { get; init; }

    /// <summary>The lines written from the invocation's start to its answer.</summary>
    public required IReadOnlyList<LogLine> Logs { get; init; }

    /// <summary>The process that took the invocation, on the host: which environment it was. Null when there was none.</summary>
    public int? ProcessId { get; init; }

    /// <summary>The log of this invocation as Lambda has it: START, <see cref="Logs"/>, what went wrong, END, REPORT.</summary>
    public IReadOnlyList<string> ServiceLog { get; init; } = [];

    /// <summary>How the process ended; null while it runs on.</summary>
    public ProcessExit? Exit { get; init; }

    public bool IsError => Kind != AnswerKind.Response;

    /// <summary>The <c>errorType</c> of the error's JSON, for example <c>InvalidOperationException</c>; where there is none, <see cref="WireErrorType"/>. Null for a response.</summary>
    public string? ErrorType => IsError ? Field("errorType") ?? WireErrorType : null;

    /// <summary>The <c>errorMessage</c> of the error's JSON; null for a response.</summary>
    public string? ErrorMessage => IsError ? Field("errorMessage") : null;

    /// <summary>The payload decoded as UTF-8.</summary>
    public string Text => Encoding.UTF8.GetString(Payload.Span);

    /// <summary>Everything a failed test has to show.</summary>
    public override string ToString() =>
        $"{Kind} {WireErrorType} in {Duration.TotalMilliseconds:F1} ms {(Exit is { } exit ? exit : "")}\n{(Text.Length > 4096 ? Text[..4096] + "..." : Text)}\n{string.Join('\n', Logs)}";

    private string? Field(string name)
    {
        try
        {
            using var json = WholeJson.Parse(Payload);
            return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
                ? value.GetString()
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
