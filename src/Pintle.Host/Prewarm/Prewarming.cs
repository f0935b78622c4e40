using System.Diagnostics;
using Amazon.Lambda.Core;

namespace Pintle.Host;

/// <summary>PINTLE_PREWARM.</summary>
internal enum PrewarmMode
{
    /// <summary>Nothing.</summary>
    Off,

    /// <summary>What an absent or unknown value means: the serializers of Amazon's packages and subclasses of theirs, whose behaviour is known.</summary>
    Amazon,

    /// <summary>Any serializer.</summary>
    All,
}

/// <summary>
/// What the init phase may warm. The serializer is asked for the handler's types with the JSON literal null: that builds its metadata and runs nothing of the function's but what
/// the first invocation runs anyway (constructors of its own converters).
/// </summary>
internal static class Prewarming
{
    private const string AmazonNamespace = "Amazon.Lambda.Serialization.";

    /// <summary>Of the 10 s that Lambda gives the init phase: what has not begun by then is left to the first invocation.</summary>
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

    /// <summary>Not value types, for which the literal null throws.</summary>
    public static bool Wanted(Type type, ILambdaSerializer serializer)
    {
        if (type.IsValueType || Mode == PrewarmMode.Off)
            return false;
        if (Mode == PrewarmMode.All)
            return true;
        for (var each = serializer.GetType(); each is not null; each = each.BaseType)
        {
            if (each.Namespace?.StartsWith(AmazonNamespace, StringComparison.Ordinal) == true)
                return true;
        }
        return false;
    }
}
