namespace Pintle.Emulator.Endpoints;

/// <summary><c>POST /runtime/init/error</c>: the runtime cannot start, and will exit.</summary>
internal static class InitErrorEndpoint
{
    public static async Task HandleAsync(RuntimeRequest request, RuntimeSession session)
    {
        if (session.BeginInitError() is { } early)
        {
            await request.RefuseAsync(early).ConfigureAwait(false);
            return;
        }

        var body = await request.ReadBodyAsync().ConfigureAwait(false);
        var refusal = body.Status switch
        {
            BodyStatus.TooLarge => Refusal.TooLarge(Limits.MaxResponseBytes),
            BodyStatus.Truncated => Refusal.Truncated(),
            _ => session.EndInitError(RuntimeErrors.Read(request, body)),
        };
        await (refusal is null ? request.AcceptAsync() : request.RefuseAsync(refusal)).ConfigureAwait(false);
    }
}
