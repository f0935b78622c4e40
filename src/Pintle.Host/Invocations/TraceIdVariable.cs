using System.Text;

namespace Pintle.Host.Invocations;

/// <summary>
/// _X_AMZN_TRACE_ID, which a runtime sets for each invocation (docs.aws.amazon.com/lambda/latest/dg/runtimes-custom.html). Written only when it changes: writing allocates.
/// The function's own LambdaTraceProvider is told at the same time, from the second trace id on: until then it reads this variable, and telling it jits three methods.
/// </summary>
internal sealed class TraceIdVariable
{
    public const string Name = "_X_AMZN_TRACE_ID";
    private byte[] _last = [];
    private int _lastLength;
    private bool _isSet;

    /// <summary>The first write makes the framework copy the environment, and its first decoding loads the vector types of every width.</summary>
    public static void Warm()
    {
        _ = Encoding.UTF8.GetString("Root=1-00000000-000000000000000000000000"u8);
        if (HostEnvironment.TraceId is null)
            Environment.SetEnvironmentVariable(Name, null);
    }

    public void Set(ReadOnlySpan<byte> traceId)
    {
        if (traceId.SequenceEqual(_last.AsSpan(0, _lastLength)))
            return;
        if (_last.Length < traceId.Length)
            _last = new byte[traceId.Length];
        traceId.CopyTo(_last);
        _lastLength = traceId.Length;
        var text = traceId.IsEmpty ? null : Encoding.UTF8.GetString(traceId);
        Environment.SetEnvironmentVariable(Name, text);
        if (_isSet)
            TraceProvider.Set(text);
        _isSet = true;
    }
}
