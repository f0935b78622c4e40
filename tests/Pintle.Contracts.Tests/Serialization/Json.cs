using System.Text;
using Amazon.Lambda.Core;

namespace Pintle.Contracts.Tests.Serialization;

/// <summary>A serializer's two sides, with text in place of streams.</summary>
internal static class Json
{
    public static string Write<T>(this ILambdaSerializer serializer, T value)
    {
        using var stream = new MemoryStream();
        serializer.Serialize(value, stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    public static T Read<T>(this ILambdaSerializer serializer, string json) => serializer.Deserialize<T>(new MemoryStream(Encoding.UTF8.GetBytes(json)));
}
