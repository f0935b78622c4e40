namespace Pintle.Emulator.Extensions;

/// <summary>Why a call of an extension is not accepted; all of them are 403.</summary>
internal static class ExtensionRefusals
{
    public static Refusal Name() => new(403, "Extension.InvalidExtensionName", "Expected Lambda-Extension-Name to be the file name of the extension, found none");

    public static Refusal Format() => new(403, "InvalidRequestFormat", "Expected JSON with a list 'events' of INVOKE and SHUTDOWN, found something else");

    public static Refusal EventType(string found, bool isExternal) => new(
        403,
        "Extension.InvalidEventType",
        $"Expected {(isExternal ? "INVOKE or SHUTDOWN" : "INVOKE, the only event of an internal extension")}, found '{Cut(found)}'");

    public static Refusal Closed() => new(403, "Extension.RegistrationClosed", "Expected the registration before the runtime's first call of /next, found it later");

    public static Refusal TooMany(int limit) => new(403, "Extension.TooManyExtensions", $"Expected at most {limit} extensions, found one more");

    public static Refusal NoIdentifier() => new(403, "Extension.MissingExtensionIdentifier", "Expected the header Lambda-Extension-Identifier, found none. Send the one that the registration returned");

    public static Refusal InvalidIdentifier() => new(403, "Extension.InvalidExtensionIdentifier", "Expected Lambda-Extension-Identifier to be a UUID, found something else. Send the one that the registration returned");

    public static Refusal UnknownIdentifier() => new(403, "Extension.UnknownExtensionIdentifier", "Expected the Lambda-Extension-Identifier that a registration returned, found another one");

    public static Refusal Superseded() => new(403, "Extension.InvalidExtensionState", "Expected one open call of /event/next, found another one, which takes its place");

    public static Refusal SubscriptionClosed() => new(403, "Telemetry.SubscriptionClosed", "Expected the subscription between the registration and the first call of /event/next, found it later");

    public static Refusal NoErrorType() => new(403, "Extension.MissingHeader", "Expected the header Lambda-Extension-Function-Error-Type, found none");

    public static Refusal Transition(Extension extension, ExtensionCall call) => new(
        403,
        "Extension.InvalidExtensionState",
        $"State transition from {extension.State} to {ExtensionTransitions.Target(call)} failed for extension {Cut(extension.Name)}. Error: State transition is not allowed");

    private static string Cut(string found) => new([.. found.Take(80).Select(c => char.IsControl(c) ? '?' : c)]);
}
