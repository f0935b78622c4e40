using Pintle.Shared;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>Input that no invocation can survive: the error type on the wire, the exit code of docs/errors.md, one line on stderr.</summary>
public sealed class InitFaults
{
    public static TheoryData<string, string, string> HandlerStrings => new()
    {
        { "Orders::Orders.Function", nameof(FaultCode.HandlerMalformed), "two parts" },
        { "Orders:Place", nameof(FaultCode.HandlerMalformed), "one part" },
        { "::Orders.Function::Place", nameof(FaultCode.HandlerMalformed), "no assembly" },
        { "Missing::Orders.Function::Place", nameof(FaultCode.HandlerAssemblyNotFound), "Missing.dll" },
        { "Orders.dll::Orders.Function::Place", nameof(FaultCode.HandlerAssemblyNotFound), "Orders.dll" },
        { "Orders,Version=9.9.9.9::Orders.Function::Place", nameof(FaultCode.HandlerAssemblyNotFound), "9.9.9.9" },
        { "Orders::Orders.function::Place", nameof(FaultCode.HandlerTypeNotFound), "Orders.function" },
        { "Orders::Orders.Function::place", nameof(FaultCode.HandlerMethodNotFound), "place" },
    };

    [Theory]
    [MemberData(nameof(HandlerStrings))]
    public async Task A_handler_string_that_names_nothing_is_refused(string handler, string fault, string messagePart)
    {
        var options = await Functions.OptionsAsync("Orders::Orders.Function::Place");

        await AssertFaultAsync(options with { Handler = handler }, Enum.Parse<FaultCode>(fault), messagePart, Faults.ValidationException);
    }

    [Theory]
    [InlineData("WithoutConstructor", "no public constructor without parameters")]
    [InlineData("NotASerializer", "does not implement")]
    public async Task A_serializer_that_cannot_serve_is_refused(string method, string messagePart)
    {
        var options = await Functions.OptionsAsync($"Handlers::Handlers.Serializers::{method}");

        await AssertFaultAsync(options, FaultCode.SerializerInvalid, messagePart, Faults.ValidationException);
    }

    [Theory]
    [InlineData("ConstructorThrows", "TargetInvocationException", "thrown by a constructor")]
    [InlineData("StaticConstructorThrows", "TargetInvocationException", "thrown by a static constructor")]
    [InlineData("NoParameterlessConstructor", "MissingMethodException", "No parameterless constructor")]
    public async Task A_handler_that_cannot_be_constructed_is_an_init_error_of_the_function(string type, string errorType, string message)
    {
        var options = await Functions.OptionsAsync($"Handlers::Handlers.{type}::Handle");

        await using var function = await LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken);

        Assert.True(function.Init is { End: InitEnd.Failed, ErrorType: "Function.InitError", Exit.Code: (int)FaultCode.HandlerInitFailed }, function.Init.ToString());
        Assert.Contains($"\"errorType\": \"{errorType}\"", System.Text.Encoding.UTF8.GetString(function.Init.Payload.Span), StringComparison.Ordinal);
        Assert.Contains(function.Init.Logs, line => line.Text.Contains(message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Instance")]
    [InlineData("Static")]
    [InlineData("Structure")]
    public async Task A_module_initializer_that_throws_is_a_TypeInitializationException(string type)
    {
        var options = await Functions.OptionsAsync($"Initializers::Initializers.{type}::Sync");

        await using var function = await LambdaFunction.StartAsync(options with { Environment = new Dictionary<string, string> { ["MODULE"] = "throw" } }, TestContext.Current.CancellationToken);

        Assert.True(function.Init is { End: InitEnd.Failed, ErrorType: "Function.InitError", Exit.Code: (int)FaultCode.HandlerInitFailed }, function.Init.ToString());
        Assert.StartsWith("{\n  \"errorType\": \"TypeInitializationException\"", Functions.Body(function.Init), StringComparison.Ordinal);
        Assert.Contains(function.Init.Logs, line => line.Text.Contains("thrown by the module's initializer", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Several_deps_files_of_which_none_is_the_handlers_are_refused()
    {
        var options = await Functions.OptionsAsync("Orders::Orders.Function::Place");
        using var package = new ScratchFolder().CopyFrom(options.Function);
        File.Move(Path.Combine(package.Path, "Orders.deps.json"), Path.Combine(package.Path, "One.deps.json"));
        File.Copy(Path.Combine(package.Path, "One.deps.json"), Path.Combine(package.Path, "Two.deps.json"));

        await AssertFaultAsync(options with { Function = package.Path }, FaultCode.DepsFileAmbiguous, "One.deps.json, Two.deps.json");
    }

    [Fact]
    public async Task Several_deps_files_are_settled_by_the_main_assemblys_name()
    {
        var options = await Functions.OptionsAsync("Orders::Orders.Function::Place");
        using var package = new ScratchFolder().CopyFrom(options.Function);
        File.Move(Path.Combine(package.Path, "Orders.deps.json"), Path.Combine(package.Path, "Main.deps.json"));
        _ = package.Write("Other.deps.json", "not even JSON");

        await using var function = await LambdaFunction.StartAsync(
            options with { Function = package.Path, Environment = new Dictionary<string, string> { ["LAMBDA_DOTNET_MAIN_ASSEMBLY"] = "Main.dll" } }, TestContext.Current.CancellationToken);

        Assert.True(function.Init.Succeeded, function.Init.ToString());
    }

    [Fact]
    public async Task A_truncated_framework_file_is_refused_before_it_is_mapped()
    {
        var options = await Functions.OptionsAsync("Orders::Orders.Function::Place");
        using var layer = await BuiltLayer.CopyAsync();
        var file = Path.Combine(layer.Path, "pintle", "dotnet", "System.Text.Json.dll");
        await using (var stream = File.OpenWrite(file))
            stream.SetLength(stream.Length / 2);

        await AssertFaultAsync(options with { Layer = layer.Path }, FaultCode.LayerCorrupt, "System.Text.Json.dll");
    }

    [Fact]
    public async Task A_missing_framework_file_is_named()
    {
        var options = await Functions.OptionsAsync("Orders::Orders.Function::Place");
        using var layer = await BuiltLayer.CopyAsync();
        File.Delete(Path.Combine(layer.Path, "pintle", "dotnet", "libclrjit.so"));

        await AssertFaultAsync(options with { Layer = layer.Path }, FaultCode.LayerIncomplete, "libclrjit.so");
    }

    [Fact]
    public async Task A_function_for_a_newer_framework_is_refused_with_both_versions()
    {
        var options = await Functions.OptionsAsync("Orders::Orders.Function::Place");
        using var package = new ScratchFolder().CopyFrom(options.Function);
        _ = package.Write("Orders.runtimeconfig.json", """{"runtimeOptions":{"framework":{"name":"Microsoft.NETCore.App","version":"99.1.0"}}}""");

        await AssertFaultAsync(options with { Function = package.Path }, FaultCode.FrameworkMismatch, "99.1.0");
    }

    /// <summary>The wire type, the exit code, one line on stderr with the message, and no stack dump anywhere.</summary>
    private static async Task AssertFaultAsync(LambdaFunctionOptions options, FaultCode code, string messagePart, string? errorType = null)
    {
        await using var function = await LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken);

        var init = function.Init;
        var body = System.Text.Encoding.UTF8.GetString(init.Payload.Span);
        Assert.True(init.End == InitEnd.Failed && init.ErrorType == Faults.Of(code).WireType && init.Exit?.Code == (int)code, init.ToString());
        var line = Assert.Single(init.Logs, each => each.Channel == LogChannel.Error);
        Assert.StartsWith($"pintle: {code} (exit code {(int)code}): Expected ", line.Text, StringComparison.Ordinal);
        Assert.Contains(messagePart, line.Text, StringComparison.Ordinal);
        Assert.Contains(errorType ?? Faults.Of(code).WireType, body, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", line.Text + body, StringComparison.Ordinal);
    }
}
