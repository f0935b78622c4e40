namespace Pintle.Testing;

/// <summary>What a <see cref="FunctionServer"/> opens beside the Invoke API.</summary>
public sealed record FunctionServerOptions
{
    /// <summary>The Invoke API's port of 127.0.0.1; 0: a free one.</summary>
    public int Port { get; init; }

    /// <summary>Gets the service's lines (START, END, REPORT) as they are written, on any thread; the functions' own come from <see cref="LambdaFunction.LogReceived"/>.</summary>
    public Action<string>? Log { get; init; }

    /// <summary>Function URLs and APIs; none by default.</summary>
    public IReadOnlyList<HttpFront> Fronts { get; init; } = [];

    /// <summary>Queues whose messages go to the functions; none by default.</summary>
    public IReadOnlyList<QueueSource> Queues { get; init; } = [];

    /// <summary>Whether <c>/</c> of the Invoke API is a page that shows the functions and sends them events.</summary>
    public bool HasPage { get; init; }
}
