using System.Diagnostics;
using Pintle.Host.Errors;

namespace Pintle.Host.Tests.Errors;

public sealed class ErrorReportTests
{
    [Fact]
    public void Tells_type_message_trace_and_frames_of_what_was_thrown()
    {
        var exception = Thrown(new InvalidOperationException("sold out"));

        var report = ErrorReport.Of(exception);

        Assert.Equal("InvalidOperationException", report.Type);
        Assert.Equal("sold out", report.Message);
        Assert.Equal(new StackTrace(exception, fNeedFileInfo: true).ToString(), report.StackTrace);
        Assert.Equal(nameof(Thrown), report.Frames[0].GetMethod()!.Name);
        Assert.Null(report.Cause);
        Assert.Empty(report.Causes);
    }

    [Fact]
    public void Has_no_trace_where_nothing_was_thrown()
    {
        var report = ErrorReport.Of(new InvalidOperationException("sold out"));

        Assert.Null(report.StackTrace);
        Assert.Empty(report.Frames);
    }

    [Fact]
    public void Follows_the_inner_exceptions_and_keeps_the_frames_of_the_outermost_only()
    {
        var report = ErrorReport.Of(Thrown(new InvalidOperationException("outer", Thrown(new TimeoutException("inner")))));

        Assert.Equal("TimeoutException", report.Cause!.Type);
        Assert.Equal("inner", report.Cause.Message);
        Assert.NotNull(report.Cause.StackTrace);
        Assert.Empty(report.Cause.Frames);
        Assert.NotEmpty(report.Frames);
    }

    [Fact]
    public void Tells_every_exception_of_an_aggregate_and_the_first_also_as_the_cause()
    {
        var report = ErrorReport.Of(new AggregateException(new TimeoutException("1"), new InvalidOperationException("2")));

        Assert.Equal("1", report.Cause!.Message);
        Assert.Equal(["1", "2"], report.Causes.Select(cause => cause.Message));
    }

    [Fact]
    public void Has_no_cause_in_an_empty_aggregate()
    {
        var report = ErrorReport.Of(new AggregateException("none"));

        Assert.Null(report.Cause);
        Assert.Empty(report.Causes);
    }

    [Fact]
    public void Gives_a_generic_type_its_short_name() => Assert.Equal("GenericException`1", ErrorReport.Of(new GenericException<int>()).Type);

    [Fact]
    public void Survives_members_that_throw()
    {
        var report = ErrorReport.Of(Thrown(new HostileException()));

        Assert.Equal("HostileException", report.Type);
        Assert.Equal("(the exception's own Message threw InvalidTimeZoneException)", report.Message);
        Assert.Null(report.StackTrace);
        Assert.Equal("Pintle.Host.Tests.HostileException (its own ToString threw InvalidTimeZoneException)", InvocationError.SafeText(new HostileException()));
    }

    [Fact]
    public void Survives_members_that_say_nothing()
    {
        var report = ErrorReport.Of(Thrown(new SilentException()));

        Assert.Null(report.Message);
        Assert.Null(report.StackTrace);
    }

    [Fact]
    public async Task Ends_for_aggregates_in_aggregates()
    {
        // Each level names its only exception twice, as cause and in causes: told one by one they would be 2 to the power of 60.
        Exception exception = new TimeoutException("innermost");
        for (var level = 0; level < 60; level++)
            exception = new AggregateException(exception);

        var json = await Task.Run(() => ErrorJson.Write(ErrorReport.Of(exception)), TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(10), TestContext.Current.CancellationToken);

        Assert.InRange(json.Length, 1, 256 * 1024);
    }

    [Fact]
    public async Task Ends_for_a_chain_of_any_length()
    {
        var exception = new InvalidOperationException("innermost");
        for (var level = 0; level < 100_000; level++)
            exception = new InvalidOperationException("level", exception);

        var json = await Task.Run(() => ErrorJson.Write(ErrorReport.Of(exception)), TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(10), TestContext.Current.CancellationToken);

        Assert.InRange(json.Length, 1, 256 * 1024);
    }

    private static Exception Thrown(Exception exception)
    {
        try
        {
            throw exception;
        }
        catch (Exception thrown)
        {
            return thrown;
        }
    }

    private sealed class GenericException<T> : Exception;
}
