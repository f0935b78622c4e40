using System.Text;
using System.Text.Json;
using Amazon.Lambda.Core;

[assembly: LambdaSerializer(typeof(OldFunction.Json))]

namespace OldFunction;

/// <summary>A function that was never moved from the first Amazon.Lambda.Core.</summary>
public sealed class Function
{
    public string[] Context(string text, ILambdaContext context)
    {
        context.Logger.Log("log\n");
        context.Logger.LogLine("line: " + text);
        LambdaLogger.Log("static");
        return
        [
            context.AwsRequestId, context.FunctionName, context.FunctionVersion, context.InvokedFunctionArn, context.LogGroupName,
            $"{context.MemoryLimitInMB}", $"{context.RemainingTime > TimeSpan.Zero}", context.Identity.IdentityId, context.ClientContext.Client.AppTitle, context.ClientContext.Custom["k"],
        ];
    }

    public Stream Echo(Stream stream) => stream;

    public string Upper(string text) => text.ToUpperInvariant();

    public string Throws(ILambdaContext context) => throw new InvalidOperationException("thrown for " + context.FunctionName);
}

public sealed class Json : ILambdaSerializer
{
    public T Deserialize<T>(Stream requestStream) => JsonSerializer.Deserialize<T>(requestStream)!;

    public void Serialize<T>(T response, Stream responseStream) => responseStream.Write(Encoding.UTF8.GetBytes(JsonSerializer.Serialize(response)));
}
