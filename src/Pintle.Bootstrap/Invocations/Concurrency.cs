using System.Globalization;
using Pintle.Shared;

namespace Pintle.Bootstrap.Invocations;

/// <summary>How many invocations run at once in this process, by AWS's rules (RuntimeSupport, Utils.DetermineProcessingTaskCount).</summary>
/// <param name="Mode">Several as soon as AWS_LAMBDA_MAX_CONCURRENCY holds anything at all, also "1".</param>
/// <param name="Pollers">One thread, connection and slot of the host for each.</param>
/// <param name="MinThreads">For the CLR's thread pool; 0 leaves it alone.</param>
internal sealed record Concurrency(HostMode Mode, int Pollers, int MinThreads)
{
    // As AWS's runtime does (docs/invocations.md#several-invocations-at-once).
    private const int ThreadsPerProcessor = 2;
    private const int LeastPollers = 2;

    private static Concurrency Single { get; } = new(HostMode.Single, Pollers: 1, MinThreads: 0);

    /// <exception cref="FaultException">ConcurrencyInvalid.</exception>
    public static Concurrency Of(BootstrapEnvironment environment, int processors)
    {
        if (environment.MaxConcurrency is not { } maximum)
            return Single;
        // Lambda's own variable is never refused: where it is no number, the processors decide.
        var pollers = environment.ProcessingTasks is { } tasks
            ? Required("AWS_LAMBDA_DOTNET_PROCESSING_TASKS", tasks)
            : Positive(maximum) ?? Math.Max(LeastPollers, processors);
        var threads = environment.MinThreads is { } least ? Required("AWS_LAMBDA_DOTNET_MIN_THREADS", least) : ThreadsPerProcessor * processors;
        return new Concurrency(HostMode.Several, pollers, threads);
    }

    private static int Required(string name, string text) => Positive(text)
        ?? throw new FaultException(FaultCode.ConcurrencyInvalid, $"Expected {name} to be a whole number above 0, but it is \"{Quote.Bounded(text)}\". Correct it, or remove it.");

    private static int? Positive(string text) => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : null;
}
