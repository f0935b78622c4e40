using System.Text.Json;

namespace Pintle.Emulator.Extensions;

/// <summary>The JSON of the events that extensions get.</summary>
internal static class ExtensionEvents
{
    public static ReadOnlyMemory<byte> Invoke(Invocation invocation) => Write(json =>
    {
        json.WriteString("eventType"u8, ExtensionRegistry.Invoke);
        json.WriteNumber("deadlineMs"u8, invocation.Deadline.ToUnixTimeMilliseconds());
        json.WriteString("requestId"u8, invocation.RequestId);
        json.WriteString("invokedFunctionArn"u8, invocation.Request.FunctionArn);
        json.WriteStartObject("tracing"u8);
        json.WriteString("type"u8, "X-Amzn-Trace-Id");
        json.WriteString("value"u8, invocation.TraceId);
        json.WriteEndObject();
    });

    public static ReadOnlyMemory<byte> Shutdown(string reason, DateTimeOffset deadline) => Write(json =>
    {
        json.WriteString("eventType"u8, ExtensionRegistry.Shutdown);
        json.WriteString("shutdownReason"u8, reason);
        json.WriteNumber("deadlineMs"u8, deadline.ToUnixTimeMilliseconds());
    });

    public static ReadOnlyMemory<byte> Registered(ExecutionEnvironmentOptions options, bool withAccount) => Write(json =>
    {
        json.WriteString("functionName"u8, options.FunctionName);
        json.WriteString("functionVersion"u8, options.FunctionVersion);
        json.WriteString("handler"u8, options.Handler);
        if (withAccount)
            json.WriteString("accountId"u8, options.AccountId);
    });

    private static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> members)
    {
        var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
