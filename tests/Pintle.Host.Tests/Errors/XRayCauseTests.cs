using System.Text;
using System.Text.Json;
using CsCheck;
using Pintle.Host.Errors;

namespace Pintle.Host.Tests.Errors;

public sealed class XRayCauseTests
{
    [Fact]
    public void Tells_where_what_and_the_frames_with_their_files()
    {
        using var document = Parse(Thrown());

        var root = document.RootElement;
        Assert.Equal(["working_directory", "exceptions", "paths"], root.EnumerateObject().Select(property => property.Name));
        Assert.Equal(Environment.CurrentDirectory, root.GetProperty("working_directory").GetString());
        var exception = Assert.Single(root.GetProperty("exceptions").EnumerateArray());
        Assert.Equal("InvalidOperationException", exception.GetProperty("type").GetString());
        Assert.Equal("sold \"out\"", exception.GetProperty("message").GetString());
        var frame = exception.GetProperty("stack")[0];
        Assert.Equal("XRayCauseTests.Throw", frame.GetProperty("label").GetString());
        Assert.EndsWith("XRayCauseTests.cs", frame.GetProperty("path").GetString(), StringComparison.Ordinal);
        Assert.True(frame.GetProperty("line").GetInt32() > 0);
        // Every file once.
        Assert.Equal(frame.GetProperty("path").GetString(), Assert.Single(root.GetProperty("paths").EnumerateArray()).GetString());
    }

    [Fact]
    public void Has_no_stack_where_nothing_was_thrown()
    {
        using var document = Parse(new InvalidOperationException("sold out"));

        Assert.False(document.RootElement.GetProperty("exceptions")[0].TryGetProperty("stack", out _));
        Assert.Equal(0, document.RootElement.GetProperty("paths").GetArrayLength());
    }

    [Fact]
    public void Has_no_message_where_there_is_none()
    {
        using var document = Parse(new SilentException());

        Assert.False(document.RootElement.GetProperty("exceptions")[0].TryGetProperty("message", out _));
    }

    [Fact]
    public void Is_valid_JSON_on_one_line_whatever_the_message() => Gen.String.Sample(message =>
    {
        var text = XRayCause.Write(ErrorReport.Of(new InvalidOperationException(message)));

        Assert.DoesNotContain(text, character => char.IsControl(character) && character is < ' ' or '\u0085');
        using var document = JsonDocument.Parse(Encoding.UTF8.GetBytes(text));
        Assert.Equal("InvalidOperationException", document.RootElement.GetProperty("exceptions")[0].GetProperty("type").GetString());
    });

    [Fact]
    public void Is_left_out_where_it_does_not_fit_a_header()
    {
        var frame = XRayCause.Write(ErrorReport.Of(new InvalidOperationException(""))).Length;
        var most = (1024 * 1024) - 1 - frame;

        Assert.Equal((1024 * 1024) - 1, XRayCause.Write(ErrorReport.Of(new InvalidOperationException(new string('x', most)))).Length);
        Assert.Equal("", XRayCause.Write(ErrorReport.Of(new InvalidOperationException(new string('x', most + 1)))));
    }

    private static JsonDocument Parse(Exception exception)
    {
        var text = XRayCause.Write(ErrorReport.Of(exception));
        Assert.DoesNotContain('\n', text);
        return JsonDocument.Parse(text);
    }

    private static Exception Thrown()
    {
        try
        {
            Throw();
            return new InvalidDataException("Nothing was thrown.");
        }
        catch (InvalidOperationException e)
        {
            return e;
        }
    }

    private static void Throw() => throw new InvalidOperationException("sold \"out\"");
}
