using System.Diagnostics;
using Pintle.Shared;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>A layer on a disk that ends: an ext4 image behind a loop device, in a mount namespace of the process, whose file is cut off. From there on the kernel has EIO for every page that is not in memory.</summary>
public sealed class FailingDisk
{
    private const int CannotExecute = 126, NotFound = 127, Aborted = 134, KilledByBus = 135, KilledBySegv = 139;

    /// <summary>Of the closed list: CoreCLR or a file of it cannot be read, whichever comes first; or the framework's files are found damaged.</summary>
    private static readonly int[] Faults = [78, 107, 108, 109, 110, 111, 112, 113, 114];

    /// <summary>Before the start, with every other file in memory.</summary>
    [Theory]
    [InlineData("bootstrap")]
    [InlineData("framework.list")]
    [InlineData("libcoreclr.so")]
    [InlineData("System.Private.CoreLib.dll")]
    [InlineData("libSystem.Native.so")]
    [InlineData("Pintle.Host.dll")]
    [InlineData("System.Text.Json.dll")]
    [InlineData("startup.pages")]
    public async Task Ends_a_start_with_a_word_or_a_signal_or_lets_it_serve(string file)
    {
        using var scratch = new ScratchFolder();
        var (image, _) = await MakeAsync(scratch);
        await using var api = new Adversary((call, before) => call.Name != "next" ? AdversaryAnswer.Accepted : before == 0 ? AdversaryAnswer.Event("21", "r-0") : AdversaryAnswer.End);

        var end = await BareBootstrap.RunAsync(api.Address, "Handlers::Handlers.Exhausted::Twice", Mount(scratch), through: Through(image, $"find \"${{1%/bootstrap}}\" -type f ! -name {file} -exec cat {{}} + > /dev/null && truncate -s 65536 \"$0\""));

        var answers = api.Calls.Where(call => call.Name != "next").ToArray();
        Assert.All(answers.Where(call => call.Name == "response"), call => Assert.Equal(("r-0", "42"), (call.RequestId, call.Text)));
        Assert.InRange(answers.Length, 0, 1);
        // Advice only.
        Assert.True(file != "startup.pages" || (end.ExitCode == (int)FaultCode.RuntimeApiRefused && answers.Length == 1), end.ToString());
        Assert.Contains(end.ExitCode, (int[])[CannotExecute, NotFound, Aborted, KilledByBus, KilledBySegv, (int)FaultCode.RuntimeApiRefused, .. Faults]);
        // Nothing ends without a word but what a signal ends.
        Assert.True(end.ExitCode is KilledByBus or KilledBySegv || end.Lines.Length > 0, end.ToString());
    }

    /// <summary>Between the first invocation and the second, which is the first to fail: what that needs has never been read.</summary>
    [Theory]
    [InlineData(5)]
    [InlineData(50)]
    public async Task Never_makes_a_wrong_answer_of_a_process_that_runs(int percent)
    {
        using var scratch = new ScratchFolder();
        var (image, size) = await MakeAsync(scratch);
        var events = new HeldSecondEvent(number => number == 0 ? "21" : "\"no number\"");
        await using var api = new Adversary(events.Answer);
        using var bootstrap = await BareBootstrap.StartAsync(api.Address, "Handlers::Handlers.Exhausted::Twice", Mount(scratch), through: Through(image, "true"));
        await events.IsAskedForAsync(TestContext.Current.CancellationToken);

        using (var open = new FileStream(image, FileMode.Open, FileAccess.Write))
            open.SetLength(size * percent / 100);
        events.GoOn();
        // One in some hundred did not, and what it waited for is not known. Lambda's timeout ends such a one, and no answer of it is wrong.
        var ends = await bootstrap.EndsWithinAsync(TimeSpan.FromMinutes(2));

        var answers = api.Calls.Where(call => call.Name != "next").Select(call => (call.Name, call.RequestId, call.Text)).ToArray();
        Assert.Equal(("response", "r-0", "42"), answers[0]);
        Assert.InRange(answers.Length, 1, 2);
        Assert.All(answers.Skip(1), answer => Assert.Equal(("error", "r-1"), (answer.Name, answer.RequestId)));
        if (ends)
            Assert.Contains((await bootstrap.EndAsync()).ExitCode, (int[])[(int)FaultCode.RuntimeApiRefused, KilledByBus, KilledBySegv, Aborted]);
    }

    private static string Mount(ScratchFolder scratch) => Path.Combine(scratch.Path, "opt");

    /// <summary>Mounts the image where only this process and its children see it, does one thing more, and becomes the bootstrap, whose path is the last argument. The mount ends with the process.</summary>
    private static string[] Through(string image, string then) => ["unshare", "--mount", "sh", "-c", $"mount -o loop,ro \"$0\" \"${{1%/bootstrap}}\" && {then} && exec \"$1\"", image];

    /// <summary>The layer as an ext4 image.</summary>
    private static async Task<(string Image, long Size)> MakeAsync(ScratchFolder scratch)
    {
        var layer = (await BuiltLayer.GetAsync()).Directory;
        var program = RequiredTools.Find("mke2fs", "e2fsprogs", Environment.GetEnvironmentVariable("PATH") + ":/usr/sbin:/sbin");
        var (image, opt) = (Path.Combine(scratch.Path, "image"), Directory.CreateDirectory(Mount(scratch)).FullName);
        var size = Directory.EnumerateFiles(layer, "*", SearchOption.AllDirectories).Sum(file => new FileInfo(file).Length) * 120 / 100 / 4096 * 4096;
        using (var file = File.Create(image))
            file.SetLength(size);
        await RunAsync(program, "-q", "-t", "ext4", "-O", "^has_journal", "-m", "0", "-d", layer, image);
        var (exitCode, why) = await TryAsync("unshare", "--mount", "mount", "-o", "loop,ro", image, opt);
        Assert.SkipUnless(exitCode == 0, $"Needs root and a loop device, which this machine does not allow: {why}");
        return (image, size);
    }

    private static async Task RunAsync(params string[] command)
    {
        var (exitCode, why) = await TryAsync(command);
        Assert.True(exitCode == 0, why);
    }

    private static async Task<(int ExitCode, string Errors)> TryAsync(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo(command[0], command[1..]) { RedirectStandardError = true })!;
        var errors = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(10), TestContext.Current.CancellationToken);
        return (process.ExitCode, errors);
    }
}
