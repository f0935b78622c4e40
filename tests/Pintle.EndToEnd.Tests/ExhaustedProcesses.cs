using System.Globalization;
using Pintle.Shared;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>Processes that have no descriptors, address space, threads or place to write left: the table of docs/errors.md.</summary>
public sealed class ExhaustedProcesses
{
    private const string Echo = "Handlers::Handlers.Streams::Echo";
    private const int Aborted = 134;

    /// <summary>What the bootstrap's own runtime ends with where it cannot be made: nothing of Pintle's has run yet.</summary>
    private const int NoRuntime = 255;

    /// <summary>The dynamic loader's: not even the C library was loaded.</summary>
    private const int NotLoaded = 127;

    private static readonly string[] AsAnotherUser = ["setpriv", "--reuid=61234", "--regid=61234", "--clear-groups"];

    /// <summary>Megabytes.</summary>
    public static TheoryData<int> AddressSpaces => [32, 64, 96, 128, 192, 256, 512, 1024, 4096, 16384, 65536];

    /// <summary>From none to what the runtime needs and some more.</summary>
    public static TheoryData<int> Descriptors => [.. Enumerable.Range(3, 10).Select(number => number * 5)];

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(40)]
    public async Task A_handler_that_leaves_no_descriptor_has_its_error_and_so_has_the_next(int givenBack)
    {
        RequirePrlimit();
        await using var api = new Adversary((call, before) => call.Name != "next" ? AdversaryAnswer.Accepted : before < 3 ? AdversaryAnswer.Event($"{givenBack}", $"r-{before}") : AdversaryAnswer.End);

        var end = await BareBootstrap.RunAsync(api.Address, "Handlers::Handlers.Exhausted::Descriptors", through: ["prlimit", "--nofile=128:128"]);

        Assert.Equal((int)FaultCode.RuntimeApiRefused, end.ExitCode);
        var errors = api.Calls.Where(call => call.Name == "error").ToArray();
        Assert.Equal(["r-0", "r-1", "r-2"], errors.Select(call => call.RequestId));
        Assert.Equal(3, api.Calls.Count(call => call.Name != "next"));
        Assert.All(errors, error => Assert.Contains("no descriptor is left", error.Text, StringComparison.Ordinal));
        Assert.All(errors, error => Assert.Equal("InvalidOperationException", System.Text.Json.JsonDocument.Parse(error.Body).RootElement.GetProperty("errorType").GetString()));
    }

    [Theory]
    [MemberData(nameof(Descriptors))]
    public async Task A_start_with_few_descriptors_serves_or_ends_with_a_fault(int descriptors)
    {
        RequirePrlimit();
        await AssertServesOrEndsAsync(["prlimit", $"--nofile={descriptors}:{descriptors}"], descriptors >= 50);
    }

    [Theory]
    [MemberData(nameof(AddressSpaces))]
    public async Task A_start_with_little_address_space_serves_or_ends_with_a_fault(int megabytes)
    {
        RequirePrlimit();
        var bytes = megabytes * 1024L * 1024;
        await AssertServesOrEndsAsync(["prlimit", string.Create(CultureInfo.InvariantCulture, $"--as={bytes}:{bytes}")], megabytes >= 16384);
    }

    [Fact]
    public async Task Memory_that_ends_while_an_event_is_received_is_the_end_of_the_process_with_the_systems_word()
    {
        RequirePrlimit();
        var large = new string('a', 6 * 1024 * 1024);
        var received = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var limited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var api = new Adversary((call, before) =>
        {
            if (call.Name != "next" || before == 0)
                return call.Name == "next" ? AdversaryAnswer.Event("1") : AdversaryAnswer.Accepted;
            received.SetResult();
            limited.Task.Wait();
            return AdversaryAnswer.Event(large, "r-2");
        });
        using var bootstrap = await BareBootstrap.StartAsync(api.Address, Echo);
        await received.Task.WaitAsync(TimeSpan.FromMinutes(10), TestContext.Current.CancellationToken);

        // Nothing more can be mapped from here on.
        using (var limit = System.Diagnostics.Process.Start("prlimit", [$"--pid={bootstrap.ProcessId}", "--as=1048576:1048576"]))
            await limit.WaitForExitAsync(TestContext.Current.CancellationToken);
        limited.SetResult();
        var end = await bootstrap.EndAsync();

        Assert.Equal((int)FaultCode.RuntimeApiUnreachable, end.ExitCode);
        Assert.Contains("Cannot allocate memory", Assert.Single(end.Lines), StringComparison.Ordinal);
        Assert.Equal(["next", "response", "next"], api.Calls.Select(call => call.Name));
    }

    [Fact]
    public async Task Pollers_that_cannot_be_made_are_noted_and_the_others_serve()
    {
        RequirePrlimit();
        Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists("/usr/bin/setpriv"), "Needs root and setpriv (apt-get install util-linux): root has no limit of threads, and so becomes another user.");
        var served = 0;
        var noted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var api = new Adversary((call, _) =>
        {
            noted.Task.Wait();
            return call.Name != "next" ? AdversaryAnswer.Accepted : Interlocked.Increment(ref served) switch
            {
                <= 8 and var number => AdversaryAnswer.Event($"{number}", $"r-{number}"),
                _ => AdversaryAnswer.End,
            };
        });

        using var bootstrap = await BareBootstrap.StartAsync(api.Address, Echo, variables: [("AWS_LAMBDA_MAX_CONCURRENCY", "64")], through: [.. AsAnotherUser, "prlimit", "--nproc=24:24"]);
        var ended = bootstrap.EndAsync();
        _ = await Task.WhenAny(ended, bootstrap.WroteAsync(" of 64 pollers run"));
        noted.SetResult();
        var end = await ended;

        Assert.SkipWhen(end.Errors.Contains("Permission denied", StringComparison.Ordinal), "Needs a checkout that other users can read.");
        Assert.Contains(end.Lines, line => line.Contains(" of 64 pollers run: there is no thread or no memory for another", StringComparison.Ordinal));
        Assert.Equal((int)FaultCode.RuntimeApiRefused, end.ExitCode);
        Assert.All(api.Calls.Where(call => call.Name == "response").GroupBy(call => call.RequestId), answers => Assert.Equal(answers.Key, $"r-{Assert.Single(answers).Text}"));
    }

    /// <summary>One page, which a file fills; or nothing that can be written to.</summary>
    [Theory]
    [InlineData("--size", "4096", "--tmpfs", "/tmp", "head -c 100000 /dev/zero > /tmp/full 2> /dev/null;")]
    [InlineData("--tmpfs", "/tmp", "--remount-ro", "/tmp", "! touch /tmp/x 2> /dev/null || exit 99;")]
    public async Task A_temporary_folder_that_is_full_or_read_only_changes_nothing(params string[] how)
    {
        _ = RequiredTools.Find("bwrap", "bubblewrap");
        Assert.SkipWhen(Repository.Root.StartsWith("/tmp/", StringComparison.Ordinal), "Needs a checkout outside of /tmp, which the test hides.");
        await using var api = new Adversary((call, before) => call.Name != "next" ? AdversaryAnswer.Accepted : before < 2 ? AdversaryAnswer.Event("\"x\"", $"r-{before}") : AdversaryAnswer.End);

        var end = await BareBootstrap.RunAsync(api.Address, Echo, through: ["bwrap", "--bind", "/", "/", "--dev", "/dev", "--proc", "/proc", .. how[..^1], "sh", "-c", $"{how[^1]} exec \"$0\""]);

        Assert.SkipWhen(end.Errors.StartsWith("bwrap:", StringComparison.Ordinal), $"Needs a bubblewrap that may make namespaces, and a layer outside of /tmp: {end.Errors}");
        Assert.Equal((int)FaultCode.RuntimeApiRefused, end.ExitCode);
        Assert.Equal(["r-0", "r-1"], api.Calls.Where(call => call.Name == "response").Select(call => call.RequestId));
    }

    /// <summary>Whatever happens, there is one outcome: an answer, a fault of the list, or the end that the tables name.</summary>
    private static async Task AssertServesOrEndsAsync(string[] through, bool serves)
    {
        await using var api = new Adversary((call, before) => call.Name != "next" ? AdversaryAnswer.Accepted : before == 0 ? AdversaryAnswer.Event("1") : AdversaryAnswer.End);

        var end = await BareBootstrap.RunAsync(api.Address, Echo, through: through);

        var posts = api.Calls.Where(call => call.Name != "next").Select(call => call.Name).ToArray();
        if (serves)
        {
            Assert.Equal(["response"], posts);
            Assert.Equal((int)FaultCode.RuntimeApiRefused, end.ExitCode);
            return;
        }

        Assert.True(posts.Length <= 1, string.Join(", ", posts));
        Assert.True(Enum.IsDefined((FaultCode)end.ExitCode) || end.ExitCode is Aborted or NoRuntime or NotLoaded, $"{end}");
        if (Enum.IsDefined((FaultCode)end.ExitCode))
            Assert.Contains(end.Lines, line => line.StartsWith($"pintle: {(FaultCode)end.ExitCode} (exit code {end.ExitCode}): ", StringComparison.Ordinal));
    }

    private static void RequirePrlimit() => RequiredTools.Find("prlimit", "util-linux");
}
