namespace Handlers;

/// <summary>Handlers that fail; the error JSON tells how.</summary>
public sealed class Failures
{
    public string Throws(string text) => throw new InvalidOperationException($"thrown for an event of {text.Length} characters");

    public async Task<string> ThrowsAsync(string text)
    {
        await Task.Yield();
        return Throws(text);
    }

    /// <summary>Fails before there is a task to await.</summary>
    public Task<string> ThrowsBeforeTask(string text) => Task.FromResult(Throws(text));

    public Stream ThrowsFromStream(Stream input) => throw new NotSupportedException("thrown from a Stream handler");

    public Task ThrowsFromTask() => Task.FromException(new TimeoutException("thrown through a Task"));

    public void ThrowsNested()
    {
        try
        {
            Innermost();
        }
        catch (ArgumentException e)
        {
            throw new InvalidOperationException("outer", new IOException("middle", e));
        }
    }

    public void ThrowsAggregate() =>
        throw new AggregateException("several", new InvalidOperationException("first"), new ArgumentException("second", new IOException("below the second")));

    public Task ThrowsAggregateAsync() => Task.WhenAll(
        Task.FromException(new InvalidOperationException("first")),
        Task.FromException(new TimeoutException("second")));

    public void ThrowsOwn() => throw new OrderRejectedException("an exception of the function's own");

    public void ThrowsWithoutMessage() => throw new OrderRejectedException(null);

    /// <summary>An exception that fails itself when it is asked for its message.</summary>
    public void ThrowsSpeechless() => throw new SpeechlessException();

    /// <summary>An error of more characters than an error response may have.</summary>
    public void ThrowsLong(int kilobytes) => throw new InvalidOperationException(new string('e', kilobytes * 1024));

    /// <summary>A result that no serializer can write: it refers to itself.</summary>
    public Loop Unwritable()
    {
        var loop = new Loop();
        loop.Self = loop;
        return loop;
    }

    /// <summary>What reflection invokes comes wrapped.</summary>
    public object? ThrowsInReflection() => typeof(Failures).GetMethod(nameof(ThrowsOwn))!.Invoke(this, null);

    public void ThrowsUntold() => throw new UntoldException();

    /// <summary>Of this message, everything is awkward for JSON, for a line of a log or for an HTTP header.</summary>
    public void ThrowsAwkward() => throw new InvalidOperationException(" \"quoted\"\\ \n\r\t\f\b\u0001 \u0085\u2028\u2029 \u00e9 \ud834\udd1e \ud800 ");

    private static void Innermost() => throw new ArgumentException("innermost", nameof(Innermost));
}

/// <summary>An exception type that only the function knows.</summary>
public sealed class OrderRejectedException(string? message) : Exception(message);

/// <summary>An exception whose message cannot be had.</summary>
public sealed class SpeechlessException : Exception
{
    public override string Message => throw new InvalidOperationException("no message to be had");
}

/// <summary>An exception of which nothing can be had.</summary>
public sealed class UntoldException : Exception
{
    public override string Message => throw new InvalidOperationException("no message to be had");

    public override string? StackTrace => throw new InvalidOperationException("no stack trace to be had");

    public override string ToString() => throw new InvalidOperationException("no text to be had");
}

public sealed class Loop
{
    public Loop? Self { get; set; }
}
