namespace Pintle.RuntimeApi;

/// <summary>How a call ended. The default value is a failure, so that nothing unset looks like success.</summary>
public enum RuntimeApiResultKind
{
    /// <summary>No whole answer: nobody listens, or the connection broke. After a break the API may or may not have taken the request.</summary>
    Unreachable,

    /// <summary>An answer that breaks HTTP/1.1 or Lambda's protocol.</summary>
    Malformed,

    /// <summary>An answer whose status is a refusal.</summary>
    Refused,

    Ok,
}

/// <summary>The outcome of one call of the Runtime API. It is a value: no call throws for what the peer does.</summary>
public readonly struct RuntimeApiResult
{
    private readonly string? _call;
    private readonly string? _found;

    private RuntimeApiResult(RuntimeApiResultKind kind, int status, string? call, string? found, string? errorType)
    {
        Kind = kind;
        Status = status;
        ErrorType = errorType;
        _call = call;
        _found = found;
    }

    public RuntimeApiResultKind Kind { get; }

    public bool IsOk => Kind == RuntimeApiResultKind.Ok;

    /// <summary>The HTTP status; 0 when there was no whole answer.</summary>
    public int Status { get; }

    /// <summary>The API's own <c>errorType</c> of a refusal, such as InvalidStateTransition, where its body could be read.</summary>
    public string? ErrorType { get; }

    /// <summary>One line: what was expected, what was found, what to do.</summary>
    public string Describe() => Kind switch
    {
        RuntimeApiResultKind.Ok => $"Runtime API {_call}: status {Status}",
        RuntimeApiResultKind.Refused => $"Runtime API {_call}: expected status {Expected}, found {Status}{_found}; {Remedy}",
        RuntimeApiResultKind.Malformed => $"Runtime API {_call}: expected an HTTP/1.1 response of the Lambda Runtime API, found that {_found}; {OtherPeer}",
        _ => $"Runtime API {_call}: expected an answer, found {_found}",
    };

    public override string ToString() => Describe();

    internal static RuntimeApiResult Ok(string call, int status) => new(RuntimeApiResultKind.Ok, status, call, null, null);

    internal static RuntimeApiResult Malformed(string call, string reason) => new(RuntimeApiResultKind.Malformed, 0, call, reason, null);

    internal static RuntimeApiResult Unreachable(string call, string found) => new(RuntimeApiResultKind.Unreachable, 0, call, found, null);

    internal static RuntimeApiResult Refused(string call, int status, ReadOnlySpan<byte> body)
    {
        var refusal = RefusalBody.Read(body);
        var type = refusal.Type is null ? "" : " " + refusal.Type;
        var message = refusal.Message is null ? "" : $" \"{refusal.Message}\"";
        return new RuntimeApiResult(RuntimeApiResultKind.Refused, status, call, type + message, refusal.Type);
    }

    private const string OtherPeer = "check that AWS_LAMBDA_RUNTIME_API names a Lambda Runtime API";

    private string Expected => _call == RuntimeApiCall.Next ? "200" : "202";

    /// <summary>https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html says what each status means.</summary>
    private string Remedy => Status switch
    {
        400 => "the API can't read the request; report it with this line",
        403 => "the API is in a state that does not allow this call: one response or error for each invocation, after it the next one, and an init error only before the first",
        410 => "the invocation has ended meanwhile, at its timeout most likely, and its caller has been told: give it more time, or do less",
        413 => "the response is larger than the service takes (6 MB when buffered, 200 MB when streamed): return less, or store it and return where it is",
        500 => "the execution environment can't recover: exit, and Lambda starts a new one",
        _ => OtherPeer,
    };
}

/// <summary>The four calls as messages name them.</summary>
internal static class RuntimeApiCall
{
    public const string Next = "GET /runtime/invocation/next";
    public const string Response = "POST /runtime/invocation/{id}/response";
    public const string InvocationError = "POST /runtime/invocation/{id}/error";
    public const string InitError = "POST /runtime/init/error";
}
