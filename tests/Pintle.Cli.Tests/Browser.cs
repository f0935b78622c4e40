using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Pintle.Cli.Tests;

/// <summary>Chromium without a window, where it is installed; a test without it is skipped.</summary>
internal static partial class Browser
{
    /// <param name="page">A file of HTML.</param>
    /// <param name="windows">The widths of windows, in pixels.</param>
    /// <returns>For each width of a window how wide the page's content is in it, in pixels.</returns>
    public static async Task<IReadOnlyList<(int Window, int Content)>> WidthsAsync(string page, params int[] windows)
    {
        var chromium = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(path => Path.Combine(path, "chromium")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(chromium is null, "Needs Chromium: apt-get install chromium.");
        // In a frame of that width, because a window of Chromium's has a least width that is more than a phone's.
        var probe = Path.Combine(Path.GetDirectoryName(page)!, "probe.html");
        var frames = string.Concat(windows.Select(window => $"<iframe src=\"{Path.GetFileName(page)}\" width={window} height=800 style=\"border:0\"></iframe>"));
        await File.WriteAllTextAsync(probe, $$"""<!doctype html>{{frames}}<script>onload=()=>document.title=[...document.querySelectorAll('iframe')].map(each=>each.contentDocument.documentElement.scrollWidth).join(' ')</script>""", TestContext.Current.CancellationToken);
        var start = new ProcessStartInfo(chromium!, ["--headless", "--no-sandbox", "--disable-gpu", "--allow-file-access-from-files", $"--user-data-dir={Path.Combine(Path.GetDirectoryName(page)!, "profile")}", "--dump-dom", $"file://{probe}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(20), TestContext.Current.CancellationToken);
        var title = Title().Match(output);
        Assert.True(title.Success, $"{output}\n{await errors}");
        return [.. windows.Zip(title.Groups[1].Value.Split(' ').Select(int.Parse))];
    }

    [GeneratedRegex("<title>([0-9 ]+)</title>")]
    private static partial Regex Title();
}
