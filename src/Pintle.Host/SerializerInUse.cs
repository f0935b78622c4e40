namespace Pintle.Host;

/// <summary>The serializer that the function named, for ILambdaContext.Serializer; untyped, because its interface belongs to the function's Amazon.Lambda.Core.</summary>
internal static class SerializerInUse
{
    public static object? Value { get; set; }
}
