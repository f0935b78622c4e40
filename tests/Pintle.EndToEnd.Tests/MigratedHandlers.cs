using Pintle.Layer.Migrate;
using Pintle.Shared;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>What <c>pintle migrate</c> says of a handler string before anything runs is what the host says of it at the start.</summary>
public sealed class MigratedHandlers
{
    public static TheoryData<string, string> Refused =>
    [
        .. RefusedHandlers.HandlerStrings.Select(row => (row.Data.Item1, row.Data.Item2)),
        .. RefusedHandlers.Methods.Select(row => ("Handlers::" + row.Data.Item1, nameof(FaultCode.HandlerMethodInvalid))),
        .. ((string[])["ByReference", "ReadOnlyReference", "OutReference", "StreamByReference", "ContextByReference", "ByPointer", "Span", "ReturnsReference", "ReturnsSpan"])
            .Select(method => ($"Handlers::Handlers.Refused::{method}", nameof(FaultCode.HandlerMethodInvalid))),
        ("Handlers::Handlers.OddSerializers::NoInterface", nameof(FaultCode.SerializerInvalid)),
        ("Handlers::Handlers.OddSerializers::NoPublicConstructor", nameof(FaultCode.SerializerInvalid)),
    ];

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task That_the_host_refuses_are_refused_for_the_same_fault(string handler, string fault)
    {
        var blocker = Assert.Single(await BlockersAsync("Handlers", handler));

        Assert.Equal("handler", blocker.Check);
        Assert.Contains($"({fault}, exit code {(int)Enum.Parse<FaultCode>(fault)})", blocker.Found, StringComparison.Ordinal);
        Assert.NotNull(blocker.Remedy);
    }

    /// <summary>Those that other tests of this suite invoke.</summary>
    [Theory]
    [InlineData("ClosedDerived::Handle")]
    [InlineData("DerivedShapes::Inherited")]
    [InlineData("DerivedShapes::Virtual")]
    [InlineData("InternalHandler::Handle")]
    [InlineData("KeptStreams::AsItStands")]
    [InlineData("LoggingBeforeInvocation::Nothing")]
    [InlineData("OddSerializers::Unused")]
    [InlineData("PlainDerived::Private")]
    [InlineData("PlainDerived::System.String Private(System.String)")]
    [InlineData("RecordHandler::Handle")]
    [InlineData("Results::Dictionary")]
    [InlineData("Serializers::Generated")]
    [InlineData("Shapes+Nested+Deeper::Handle")]
    [InlineData("Shapes::InternalStatic")]
    [InlineData("Shapes::OptionalEvent")]
    [InlineData("Shapes::Private")]
    [InlineData("Shapes::System.String Over(Handlers.Person)")]
    [InlineData("Shapes::System.String Over(Int32)")]
    [InlineData("Shapes::System.String Over(System.String)")]
    [InlineData("StaticHandler::Handle")]
    [InlineData("Streams::Echo")]
    [InlineData("StructHandler::Handle")]
    public async Task That_the_host_takes_are_taken(string handler) => Assert.Empty(await BlockersAsync("Handlers", "Handlers::Handlers." + handler));

    [Theory]
    [InlineData("OwnContext", "OwnContext::OwnContext.Function::Handle", nameof(FaultCode.HandlerMethodInvalid))]
    [InlineData("NoCore", "NoCore::NoCore.Function::ByReference", nameof(FaultCode.HandlerMethodInvalid))]
    [InlineData("SelfPolling", "Nothing", nameof(FaultCode.ExecutableNotFound))]
    [InlineData("Handlers", "Handlers", "no Main that could be run")]
    public async Task Of_other_packages_are_refused_as_by_the_host(string function, string handler, string fault) =>
        Assert.Contains(fault, Assert.Single(await BlockersAsync(function, handler)).Found, StringComparison.Ordinal);

    private static async Task<MigrationFinding[]> BlockersAsync(string function, string handler)
    {
        var package = await PublishedFunctions.TestFunctionAsync(function);
        var report = await PackageMigration.CheckAsync(package, new MigrationRequest { Handler = handler }, TestContext.Current.CancellationToken);
        return [.. report.Findings.Where(finding => finding.Severity == MigrationSeverity.Blocker)];
    }
}
