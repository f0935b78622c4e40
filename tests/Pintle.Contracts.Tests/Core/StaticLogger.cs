using Amazon.Lambda.Core;

namespace Pintle.Contracts.Tests.Core;

/// <summary>LambdaLogger, whose fields belong to the whole process: every test puts back what it found.</summary>
public sealed class StaticLogger
{
    [Fact]
    public void A_plain_message_goes_to_the_delegate_that_a_runtime_set()
    {
        List<string> seen = [];
        using var replaced = new Replaced("_loggingAction", (Action<string>)seen.Add);

        LambdaLogger.Log("m");

        Assert.Equal(["m"], seen);
    }

    [Fact]
    public void A_template_goes_to_the_delegate_that_a_runtime_set()
    {
        List<string> seen = [];
        using var replaced = new Replaced(
            "_loggingWithLevelAction",
            (Action<string, string, object[]>)((level, message, arguments) => seen.Add($"{level} {message} {arguments.Length}")));

        LambdaLogger.Log(LogLevel.Warning, "of {a}", 1);
        LambdaLogger.Log("Own", "of {a} and {b}", 1, 2);
        LambdaLogger.Log(LogLevel.Critical, "of nothing");

        Assert.Equal(["Warning of {a} 1", "Own of {a} and {b} 2", "Critical of nothing 0"], seen);
    }

    [Fact]
    public void An_exception_goes_to_the_delegate_that_a_runtime_set()
    {
        List<string> seen = [];
        using var replaced = new Replaced(
            "_loggingWithLevelAndExceptionAction",
            (Action<string, Exception, string, object[]>)((level, e, message, arguments) => seen.Add($"{level} {e.Message} {message} {arguments.Length}")));

        LambdaLogger.Log(LogLevel.Error, new InvalidOperationException("e"), "m {a}", 1);
        LambdaLogger.Log("Own", new InvalidOperationException("e"), "m");

        Assert.Equal(["Error e m {a} 1", "Own e m 0"], seen);
    }

    [Fact]
    public void Options_for_structured_logs_wait_for_the_runtime()
    {
        var set = Internals.Field(typeof(LambdaLogger), "_configureStructuredLoggingAction").GetValue(null);
        using var action = new Replaced("_configureStructuredLoggingAction", set);
        using var placeholder = new Replaced("_placeHolderStructuredLoggingOptions", null);
        List<StructuredLoggingOptions> seen = [];
        StructuredLoggingOptions early = new(), late = new();

        LambdaLogger.ConfigureStructuredLogging(early);
        Internals.Call(typeof(LambdaLogger), "SetConfigureStructuredLoggingAction", (Action<StructuredLoggingOptions>)seen.Add);
        LambdaLogger.ConfigureStructuredLogging(late);

        Assert.Equal([early, late], seen);
    }

    [Fact]
    public async Task Everything_goes_to_the_console_until_a_runtime_is_there()
    {
        var lines = await ProbeProcess.Run("logger");

        Assert.Equal("plain", lines[0]);
        Assert.StartsWith("Warning: of {name}", lines[1], StringComparison.Ordinal);
        Assert.Contains("one", lines[1], StringComparison.Ordinal);
        Assert.Equal("Error: with an exception", lines[2]);
        Assert.Equal("System.InvalidOperationException: logged", lines[3]);
    }

    /// <summary>A private static field of LambdaLogger with another value, until it is disposed.</summary>
    private sealed class Replaced : IDisposable
    {
        private readonly string _field;
        private readonly object? _original;

        public Replaced(string field, object? value)
        {
            _field = field;
            _original = Internals.Field(typeof(LambdaLogger), field).GetValue(null);
            Internals.Field(typeof(LambdaLogger), field).SetValue(null, value);
        }

        public void Dispose() => Internals.Field(typeof(LambdaLogger), _field).SetValue(null, _original);
    }
}
