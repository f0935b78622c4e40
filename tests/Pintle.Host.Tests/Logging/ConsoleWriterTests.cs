using System.Text;
using Pintle.Host.Logging;

namespace Pintle.Host.Tests.Logging;

[Collection(InvocationFixture.Collection)]
public sealed class ConsoleWriterTests
{
    /// <summary>Every overload of WriteLine, and the text of its record.</summary>
    public static TheoryData<Action<TextWriter>, string> Lines => new()
    {
        { writer => writer.WriteLine(), "" },
        { writer => writer.WriteLine((string?)null), "" },
        { writer => writer.WriteLine("text"), "text" },
        { writer => writer.WriteLine("two\nlines"), "two\nlines" },
        { writer => writer.WriteLine(true), "True" },
        { writer => writer.WriteLine('c'), "c" },
        { writer => writer.WriteLine("chars".ToCharArray()), "chars" },
        { writer => writer.WriteLine("chars".ToCharArray(), 1, 3), "har" },
        { writer => writer.WriteLine("span".AsSpan()), "span" },
        { writer => writer.WriteLine(new StringBuilder("builder")), "builder" },
        { writer => writer.WriteLine(-1), "-1" },
        { writer => writer.WriteLine(1u), "1" },
        { writer => writer.WriteLine(-1L), "-1" },
        { writer => writer.WriteLine(1ul), "1" },
        { writer => writer.WriteLine(1.5f), "1.5" },
        { writer => writer.WriteLine(1.5), "1.5" },
        { writer => writer.WriteLine(1.50m), "1.50" },
        { writer => writer.WriteLine((object?)null), "" },
        { writer => writer.WriteLine(new Version(1, 2)), "1.2" },
        { writer => writer.WriteLine("{0}", 1), "1" },
        { writer => writer.WriteLine("{0} {1}", 1, 2), "1 2" },
        { writer => writer.WriteLine("{0} {1} {2}", 1, 2, 3), "1 2 3" },
        { writer => writer.WriteLine("{0} {1} {2} {3}", 1, 2, 3, 4), "1 2 3 4" },
        { writer => writer.WriteLineAsync("later").Wait(TestContext.Current.CancellationToken), "later" },
        { writer => writer.WriteLineAsync('c').Wait(TestContext.Current.CancellationToken), "c" },
        { writer => writer.WriteLineAsync("memory".AsMemory(), TestContext.Current.CancellationToken).Wait(TestContext.Current.CancellationToken), "memory" },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public void Makes_one_record_of_each_WriteLine(Action<TextWriter> write, string text)
    {
        using var log = new LogCapture();

        write(Writer(Severity.Information));

        Assert.EndsWith($"\t\tinfo\t{text}\n", Assert.Single(log.Texts), StringComparison.Ordinal);
    }

    [Fact]
    public void Writes_errors_at_their_own_level_to_their_own_descriptor()
    {
        using var log = new LogCapture();

        Writer(Severity.Error, LogWriter.StandardError).WriteLine("broken");

        Assert.EndsWith("\tfail\tbroken\n", Assert.Single(log.Texts), StringComparison.Ordinal);
        Assert.Equal(LogWriter.StandardError, log.Calls[0].Descriptor);
    }

    [Fact]
    public void Writes_what_has_no_line_end_as_it_is()
    {
        using var log = new LogCapture();
        var writer = Writer(Severity.Information);

        writer.Write("a");
        writer.Write('b');
        writer.Write(1);
        writer.Write((string?)null);
        writer.Write("{0}", 2);
        writer.Write("cd".ToCharArray(), 1, 1);
        writer.Write(new StringBuilder("e\n"));

        Assert.Equal(["a", "b", "1", "2", "d", "e\n"], log.Texts);
    }

    [Fact]
    public void Keeps_the_first_half_of_a_character_for_the_second()
    {
        using var log = new LogCapture();
        var writer = Writer(Severity.Information);

        foreach (var character in "a😀b")
            writer.Write(character);

        Assert.Equal("a😀b", log.All);
    }

    [Fact]
    public void Writes_a_half_whose_other_half_never_comes_before_the_next_record()
    {
        using var log = new LogCapture();
        var writer = Writer(Severity.Information);

        writer.Write("a\uD83D");
        writer.WriteLine("b");

        Assert.Equal(["a", "\uFFFD"], log.Texts.Take(2));
        Assert.EndsWith("\tinfo\tb\n", log.Texts[2], StringComparison.Ordinal);
    }

    [Fact]
    public void Goes_on_after_it_was_closed()
    {
        using var log = new LogCapture();
        var writer = Writer(Severity.Information);

        writer.Close();
        writer.WriteLine("still here");

        Assert.Single(log.Texts);
    }

    /// <summary>As Console.SetOut wraps it.</summary>
    private static TextWriter Writer(Severity severity, int descriptor = LogWriter.StandardOutput) => TextWriter.Synchronized(new ConsoleWriter(severity, descriptor));
}
