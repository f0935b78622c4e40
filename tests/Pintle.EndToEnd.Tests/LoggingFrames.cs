using System.Buffers.Binary;
using System.Runtime.Versioning;
using System.Text;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>Framed records on the descriptor of _LAMBDA_TELEMETRY_LOG_FD. An exec wrapper opens it, on a file, as only the service does on Lambda; so these run without a sandbox.</summary>
[SupportedOSPlatform("linux")]
public sealed class LoggingFrames
{
    private const uint Text = 0xa55a0003;
    private const uint Json = 0xa55a0002;

    [Fact]
    public async Task Each_record_is_one_frame_however_many_lines_are_in_it()
    {
        var (frames, result) = await OfAsync("Logs::SeveralLines", "{}");

        var frame = Assert.Single(frames);
        Assert.Equal((Text, "<time>\t<id>\tinfo\tfirst\nsecond\nthird\n"), (frame.Type, LoggingLines.Neutral(frame.Record, result.RequestId)));
        Assert.InRange(frame.Time, DateTime.UtcNow.AddMinutes(-5), DateTime.UtcNow);
        Assert.Empty(result.Logs);
    }

    [Fact]
    public async Task Output_errors_and_raw_writes_are_frames_of_one_descriptor()
    {
        var (frames, result) = await OfAsync("Logs::ToConsole", "\"hi\"");

        Assert.Equal(["out, without a line end: ", "<time>\t<id>\tinfo\thi\n", "<time>\t<id>\tfail\terror: hi\n"], frames.Select(frame => LoggingLines.Neutral(frame.Record, result.RequestId)));
    }

    [Fact]
    public async Task A_raw_text_of_the_contexts_logger_is_a_frame_as_it_is()
    {
        var (frames, _) = await OfAsync("Logs::RawAlone", "\"hi\"");

        Assert.Equal(["hi, ", "half ", "😀\n"], frames.Select(frame => frame.Record));
    }

    [Fact]
    public async Task The_type_says_JSON_where_the_service_was_told_JSON()
    {
        var (frames, _) = await OfAsync("Logs::SeveralLines", "{}", format: "JSON");

        var frame = Assert.Single(frames);
        Assert.Equal(Json, frame.Type);
        Assert.EndsWith("\"message\":\"first\\nsecond\\nthird\"}\n", frame.Record, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_record_that_is_longer_than_an_event_can_be_is_several_frames()
    {
        const int MostOfAnEvent = (256 * 1024) - 26;
        var (frames, result) = await OfAsync("LoggingCalls::LongLine", "600000");

        Assert.Equal(3, frames.Length);
        Assert.All(frames[..2], frame => Assert.Equal(MostOfAnEvent, frame.Record.Length));
        Assert.Equal("<time>\t<id>\tinfo\t" + new string('x', 600_000) + "\n", LoggingLines.Neutral(string.Concat(frames.Select(frame => frame.Record)), result.RequestId));
    }

    [Fact]
    public async Task A_descriptor_that_is_not_open_leaves_the_records_on_standard_output()
    {
        var (frames, result) = await OfAsync("Logs::SeveralLines", "{}", open: false);

        Assert.Empty(frames);
        Assert.Equal(["<time>\t<id>\tinfo\tfirst", "second", "third"], LoggingLines.Of(result.Logs, LogChannel.Output, result.RequestId));
    }

    private static async Task<((uint Type, DateTime Time, string Record)[] Frames, InvocationResult Result)> OfAsync(string method, string payload, string? format = null, bool open = true)
    {
        using var folder = new ScratchFolder();
        var telemetry = folder.Write("telemetry", "");
        // No process of a function has 900 descriptors.
        var wrapper = folder.Write("wrapper", open
            ? $"#!/bin/sh\nexec 9>'{telemetry}'\nexport _LAMBDA_TELEMETRY_LOG_FD=9\nexec \"$@\"\n"
            : "#!/bin/sh\nexport _LAMBDA_TELEMETRY_LOG_FD=900\nexec \"$@\"\n");
        File.SetUnixFileMode(wrapper, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        var options = (await Functions.OptionsAsync($"Handlers::Handlers.{method}")) with
        {
            Sandbox = SandboxKind.Folders,
            LogFormat = format,
            Environment = new Dictionary<string, string> { ["AWS_LAMBDA_EXEC_WRAPPER"] = wrapper },
        };
        await using var function = await LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken);
        var result = await function.InvokeAsync(payload, cancellationToken: TestContext.Current.CancellationToken);
        Assert.False(result.IsError, result.ToString());
        return ([.. Frames(await File.ReadAllBytesAsync(telemetry, TestContext.Current.CancellationToken))], result);
    }

    private static IEnumerable<(uint Type, DateTime Time, string Record)> Frames(byte[] bytes)
    {
        for (var position = 0; position < bytes.Length;)
        {
            var type = BinaryPrimitives.ReadUInt32BigEndian(bytes.AsSpan(position));
            var length = BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(position + 4));
            var time = DateTime.UnixEpoch.AddMicroseconds(BinaryPrimitives.ReadInt64BigEndian(bytes.AsSpan(position + 8)));
            yield return (type, time, Encoding.UTF8.GetString(bytes.AsSpan(position + 16, length)));
            position += 16 + length;
        }
    }
}
