using System.Text.Json;
using Pintle.Emulator.Extensions;
using Pintle.Shared;

namespace Pintle.Emulator.Endpoints;

/// <summary>The calls of extensions, under <c>/2020-01-01/extension/</c>.</summary>
/// <remarks>https://docs.aws.amazon.com/lambda/latest/dg/runtimes-extensions-api.html</remarks>
internal sealed class ExtensionsApi(ExtensionRegistry registry, ExecutionEnvironmentOptions options)
{
    public const string Prefix = "/2020-01-01/extension/";
    public const string IdentifierHeader = "Lambda-Extension-Identifier";
    private const string NameHeader = "Lambda-Extension-Name";
    private const string FeatureHeader = "Lambda-Extension-Accept-Feature";
    private const string ErrorTypeHeader = "Lambda-Extension-Function-Error-Type";
    private const string EventIdentifierHeader = "Lambda-Extension-Event-Identifier";

    /// <returns>The method that the path has, and what handles it; null where there is no such path.</returns>
    public (string Method, Func<RuntimeRequest, Task> Handle)? Find(string target) => target switch
    {
        Prefix + "register" => ("POST", RegisterAsync),
        Prefix + "event/next" => ("GET", NextAsync),
        Prefix + "init/error" => ("POST", request => FailAsync(request, ExtensionCall.InitError)),
        Prefix + "exit/error" => ("POST", request => FailAsync(request, ExtensionCall.ExitError)),
        _ => null,
    };

    /// <summary>The identifier that a request carries; or why it carries none.</summary>
    public static Refusal? Identify(RuntimeRequest request, out string id)
    {
        id = request.Header(IdentifierHeader) ?? "";
        if (id.Length == 0)
            return ExtensionRefusals.NoIdentifier();

        return RequestId.IsValid(id) ? null : ExtensionRefusals.InvalidIdentifier();
    }

    private async Task RegisterAsync(RuntimeRequest request)
    {
        var body = await request.ReadBodyAsync().ConfigureAwait(false);
        Extension? extension = null;
        var refusal = request.Header(NameHeader) is not { } name ? ExtensionRefusals.Name()
            : Events(body) is not { } events ? ExtensionRefusals.Format()
            : registry.Register(name, events, out extension);
        if (refusal is not null)
        {
            await request.RefuseAsync(refusal).ConfigureAwait(false);
            return;
        }

        var withAccount = (request.Header(FeatureHeader) ?? "").Split(',', StringSplitOptions.TrimEntries).Contains("accountId");
        await request.WriteEventAsync([KeyValuePair.Create(IdentifierHeader, extension!.Id)], ExtensionEvents.Registered(options, withAccount)).ConfigureAwait(false);
    }

    private async Task NextAsync(RuntimeRequest request)
    {
        Task<ReadOnlyMemory<byte>?>? poll = null;
        if ((Identify(request, out var id) ?? registry.Next(id, out poll)) is { } refusal)
        {
            await request.RefuseAsync(refusal).ConfigureAwait(false);
            return;
        }

        try
        {
            if (await poll!.WaitAsync(request.Aborted).ConfigureAwait(false) is { } json)
                await request.WriteEventAsync([KeyValuePair.Create(EventIdentifierHeader, Guid.NewGuid().ToString())], json).ConfigureAwait(false);
            else
                await request.RefuseAsync(ExtensionRefusals.Superseded()).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The extension has gone, or asks anew: an event that it was given stays with it.
        }
    }

    private async Task FailAsync(RuntimeRequest request, ExtensionCall call)
    {
        _ = await request.ReadBodyAsync().ConfigureAwait(false);
        var type = request.Header(ErrorTypeHeader);
        var refusal = Identify(request, out var id) ?? (type is null ? ExtensionRefusals.NoErrorType() : registry.Fail(id, call, type));
        await (refusal is null ? request.AcceptAsync() : request.RefuseAsync(refusal)).ConfigureAwait(false);
    }

    private static List<string>? Events(RequestBody body)
    {
        if (body.Status != BodyStatus.Complete)
            return null;

        try
        {
            using var json = WholeJson.Parse(body.Bytes);
            if (json.RootElement.ValueKind != JsonValueKind.Object)
                return null;

            if (!json.RootElement.TryGetProperty("events", out var events))
                return [];

            return events.ValueKind == JsonValueKind.Array && events.EnumerateArray().All(each => each.ValueKind == JsonValueKind.String)
                ? [.. events.EnumerateArray().Select(each => each.GetString()!)]
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
