using System.Text.Json.Nodes;

namespace Pintle.Aws;

/// <summary>How a call is repeated when its answer is lost.</summary>
internal enum Repeat
{
    /// <summary>Carried out twice, it has the effect of one, or its RevisionId refuses the second.</summary>
    Freely,

    /// <summary>Carried out twice, it would leave something twice: it is repeated only if it certainly did not happen.</summary>
    WhenNotDone,
}

/// <summary>One request to AWS, before it is signed.</summary>
/// <param name="Action">What it is, for policies and messages.</param>
/// <param name="Method">The verb.</param>
/// <param name="Path">Below the endpoint, its segments escaped.</param>
/// <param name="Target">What it is about, for messages.</param>
internal sealed record AwsCall(AwsAction Action, string Method, string Path, string Target)
{
    public IReadOnlyList<(string Name, string Value)> Query { get; init; } = [];

    public Dictionary<string, string> Headers { get; init; } = new(StringComparer.OrdinalIgnoreCase);

    public byte[] Content { get; init; } = [];

    public Repeat Repeat { get; init; } = Repeat.Freely;

    /// <summary>
    /// How long one attempt may take. Calls that take longer say so themselves: an invocation runs for up to 15 minutes, and an upload of 300 MB takes its time on a slow line. Chosen, not measured: a limit that is too short
    /// fails on slow lines, and one that is too long only notices a dead connection later.
    /// </summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(2);

    public AwsCall WithJson(JsonObject body) => this with
    {
        Content = System.Text.Encoding.UTF8.GetBytes(body.ToJsonString()),
        Headers = new(Headers, StringComparer.OrdinalIgnoreCase) { ["Content-Type"] = "application/json" },
    };
}

/// <summary>An answer that is no error.</summary>
internal sealed record AwsAnswer(int Status, byte[] Body, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>Whether an earlier attempt of the same call may have been carried out.</summary>
    public bool WasRepeated { get; init; }

    public string Text => System.Text.Encoding.UTF8.GetString(Body);
}
