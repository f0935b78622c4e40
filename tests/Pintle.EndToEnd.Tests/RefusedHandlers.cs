using Pintle.Shared;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>
/// Handlers that cannot be used: on the wire an init error with LambdaValidationException in its body, as on AWS, and a type of our own in its header; one line in the log; the fault's exit code.
/// </summary>
public sealed class RefusedHandlers
{
    private const string Overloads = "Put one of these signatures in place of the method's name";

    public static TheoryData<string, string, string> HandlerStrings => new()
    {
        { "Handlers::Handlers.Shapes", nameof(FaultCode.HandlerMalformed), "ASSEMBLY::TYPE::METHOD" },
        { "Handlers::::Private", nameof(FaultCode.HandlerMalformed), "no type" },
        { "::Handlers.Shapes::Private", nameof(FaultCode.HandlerMalformed), "no assembly" },
        { "Handlers::Handlers.Shapes:: ", nameof(FaultCode.HandlerMalformed), "no method" },
        { "Handlers,Version=::Handlers.Shapes::Private", nameof(FaultCode.HandlerMalformed), "not an assembly's name" },
        { "Missing::Handlers.Shapes::Private", nameof(FaultCode.HandlerAssemblyNotFound), "Missing.dll" },
        { "Handlers.dll::Handlers.Shapes::Private", nameof(FaultCode.HandlerAssemblyNotFound), "Handlers.dll" },
        { "Handlers,Version=9.9.9.9::Handlers.Shapes::Private", nameof(FaultCode.HandlerAssemblyNotFound), "Version=9.9.9.9" },
        { "Handlers::Handlers.shapes::Private", nameof(FaultCode.HandlerTypeNotFound), "Handlers.shapes" },
        { "Handlers::Shapes::Private", nameof(FaultCode.HandlerTypeNotFound), "Shapes" },
        { "Handlers::Handlers.Shapes.Nested::Handle", nameof(FaultCode.HandlerTypeNotFound), "nested types with '+'" },
        { "Handlers::Handlers.Shapes::private", nameof(FaultCode.HandlerMethodNotFound), "private" },
        { "Handlers::Handlers.Shapes::Private::More", nameof(FaultCode.HandlerMethodNotFound), "Private::More" },
        { "Handlers::Handlers.Shapes::Priv*", nameof(FaultCode.HandlerMethodNotFound), "Priv*" },
        { "Handlers::Handlers.Shapes::System.String Over(System.Int32)", nameof(FaultCode.HandlerMethodNotFound), "System.String Over(System.Int32)" },
    };

    public static TheoryData<string, string> Methods => new()
    {
        { "Handlers.Refused::Generic", "is generic" },
        { "Handlers.Refused::AsyncVoid", "is async void" },
        { "Handlers.Refused::Params", "has a params parameter" },
        { "Handlers.Refused::VarArgs", "takes a variable number of arguments" },
        { "Handlers.Refused::ThreeParameters", "takes 3 parameters" },
        { "Handlers.Refused::SecondIsNoContext", "second parameter of Handlers.Refused.SecondIsNoContext to be an ILambdaContext, but it is System.Int32" },
        { "Handlers.Refused::ContextFirst", "second parameter of Handlers.Refused.ContextFirst to be an ILambdaContext, but it is System.String" },
        { "Handlers.Refused::SecondByReference", "second parameter of Handlers.Refused.SecondByReference to be an ILambdaContext, but it is Amazon.Lambda.Core.ILambdaContext&" },
        { "Handlers.Refused::OwnContext", "to be an ILambdaContext itself" },
        { "Handlers.Refused::Over", "System.String Over(System.String); System.String Over(Int32). " + Overloads },
        { "Handlers.Shapes::Over", "System.String Over(System.String); System.String Over(Int32); System.String Over(Handlers.Person). " + Overloads },
        { "Handlers.AbstractType::Instance", "is an instance method of an abstract type" },
        { "Handlers.AbstractType::Abstract", "is abstract" },
        { "Handlers.GenericType`1::Handle", "is in a generic type" },
        { "Handlers.GenericType`1[[System.Int32, System.Private.CoreLib]]::Handle", "is in a generic type" },
        { "Handlers.IHandler::Abstract", "is abstract" },
        { "Handlers.IHandler::WithBody", "is in an interface" },
        { "Handlers.IHandler::Static", "is in an interface" },
        { "Handlers.EnumType::GetTypeCode", "is in an enum or a primitive type" },
    };

    [Theory]
    [MemberData(nameof(HandlerStrings))]
    public async Task A_handler_string_that_names_nothing_is_refused(string handler, string code, string found) => await AssertRefusedAsync(handler, Enum.Parse<FaultCode>(code), found);

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_method_that_cannot_be_a_handler_is_refused(string handler, string found) => await AssertRefusedAsync("Handlers::" + handler, FaultCode.HandlerMethodInvalid, found);

    /// <summary>AWS's loop asks its serializer's generic methods for the type, which none of them takes.</summary>
    [Theory]
    [InlineData("ByReference", "one is System.String&")]
    [InlineData("ReadOnlyReference", "one is System.Int32&")]
    [InlineData("OutReference", "one is System.String&")]
    [InlineData("StreamByReference", "one is System.IO.Stream&")]
    [InlineData("ContextByReference", "one is Amazon.Lambda.Core.ILambdaContext&")]
    [InlineData("ByPointer", "one is System.Int32*")]
    [InlineData("Span", "one is System.ReadOnlySpan`1[System.Byte]")]
    [InlineData("ReturnsReference", "one is System.String&")]
    [InlineData("ReturnsSpan", "one is System.ReadOnlySpan`1[System.Char]")]
    public async Task A_type_that_no_event_can_be_is_an_ArgumentException(string method, string found) =>
        await AssertRefusedAsync($"Handlers::Handlers.Refused::{method}", FaultCode.HandlerMethodInvalid, found, "ArgumentException");

    [Fact]
    public async Task A_type_that_no_event_can_be_is_a_LambdaValidationException_where_no_serializer_is()
    {
        await using var function = await Functions.StartAsync("NoCore::NoCore.Function::ByReference");

        Assert.True(function.Init is { End: InitEnd.Failed, ErrorType: "Runtime.InvalidHandler" }, function.Init.ToString());
        Assert.Contains("\"errorType\": \"LambdaValidationException\"", Functions.Body(function.Init), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Handlers.ThrowingRefused::Generic", "Runtime.InvalidHandler", "LambdaValidationException")]
    [InlineData("Handlers.ThrowingRefused::ThreeParameters", "Function.InitError", "TargetInvocationException")]
    [InlineData("Handlers.TwoFaults::ThreeParameters", "Runtime.InvalidSerializer", "LambdaValidationException")]
    public async Task Of_two_faults_the_one_that_AWS_s_order_of_steps_meets_first_is_told(string handler, string wireType, string errorType)
    {
        var options = await Functions.OptionsAsync("Handlers::" + handler);

        await using var function = await LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken);

        Assert.True(function.Init.ErrorType == wireType, function.Init.ToString());
        Assert.Contains($"\"errorType\": \"{errorType}\"", Functions.Body(function.Init), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_context_that_is_not_of_Amazon_Lambda_Core_is_refused()
    {
        await using var function = await Functions.StartAsync("OwnContext::OwnContext.Function::Handle");

        Assert.True(function.Init is { End: InitEnd.Failed, ErrorType: "Runtime.InvalidHandler", Exit.Code: (int)FaultCode.HandlerMethodInvalid }, function.Init.ToString());
        Assert.Contains("to be the one of Amazon.Lambda.Core, but it is of OwnContext", Assert.Single(function.Init.Logs).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_assembly_that_cannot_be_loaded_is_refused()
    {
        var options = await Functions.OptionsAsync("NoCore::NoCore.Function::Echo");
        using var package = new ScratchFolder().CopyFrom(options.Function);
        _ = package.Write("NoCore.dll", "not an assembly");

        await using var function = await LambdaFunction.StartAsync(options with { Function = package.Path }, TestContext.Current.CancellationToken);

        Assert.True(function.Init is { End: InitEnd.Failed, ErrorType: "Runtime.ImportModuleError", Exit.Code: (int)FaultCode.HandlerAssemblyUnreadable }, function.Init.ToString());
        Assert.Contains("\"errorType\": \"LambdaValidationException\"", Functions.Body(function.Init), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_init_error_is_posted_once_with_its_type_and_never_asks_for_an_event()
    {
        var options = await Functions.OptionsAsync("Handlers::Handlers.Refused::Generic");

        await using var function = await LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken);

        var exchange = Assert.Single(function.RuntimeApiExchanges);
        Assert.Equal(("POST", "/2018-06-01/runtime/init/error"), (exchange.Method, exchange.Path));
        Assert.Equal("Runtime.InvalidHandler", exchange.Header("Lambda-Runtime-Function-Error-Type"));
        Assert.Equal("application/vnd.aws.lambda.error+json", exchange.Header("Content-Type"));
        Assert.Equal(
            "{\n  \"errorType\": \"LambdaValidationException\",\n"
            + "  \"errorMessage\": \"Expected Handlers.Refused.Generic to be callable as a handler, but it is generic. Name a method without type parameters.\"\n}\n",
            System.Text.Encoding.UTF8.GetString(exchange.Body.Span));
    }

    private static async Task AssertRefusedAsync(string handler, FaultCode code, string found, string errorType = "LambdaValidationException")
    {
        var options = await Functions.OptionsAsync("Handlers::Handlers.Shapes::Private");

        await using var function = await LambdaFunction.StartAsync(options with { Handler = handler }, TestContext.Current.CancellationToken);

        var init = function.Init;
        Assert.True(init.End == InitEnd.Failed && init.ErrorType == Faults.Of(code).WireType && init.Exit?.Code == (int)code, init.ToString());
        Assert.Contains($"\"errorType\": \"{errorType}\"", Functions.Body(init), StringComparison.Ordinal);
        var line = Assert.Single(init.Logs).Text;
        Assert.StartsWith($"pintle: {code} (exit code {(int)code}): Expected ", line, StringComparison.Ordinal);
        Assert.Contains(found, line, StringComparison.Ordinal);
    }
}
