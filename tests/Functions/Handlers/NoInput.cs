using Amazon.Lambda.Core;

namespace Handlers;

/// <summary>Handlers that take no event: whatever is sent is not read.</summary>
public sealed class NoInput
{
    public string Text() => "no input";

    public static string TextStatic() => "no input";

    public string RequestId(ILambdaContext context) => context.AwsRequestId;

    public static string RequestIdStatic(ILambdaContext context) => context.AwsRequestId;

    public async Task<int> CountAsync()
    {
        await Task.Yield();
        return 1;
    }

    public void Nothing()
    {
    }

    public async Task NothingAsync() => await Task.Yield();

    public async ValueTask NothingValueTask() => await Task.Yield();
}
