using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace Pintle.RuntimeApi.Tests;

/// <summary>Two HTTP clients of others read the same cases. Where one reads a case otherwise, the rule that decides it names that client in docs/wire.md, with the reason.</summary>
public sealed class ForeignParserTests
{
    /// <summary>A connection that is all in memory; one JSON line for each case: "STATUS body", or null where it is not taken.</summary>
    private const string Script = """
        import http.client, io, json, sys
        class Connection:
            def __init__(self, data): self.data = data
            def makefile(self, *_): return io.BytesIO(self.data)
        for line in sys.stdin:
            response = http.client.HTTPResponse(Connection(bytes.fromhex(line.strip())), method='GET')
            try:
                response.begin()
                print(json.dumps(str(response.status) + ' ' + response.read().decode('latin-1')))
            except Exception:
                print('null')
        """;

    [Fact]
    public async Task SocketsHttpHandler_agrees_or_the_rule_names_it()
    {
        var answers = new List<string?>();
        foreach (var sample in WireCases.All)
            answers.Add(await AskAsync(sample));

        AssertNamed("SocketsHttpHandler", answers, isExact: true);
    }

    [Fact]
    public async Task Pythons_http_client_agrees_or_the_rule_names_it()
    {
        var start = new ProcessStartInfo("python3", ["-c", Script]) { RedirectStandardInput = true, RedirectStandardOutput = true };
        Process? process = null;
        try
        {
            process = Process.Start(start);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            Assert.Skip("Needs the program python3: apt-get install python3.");
        }

        using (process)
        {
            var output = process!.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            foreach (var sample in WireCases.All)
                await process.StandardInput.WriteLineAsync(Convert.ToHexString(Wire.Bytes(sample.Bytes)));
            process.StandardInput.Close();
            var lines = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, process.ExitCode);

            // Which version of Python is installed is nobody's choice here: a newer one may agree where this table says otherwise.
            AssertNamed("http.client", [.. lines.Select(line => JsonSerializer.Deserialize<string?>(line))], isExact: false);
        }
    }

    private static void AssertNamed(string client, List<string?> answers, bool isExact)
    {
        Assert.Equal(WireCases.All.Count, answers.Count);
        var named = File.ReadLines(WireCaseTests.Document)
            .Where(line => line.StartsWith("| **", StringComparison.Ordinal) && line.Contains(client, StringComparison.Ordinal)).Select(line => line.Split("**")[1]).ToHashSet(StringComparer.Ordinal);
        var different = WireCases.All.Zip(answers).Where(pair => (pair.First.Outcome is "refused" or "cut" ? null : pair.First.Outcome) != pair.Second)
            .Select(pair => (pair.First.Rule, Text: $"{pair.First}: {pair.First.Outcome} here, {pair.Second?[..Math.Min(60, pair.Second.Length)] ?? "not taken"} there")).ToList();
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join('\n', different.Select(each => each.Text)));

        var unnamed = different.Where(each => !named.Contains(each.Rule)).ToList();
        Assert.True(unnamed.Count == 0, $"{client} reads these otherwise, and docs/wire.md does not say so at the rule:\n{string.Join('\n', unnamed.Select(each => each.Text))}");
        if (isExact)
            Assert.Equal(named.Order(StringComparer.Ordinal), different.Select(each => each.Rule).Distinct().Order(StringComparer.Ordinal));
    }

    private static async Task<string?> AskAsync(WireCase sample)
    {
        using var handler = new SocketsHttpHandler { ConnectCallback = (_, _) => ValueTask.FromResult<Stream>(new Peer(Wire.Bytes(sample.Bytes))), UseProxy = false, AllowAutoRedirect = false };
        using var client = new HttpClient(handler);
        try
        {
            using var response = await client.GetAsync(new Uri("http://127.0.0.1/"), TestContext.Current.CancellationToken);
            var body = await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken);
            return $"{(int)response.StatusCode} {Encoding.Latin1.GetString(body)}";
        }
        catch (Exception e) when (e is HttpRequestException or HttpIOException)
        {
            return null;
        }
    }

    /// <summary>Takes whatever is written, and gives the answer once something was.</summary>
    private sealed class Peer(byte[] answer) : Stream
    {
        private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _given;

        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => throw new NotSupportedException();
        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await _asked.Task.WaitAsync(cancellationToken);
            return Read(buffer.Span);
        }

        public override int Read(Span<byte> buffer)
        {
            var count = Math.Min(buffer.Length, answer.Length - _given);
            answer.AsSpan(_given, count).CopyTo(buffer);
            _given += count;
            return count;
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _asked.TrySetResult();
            return ValueTask.CompletedTask;
        }

        public override void Write(byte[] buffer, int offset, int count) => _asked.TrySetResult();

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
