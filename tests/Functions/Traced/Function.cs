using System.Diagnostics;
using System.Text;
using Amazon.Lambda.Core;
using Amazon.Runtime;

namespace Traced;

/// <summary>Shows the trace id of the invocation wherever a function can find it, on the other side of a wait.</summary>
public sealed class Function
{
    private const string Variable = "_X_AMZN_TRACE_ID";

    public async Task<Stream> Show(Stream input, ILambdaContext context)
    {
        await Task.Delay(1);
        return Text($"context {context.TraceId}\nprovider {LambdaTraceProvider.CurrentTraceId}\nvariable {Environment.GetEnvironmentVariable(Variable)}\nsdk {SDKTaskContext.Default.Get(Variable)}");
    }

    /// <summary>What a runtime that meddled with distributed tracing would have changed.</summary>
    public Stream ShowActivity(Stream input)
    {
        using var source = new ActivitySource("Traced");
        return Text($"current {Activity.Current?.Id ?? "none"}\nformat {Activity.DefaultIdFormat} {Activity.ForceDefaultIdFormat}\nlisteners {source.HasListeners()}\npropagator {DistributedContextPropagator.Current.GetType().Name}");
    }

    private static MemoryStream Text(string text) => new(Encoding.UTF8.GetBytes(text));
}
