using System.Text.Json;
using Pintle.Shared;

namespace Pintle.Bootstrap.Tests.Hosting;

/// <summary>How one run of the bootstrap ended, and all that was seen of it. <see cref="ToString"/> is the transcript that a failed test shows.</summary>
internal sealed record Outcome(string Command, int ExitCode, string StandardOutput, string StandardError, IReadOnlyList<ApiRequest> Requests, IReadOnlyList<string> Echo)
{
    public const string Next = "GET /2018-06-01/runtime/invocation/next";
    public const string InitError = "POST /2018-06-01/runtime/init/error";

    public string[] RequestLines => [.. Requests.Select(request => request.Line)];

    /// <summary>Lines on stderr.</summary>
    public string[] Lines => StandardError.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>What the mock was told of one kind, without the kind.</summary>
    public string[] Echoed(string kind) => [.. Echo.Where(line => line.StartsWith(kind + "\t", StringComparison.Ordinal)).Select(line => line[(kind.Length + 1)..])];

    public string Property(string name)
    {
        var start = $"{name}\t";
        return Assert.Single(Echoed("property"), property => property.StartsWith(start, StringComparison.Ordinal))[start.Length..];
    }

    /// <summary>A fault of the init phase: exit code, one line on stderr, one init error with the same message, and nothing else.</summary>
    /// <param name="code">The fault.</param>
    /// <param name="fragments">What the message has to say.</param>
    public void IsInitFault(FaultCode code, params string[] fragments)
    {
        IsFault(code, fragments);

        var request = Assert.Single(Requests);
        Assert.Equal(InitError, request.Line);
        Assert.Equal("application/vnd.aws.lambda.error+json", request.Headers["Content-Type"]);
        Assert.Equal(Faults.Of(code).WireType, request.Headers["Lambda-Runtime-Function-Error-Type"]);
        using var body = JsonDocument.Parse(request.Body);
        Assert.Equal(["errorType", "errorMessage", "stackTrace"], body.RootElement.EnumerateObject().Select(property => property.Name));
        Assert.Equal(Faults.Of(code).WireType, body.RootElement.GetProperty("errorType").GetString());
        Assert.Equal(Message(code), body.RootElement.GetProperty("errorMessage").GetString());
        Assert.Equal(0, body.RootElement.GetProperty("stackTrace").GetArrayLength());
    }

    /// <summary>A fault that the Runtime API could not be told of: exit code and one line on stderr.</summary>
    public void IsFault(FaultCode code, params string[] fragments)
    {
        Assert.Equal((int)code, ExitCode);
        Assert.Equal("", StandardOutput);
        Assert.EndsWith("\n", StandardError, StringComparison.Ordinal);
        Assert.Single(Lines);
        foreach (var fragment in fragments)
            Assert.Contains(fragment, Message(code), StringComparison.Ordinal);
    }

    /// <summary>The first line's text after the fault's name.</summary>
    public string Message(FaultCode code)
    {
        var start = $"pintle: {code} (exit code {(int)code}): ";
        Assert.StartsWith(start, Lines[0], StringComparison.Ordinal);
        return Lines[0][start.Length..];
    }

    public override string ToString() => $"""
        {Command}
        exit code {ExitCode}
        stdout: {StandardOutput}
        stderr: {StandardError}
        requests:
          {string.Join("\n  ", Requests)}
        mock:
          {string.Join("\n  ", Echo)}
        """;
}
