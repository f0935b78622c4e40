using Amazon.Lambda.Core;

namespace Pintle.Host;

/// <summary>
/// What the init phase may warm. The serializer is asked for the handler's types with the JSON literal null: that builds its metadata and runs nothing of the function's but what
/// the first invocation runs anyway (constructors of its own converters).
/// </summary>
internal static class Prewarming
{
    private const string AmazonNamespace = "Amazon.Lambda.Serialization.";

    public static ReadOnlySpan<byte> Null => "null"u8;

    /// <summary>Only Amazon's serializers and subclasses of theirs, whose behaviour is known; not value types, for which the literal null throws; nothing under PREJIT=Never.</summary>
    public static bool Wanted(Type type, ILambdaSerializer serializer)
    {
        if (type.IsValueType || PreJit.Mode == PreJitMode.Never)
            return false;
        for (var each = serializer.GetType(); each is not null; each = each.BaseType)
        {
            if (each.Namespace?.StartsWith(AmazonNamespace, StringComparison.Ordinal) == true)
                return true;
        }
        return false;
    }
}
