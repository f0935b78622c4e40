using System.Runtime.InteropServices;
using Amazon.Lambda.Core;

namespace Handlers;

/// <summary>Handlers that log in one way each, for the tests that compare lines.</summary>
public sealed class LoggingCalls
{
    public void Templates(ILambdaContext context)
    {
        var logger = context.Logger;
        logger.LogInformation("named {id} {price:F2}", "a1", 9.5);
        logger.LogInformation("numbered {1} before {0}", "second", "first");
        logger.LogInformation("missing {a} {b}", "only a");
        logger.LogInformation("{{doubled}} {a}", 1);
        logger.LogInformation("null {a}, list {b}", null!, new List<int> { 1, 2 });
        logger.LogInformation("bytes {a}, time {b}", new byte[] { 1, 255 }, new DateTime(2026, 1, 2, 3, 4, 5, 6, DateTimeKind.Utc));
        logger.LogInformation("object {@item}", new Item("pen", 2));
        logger.LogInformation("without arguments {a}");
    }

    public void OddTemplates(ILambdaContext context)
    {
        var logger = context.Logger;
        logger.LogInformation("{\"a\":1,\"b\":{id}}", 7);
        logger.LogInformation("{a:{b}} {c}", 7, 8);
        logger.LogInformation("{a,10} {b,-3:F1} { c : F1 }", 7, 8.5, 9.5);
        logger.LogInformation("{0} {name} {0}", 1, 2, 3);
        logger.LogInformation("{a:Q} {b:yyyy} {c:}", 7, "text", 8);
        logger.LogInformation("{a:x} {b:o}", new Format("formatted"), new Format(null));
        logger.LogInformation("{{a}} {{{a}}} {a", 1, 2);
        logger.LogInformation("{$a} {@b} {a b} {a.b}", 1, 2, 3, 4);
        logger.LogInformation("{a}", 1, 2, 3);
        logger.LogInformation("{a} {b}", (object[])null!);
        logger.LogInformation(null!, 1);
    }

    /// <summary>Formats itself, as it is told to.</summary>
    private sealed class Format(string? text) : IFormattable
    {
        public string ToString(string? format, IFormatProvider? formatProvider) => text is null ? throw new FormatException("not that one") : $"{text} {format} {formatProvider is null}";

        public override string ToString() => "plain";
    }

    public void Exceptions(ILambdaContext context)
    {
        var exception = new InvalidOperationException("sold out", new FormatException("inner"));
        context.Logger.LogWarning(exception, "order {id}", "a1");
        context.Logger.LogError(exception, "");
    }

    public string Throws() => throw new InvalidOperationException("thrown, not logged");

    public void Raw()
    {
        Console.Write("no line end, ");
        Console.Write(7);
        Console.Out.Write('\n');
        Console.Error.Write("raw error\n");
    }

    public void Odd()
    {
        Console.WriteLine("half \uD83D");
        Console.Write('\uD83D');
        Console.Write('\uDE00');
        Console.Write('\n');
        Console.WriteLine("zero \0 bell \a");
    }

    public async Task AfterAwait(ILambdaContext context)
    {
        await Task.Yield();
        Console.WriteLine("on another thread");
        await Task.Run(() => context.Logger.LogInformation("on a third"));
    }

    /// <summary>The event is how many characters.</summary>
    public void LongLine(int length) => Console.WriteLine(new string('x', length));

    /// <summary>The event is how many records each of a hundred threads writes.</summary>
    public void HundredThreads(int records, ILambdaContext context)
    {
        var threads = Enumerable.Range(0, 100).Select(thread => new Thread(() =>
        {
            for (var record = 0; record < records; record++)
            {
                if (record % 2 == 0)
                    Console.WriteLine($"{thread}/{record} {new string((char)('a' + (thread % 26)), 200)}");
                else
                    context.Logger.LogInformation("{thread}/{record} {text}", thread, record, new string((char)('a' + (thread % 26)), 200));
            }
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
    }

    /// <summary>Makes the pipe behind standard output non-blocking, as some libraries do to what they share with it, and writes more than it takes.</summary>
    public void OverFullPipe(int length)
    {
        const int SetFlags = 4, NonBlocking = 0x800; // F_SETFL, O_NONBLOCK
        _ = fcntl(1, SetFlags, NonBlocking);
        Console.WriteLine(new string('y', length));
        Console.WriteLine("and on");
    }

    // A preview feature of Amazon.Lambda.Core: a caller marks itself, or its project with EnablePreviewFeatures.
    [System.Runtime.Versioning.RequiresPreviewFeatures]
    public void Structured(ILambdaContext context)
    {
        LambdaLogger.ConfigureStructuredLogging(new StructuredLoggingOptions { OverrideSerializerOptions = new() { PropertyNamingPolicy = System.Text.Json.JsonNamingPolicy.CamelCase, WriteIndented = true } });
        context.Logger.LogInformation("context {@item}", new Item("pen", 2));
        LambdaLogger.Log(LogLevel.Information, "static {@item}", new Item("pen", 2));
    }

    public sealed record Item(string Name, int Count);

    [DllImport("libc")]
    private static extern int fcntl(int descriptor, int command, int value);
}
