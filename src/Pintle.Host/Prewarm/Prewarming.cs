using System.Diagnostics;
using System.Reflection;
using Amazon.Lambda.Core;
using Pintle.Host.Invocations;

namespace Pintle.Host.Prewarm;

/// <summary>PINTLE_PREWARM.</summary>
internal enum PrewarmMode
{
    /// <summary>Nothing.</summary>
    Off,

    /// <summary>What an absent or unknown value means: Amazon's own serializers, for types that lead to no code of the function's.</summary>
    Amazon,

    /// <summary>Any serializer, and any types.</summary>
    All,
}

/// <summary>
/// What the init phase may warm. The serializer is asked for the handler's types with the JSON literal null, which builds its metadata. By default that is done only where it runs nothing of the function's:
/// AWS's loop runs no converter, no attribute class and no serializer of the function's before the first event.
/// </summary>
internal static class Prewarming
{
    private const string AmazonAssemblies = "Amazon.Lambda.Serialization.", AmazonKey = "PublicKeyToken=885c28607f98e604";

    /// <summary>
    /// Of the 10 s that Lambda gives the init phase: what has not begun by then is left to the first invocation (docs/adr/0016-second-processor.md). Chosen, not measured: more leaves the function's own
    /// constructor less of the 10 s, less leaves work to the first invocation of functions that start slowly.
    /// </summary>
    private static readonly TimeSpan Share = TimeSpan.FromSeconds(3);

    private static readonly long Begin = Stopwatch.GetTimestamp();

    public static bool IsInTime => Stopwatch.GetElapsedTime(Begin) < Share;

    public static ReadOnlySpan<byte> Null => "null"u8;

    /// <summary>Off too under AWS's own switch, AWS_LAMBDA_DOTNET_PREJIT=Never.</summary>
    public static PrewarmMode Mode => PreJit.Mode == PreJitMode.Never ? PrewarmMode.Off : HostEnvironment.Prewarm switch
    {
        null or "" => PrewarmMode.Amazon,
        var text when text.Equals("off", StringComparison.OrdinalIgnoreCase) => PrewarmMode.Off,
        var text when text.Equals("all", StringComparison.OrdinalIgnoreCase) => PrewarmMode.All,
        _ => PrewarmMode.Amazon,
    };

    /// <summary>The handler's module, whose initializer has run before anything is warmed.</summary>
    public static Module? Handlers { get; set; }

    /// <summary>
    /// Half of a processor; 1,769 MB have a whole one (https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html). With more, the first invocation saves less than the init phase takes:
    /// the start up to the first response was 1.10 of that without (docs/adr/0022-reachable-methods.md).
    /// </summary>
    private const int MostMemoryInMB = 1769 / 2;

    /// <summary>Whether the first invocation has so small a share of a processor that init also does what is only probably needed.</summary>
    public static bool IsThorough => HostEnvironment.MemoryLimitInMB is > 0 and <= MostMemoryInMB;

    /// <summary>Reads a document in the shape of the type, or the literal null. Where the value is to be written, only the document is read, because null gives nothing to write.</summary>
    public static unsafe T Read<T>(ILambdaSerializer serializer, bool isWritten)
    {
        var sample = IsThorough && Mode == PrewarmMode.Amazon ? SampleDocument.For(typeof(T), isWritten) : null;
        if (sample is null && isWritten)
            return default!;
        fixed (byte* document = sample ?? Null)
        {
            var stream = new EventStream(document, sample?.Length ?? Null.Length);
            try
            {
                return serializer.Deserialize<T>(stream);
            }
            finally
            {
                // Whoever keeps it finds it closed, as an event's.
                stream.Detach();
            }
        }
    }

    /// <summary>Not value types, for which the literal null throws.</summary>
    public static bool Wanted(Type type, ILambdaSerializer serializer)
    {
        if (type.IsValueType || !IsInTime)
            return false;
        return Mode switch
        {
            PrewarmMode.Off => false,
            PrewarmMode.All => true,
            // Under its debug switch a serializer logs each event, and there is none yet.
            _ => IsAmazons(serializer.GetType().Assembly) && string.IsNullOrEmpty(HostEnvironment.SerializerDebug) && Handlers is { } module && PlainData.Is(type, module),
        };
    }

    /// <summary>A class derived from one of Amazon's is the function's.</summary>
    public static bool IsAmazons(Assembly assembly) =>
        assembly.FullName is { } name && name.StartsWith(AmazonAssemblies, StringComparison.Ordinal) && name.EndsWith(AmazonKey, StringComparison.Ordinal);
}
