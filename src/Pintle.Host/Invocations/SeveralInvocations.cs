using Pintle.Host.LambdaCore;

namespace Pintle.Host.Invocations;

/// <summary>
/// The mode in which several invocations run at once (AWS_LAMBDA_MAX_CONCURRENCY): what belongs to one follows its asynchronous flow. Off in the ordinary mode, which pays nothing for it.
/// </summary>
internal static class SeveralInvocations
{
    private static AsyncLocal<Slot?>? s_flow;

    public static bool AreOn => s_flow is not null;

    /// <summary>Only while the mode is on.</summary>
    public static Slot? Current { get => s_flow!.Value; set => s_flow!.Value = value; }

    /// <param name="minThreads">The pool's least number of threads; it is never lowered.</param>
    public static void Prepare(int minThreads)
    {
        Flow.Keep();
        s_flow = new AsyncLocal<Slot?>();
        ThreadPool.GetMinThreads(out var workers, out var completions);
        _ = ThreadPool.SetMinThreads(Math.Max(workers, minThreads), Math.Max(completions, minThreads));
        AmazonCore.Load();
        SdkTraceContext.Attach();
    }
}
