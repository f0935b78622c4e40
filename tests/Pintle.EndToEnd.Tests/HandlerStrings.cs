namespace Pintle.EndToEnd.Tests;

/// <summary>Handler strings that name a method in an unusual way, or an unusual method: what works on AWS works here.</summary>
public sealed class HandlerStrings
{
    public static TheoryData<string, string, string> Legal => new()
    {
        { "Handlers::Handlers.Shapes::Private", "\"x\"", "private x" },
        { "Handlers::Handlers.Shapes::Protected", "\"x\"", "protected x" },
        { "Handlers::Handlers.Shapes::InternalStatic", "\"x\"", "internal static x" },
        { "Handlers::Handlers.PlainDerived::Inherited", "\"x\"", "inherited x" },
        { "Handlers::Handlers.PlainDerived::Private", "\"x\"", "private x" },
        { "Handlers::Handlers.PlainDerived::InternalStatic", "\"x\"", "internal static x" },
        { "Handlers::Handlers.DerivedShapes::Inherited", "\"x\"", "hiding x" },
        { "Handlers::Handlers.DerivedShapes::Virtual", "\"x\"", "derived x" },
        { "Handlers::Handlers.ClosedDerived::Handle", "7", "generic base 7" },
        { "Handlers::Handlers.Shapes+Nested::Handle", "\"x\"", "nested x" },
        { "Handlers::Handlers.Shapes+Nested+Deeper::Handle", "\"x\"", "deeper x" },
        { "Handlers::Handlers.Shapes+Hidden::Handle", "\"x\"", "private type x" },
        { "Handlers::Handlers.RecordHandler::Handle", "\"x\"", "record x" },
        { "Handlers::Handlers.StaticHandler::Handle", "\"x\"", "static class x" },
        { "Handlers::Handlers.AbstractHandler::Handle", "\"x\"", "abstract class x" },
        { "Handlers::Handlers.InternalHandler::Handle", "\"x\"", "internal class x" },
        { "Handlers::Handlers.InternalInstance::Handle", "\"x\"", "internal instance x" },
        { "Handlers::Handlers.Shapes::Optional", "\"x\"", "optional x True" },
        { "Handlers::Handlers.Shapes::OptionalEvent", "\"x\"", "event x" },
        { "Handlers::Handlers.Shapes::System.String Over(System.String)", "\"x\"", "string x" },
        { "Handlers::Handlers.Shapes::System.String Over(Int32)", "7", "int 7" },
        { "Handlers::Handlers.Shapes::System.String Over(Handlers.Person)", "{\"Name\":\"Ada\"}", "person Ada" },
        { "Handlers::Handlers.PlainDerived::System.String Private(System.String)", "\"x\"", "private x" },
        { " Handlers :: Handlers.StaticHandler :: Handle ", "\"x\"", "static class x" },
        { "handlers::Handlers.StaticHandler::Handle", "\"x\"", "static class x" },
        { "Handlers,Version=0.1.0.0::Handlers.StaticHandler::Handle", "\"x\"", "static class x" },
    };

    [Theory]
    [MemberData(nameof(Legal))]
    public async Task Name_a_method(string handler, string payload, string expected)
    {
        var options = await Functions.OptionsAsync("Handlers::Handlers.StaticHandler::Handle");
        await using var function = await Testing.LambdaFunction.StartAsync(options with { Handler = handler }, TestContext.Current.CancellationToken);

        var result = await function.InvokeAsync(payload, cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(!result.IsError && result.Text == $"\"{expected}\"", $"Expected \"{expected}\", found:\n{result}\n{function.Init}");
    }

    [Fact]
    public async Task Name_a_structs_method_and_every_invocation_has_a_fresh_copy_of_the_structure()
    {
        await using var function = await Functions.StartAsync("Handlers::Handlers.StructHandler::Handle");

        for (var i = 1; i <= 3; i++)
            Assert.Equal("\"struct x 1\"", (await function.InvokeAsync("\"x\"", cancellationToken: TestContext.Current.CancellationToken)).Text);
    }
}
