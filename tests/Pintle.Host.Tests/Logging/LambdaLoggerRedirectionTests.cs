using Pintle.Host.Logging;

namespace Pintle.Host.Tests.Logging;

/// <summary>With stand-ins for the LambdaLogger types that Amazon.Lambda.Core has had.</summary>
[Collection(InvocationFixture.Collection)]
public sealed class LambdaLoggerRedirectionTests
{
    [Fact]
    public void Takes_a_message_without_a_level_as_Trace_that_is_never_dropped()
    {
        using var log = new LogCapture();
        LambdaLoggerRedirection.Install(typeof(FirstLogger));

        FirstLogger.Log("hello {x}");

        Assert.EndsWith("\ttrce\thello {x}\n", Assert.Single(log.Texts), StringComparison.Ordinal);
    }

    [Fact]
    public void Takes_level_template_arguments_and_exception_where_the_type_has_them()
    {
        using var log = new LogCapture();
        LambdaLoggerRedirection.Install(typeof(LaterLogger));

        LaterLogger.Log("Warning", "order {id}", "a1");
        LaterLogger.Log("Debug", "dropped");
        LaterLogger.Log("Error", new FormatException("bad"), "order {id}", "a2");

        Assert.Collection(log.Texts,
            text => Assert.EndsWith("\twarn\torder a1\n", text, StringComparison.Ordinal),
            text => Assert.EndsWith("\tfail\torder a2\nSystem.FormatException: bad\n", text, StringComparison.Ordinal));
    }

    [Fact]
    public void Leaves_a_type_alone_whose_fields_are_others()
    {
        LambdaLoggerRedirection.Install(typeof(OtherLogger));

        Assert.Equal("as it was", OtherLogger.Log());
    }

#pragma warning disable IDE0044 // The host sets them through reflection.
    private static class FirstLogger
    {
        private static Action<string> _loggingAction = _ => throw new NotSupportedException();

        public static void Log(string message) => _loggingAction(message);
    }

    private static class LaterLogger
    {
        private static Action<string, string, object[]> _loggingWithLevelAction = (_, _, _) => throw new NotSupportedException();
        private static Action<string, Exception, string, object[]> _loggingWithLevelAndExceptionAction = (_, _, _, _) => throw new NotSupportedException();

        public static void Log(string level, string message, params object[] args) => _loggingWithLevelAction(level, message, args);

        public static void Log(string level, Exception exception, string message, params object[] args) => _loggingWithLevelAndExceptionAction(level, exception, message, args);
    }

    private static class OtherLogger
    {
        private static Func<string> _loggingAction = () => "as it was";

        public static string Log() => _loggingAction();
    }
#pragma warning restore IDE0044
}
