namespace Pintle.RuntimeApi;

/// <summary>The headers that describe an invocation. The order is that of the slots in <see cref="ResponseHead"/>.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html#runtimes-api-next</remarks>
internal enum LambdaHeader
{
    RequestId,
    DeadlineMs,
    InvokedFunctionArn,
    TraceId,
    ClientContext,
    CognitoIdentity,
    TenantId,
    InvocationId,
    Count,
    None = -1,
}

internal static class LambdaHeaders
{
    private static ReadOnlySpan<byte> Prefix => "lambda-runtime-"u8;

    public static LambdaHeader Find(ReadOnlySpan<byte> name)
    {
        if (name.Length <= Prefix.Length || !FieldLine.NameEquals(name[..Prefix.Length], Prefix))
            return LambdaHeader.None;
        var rest = name[Prefix.Length..];
        return rest.Length switch
        {
            8 when FieldLine.NameEquals(rest, "trace-id"u8) => LambdaHeader.TraceId,
            11 when FieldLine.NameEquals(rest, "deadline-ms"u8) => LambdaHeader.DeadlineMs,
            13 when FieldLine.NameEquals(rest, "aws-tenant-id"u8) => LambdaHeader.TenantId,
            13 when FieldLine.NameEquals(rest, "invocation-id"u8) => LambdaHeader.InvocationId,
            14 when FieldLine.NameEquals(rest, "aws-request-id"u8) => LambdaHeader.RequestId,
            14 when FieldLine.NameEquals(rest, "client-context"u8) => LambdaHeader.ClientContext,
            16 when FieldLine.NameEquals(rest, "cognito-identity"u8) => LambdaHeader.CognitoIdentity,
            20 when FieldLine.NameEquals(rest, "invoked-function-arn"u8) => LambdaHeader.InvokedFunctionArn,
            _ => LambdaHeader.None,
        };
    }
}
