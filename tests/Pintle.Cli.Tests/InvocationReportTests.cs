using System.Text;
using System.Text.Json;
using Pintle.Cli.Functions;
using Pintle.Emulator;
using Pintle.Testing;

namespace Pintle.Cli.Tests;

/// <summary>What <c>invoke</c> prints of answers that are JSON whose texts are none: they parse, and throw only when they are read.</summary>
public sealed class InvocationReportTests
{
    [Theory]
    [InlineData("""{"errorType":"\ud800","errorMessage":"m"}""")]
    [InlineData("""{"\udfff":1}""")]
    [InlineData("""["\ud800\ud800"]""")]
    public void An_answer_whose_texts_are_none_is_a_string_in_JSON(string payload)
    {
        var result = new InvocationResult { RequestId = "r", Kind = AnswerKind.FunctionError, Payload = Encoding.UTF8.GetBytes(payload), Duration = TimeSpan.Zero, Logs = [], WireErrorType = "Function.Error" };
        var json = Written(result, asJson: true);
        var text = Written(result, asJson: false);

        Assert.Equal(("Function.Error", null), (result.ErrorType, result.ErrorMessage));
        using var document = JsonDocument.Parse(json.Output);
        Assert.Equal(payload, Assert.Single(document.RootElement.GetProperty("invocations").EnumerateArray()).GetProperty("payload").GetString());
        Assert.Equal(payload + "\n", text.Output);
        Assert.StartsWith("Function.Error  Duration", text.Messages, StringComparison.Ordinal);
    }

    private static (string Output, string Messages) Written(InvocationResult result, bool asJson)
    {
        using var output = new StringWriter();
        using var messages = new StringWriter();
        InvocationReport.Write([result], asJson, new Terminal(Terminal.Console(output, isPlain: true), Terminal.Console(messages, isPlain: true)));
        return (output.ToString(), messages.ToString());
    }
}
