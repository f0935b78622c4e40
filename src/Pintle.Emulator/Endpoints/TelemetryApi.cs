using Pintle.Emulator.Extensions;
using Pintle.Emulator.Telemetry;

namespace Pintle.Emulator.Endpoints;

/// <summary><c>PUT /2022-07-01/telemetry</c>: an extension subscribes, between its registration and its first <c>/event/next</c>.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/telemetry-api-reference.html</remarks>
internal sealed class TelemetryApi(ExtensionRegistry registry, TelemetryFeed feed)
{
    public const string Path = "/2022-07-01/telemetry";

    public async Task SubscribeAsync(RuntimeRequest request)
    {
        var body = await request.ReadBodyAsync().ConfigureAwait(false);
        var name = "";
        if ((ExtensionsApi.Identify(request, out var id) ?? registry.Subscriber(id, out name)) is { } refusal)
        {
            await request.RefuseAsync(refusal).ConfigureAwait(false);
            return;
        }

        var (subscription, fault) = body.Status == BodyStatus.Complete ? TelemetrySubscription.Read(body.Bytes) : (null, "Expected a body to its end");
        if (subscription is null)
        {
            await request.RefuseAsync(new Refusal(400, "ValidationError", fault!)).ConfigureAwait(false);
            return;
        }

        feed.Subscribe(name, subscription);
        await request.WriteEventAsync([], "\"OK\""u8.ToArray()).ConfigureAwait(false);
    }
}
