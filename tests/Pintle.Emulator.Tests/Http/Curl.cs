using System.Diagnostics;
using System.Text;

namespace Pintle.Emulator.Tests.Http;

/// <summary>An answer as curl printed it: status line and headers, then the body to the byte.</summary>
internal sealed record Curl(int Status, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body, int ExitCode)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public string Text => Encoding.UTF8.GetString(Body);

    public string? Header(string name) => Headers.Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value).SingleOrDefault();

    public IReadOnlyList<string> All(string name) => [.. Headers.Where(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(header => header.Value)];

    public static async Task<Curl> RunAsync(params string[] arguments)
    {
        var curl = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(path => Path.Combine(path, "curl")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(curl is null, "Needs curl: apt-get install curl.");
        var start = new ProcessStartInfo(curl!, ["--silent", "--show-error", "--include", "--noproxy", "*", "--max-time", "25", .. arguments]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var output = new MemoryStream();
        await process.StandardOutput.BaseStream.CopyToAsync(output, TestContext.Current.CancellationToken).WaitAsync(Limit);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Limit);
        return Parse(output.ToArray(), process.ExitCode, await errors);
    }

    /// <summary>Everything a failed test has to show.</summary>
    public override string ToString() => $"curl {ExitCode}: {Status}\n{string.Join('\n', Headers.Select(header => $"{header.Key}: {header.Value}"))}\n\n{Text}";

    private static Curl Parse(byte[] output, int exitCode, string errors)
    {
        var end = output.AsSpan().IndexOf("\r\n\r\n"u8);
        Assert.True(end > 0, $"curl ended with {exitCode} and no answer: {errors}");
        var head = Encoding.UTF8.GetString(output, 0, end).Split("\r\n");
        var headers = head.Skip(1).Select(line => KeyValuePair.Create(line[..line.IndexOf(':', StringComparison.Ordinal)], line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim()));
        return new Curl(int.Parse(head[0].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), [.. headers], output[(end + 4)..], exitCode);
    }
}
