using Pintle.Emulator;

namespace Pintle.Testing.Tests;

public sealed class ResourceTests
{
    [Theory(Timeout = 600_000)]
    [InlineData(SandboxKind.Bubblewrap, "allocate 200")]
    [InlineData(SandboxKind.Namespaces, "allocate 200")]
    [InlineData(SandboxKind.Folders, "allocate 200")]
    [InlineData(SandboxKind.Bubblewrap, "hoard 200")]
    [InlineData(SandboxKind.Namespaces, "hoard 200")]
    [InlineData(SandboxKind.Folders, "hoard 200")]
    public async Task A_function_over_its_memory_is_killed_and_the_next_invocation_has_a_new_environment(SandboxKind kind, string command)
    {
        await using var function = await ProbeFunction.StartAsync(TestContext.Current.CancellationToken, kind);

        var result = await function.InvokeAsync($"\"{command}\"", cancellationToken: TestContext.Current.CancellationToken);
        var next = await function.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(result.ErrorMessage == $"RequestId: {result.RequestId} Error: Runtime exited with error: signal: killed", result.ToString());
        Assert.Equal((AnswerKind.Exited, "Runtime.ExitError", ProcessExit.BySignal(9)), (result.Kind, result.ErrorType, result.Exit));
        Assert.InRange(result.MaxMemoryBytes ?? 0, 128 * 1024 * 1024, 400 * 1024 * 1024);
        Assert.False(next.IsError, next.ToString());
        Assert.True(next.IsInitSuppressed, next.ToString());
    }

    [Fact(Timeout = 600_000)]
    public async Task Memory_is_only_measured_where_that_is_asked_for()
    {
        await using var function = await ProbeFunction.StartAsync(ProbeFunction.Options() with { EnforceMemory = false }, TestContext.Current.CancellationToken);

        var result = await function.InvokeAsync("\"allocate 200\"", cancellationToken: TestContext.Current.CancellationToken);

        Assert.False(result.IsError, result.ToString());
        Assert.InRange(result.MaxMemoryBytes ?? 0, 200 * 1024 * 1024, 400 * 1024 * 1024);
    }

    [Theory(Timeout = 600_000)]
    [MemberData(nameof(ProbeFunction.AllSandboxes), MemberType = typeof(ProbeFunction))]
    public async Task After_its_init_a_function_has_Lambda_s_share_of_the_processor(SandboxKind kind)
    {
        Assert.SkipWhen(CpuShare.WhyNot() is not null, $"needs a writable control group hierarchy with the cpu controller: {CpuShare.WhyNot()}");
        await using var function = await ProbeFunction.StartAsync(ProbeFunction.Options(kind) with { LimitCpu = true }, TestContext.Current.CancellationToken);
        var group = (await File.ReadAllLinesAsync($"/proc/{function.ProcessId}/cgroup", TestContext.Current.CancellationToken)).Single(line => line.Contains("/pintle-", StringComparison.Ordinal)).Split(':')[2];
        var folder = ControlGroups.Find("/proc").Folder + group;

        await function.AskAsync("spin 60");

        Assert.NotEqual("0", Statistic(folder, "nr_throttled"));
        await function.DisposeAsync();
        Assert.False(Directory.Exists(folder), folder);
    }

    [Theory]
    [InlineData(128, 1447)]
    [InlineData(512, 5788)]
    [InlineData(1769, 20_000)]
    [InlineData(10_240, 115_771)]
    public void The_share_is_the_memory_through_1769_MB(int memory, int microseconds) => Assert.Equal(microseconds, CpuShare.QuotaOf(memory));

    [Theory]
    [InlineData("4:cpu,cpuacct:/\n0::/\n", "cgroup {0} cgroup rw,cpu,cpuacct 0 0\n", null)]
    [InlineData("4:cpu,cpuacct:/user.slice\n", "cgroup {0} cgroup rw,cpu,cpuacct 0 0\n", "'/user.slice', which another program made")]
    [InlineData("0::/\n", "cgroup2 {0} cgroup2 rw 0 0\n", null)]
    [InlineData("0::/system.slice/x\n", "cgroup2 {0} cgroup2 rw 0 0\n", "'/system.slice/x', which another program made")]
    [InlineData("0::/\n", "tmpfs /tmp tmpfs rw 0 0\n", "no control group hierarchy")]
    public void Groups_are_made_only_below_the_root_of_a_hierarchy(string own, string mounts, string? whyNot)
    {
        using var folder = new TestFolder();
        Directory.CreateDirectory(folder.At("self"));
        File.WriteAllText(folder.At("self/cgroup"), own);
        File.WriteAllText(folder.At("self/mounts"), mounts.Replace("{0}", folder.Path, StringComparison.Ordinal));
        File.WriteAllText(folder.At("cgroup.controllers"), "cpuset cpu io\n");

        var found = ControlGroups.Find(folder.Path);

        Assert.Equal(whyNot is null, found.WhyNot is null);
        Assert.Contains(whyNot ?? "", found.WhyNot ?? "", StringComparison.Ordinal);
        Assert.Equal(whyNot is null ? folder.Path : null, found.Folder);
    }

    [Theory(Timeout = 600_000)]
    [MemberData(nameof(ProbeFunction.AllSandboxes), MemberType = typeof(ProbeFunction))]
    public async Task Between_invocations_its_processes_stand_still(SandboxKind kind)
    {
        await using var function = await ProbeFunction.StartAsync(ProbeFunction.Options(kind) with { FreezeBetweenInvocations = true }, TestContext.Current.CancellationToken);
        for (var round = 0; round < 3; round++)
        {
            var frozen = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            function.EnvironmentChanged += what => _ = what.Phase == EnvironmentPhase.Frozen && frozen.TrySetResult();

            var result = await function.InvokeAsync($"{round}", cancellationToken: TestContext.Current.CancellationToken);
            await frozen.Task.WaitAsync(TestContext.Current.CancellationToken);

            Assert.Equal($"{round}", result.Text);
            var status = await File.ReadAllLinesAsync($"/proc/{function.ProcessId}/status", TestContext.Current.CancellationToken);
            Assert.Contains("State:\tT (stopped)", status);
        }
    }

    [Fact(Timeout = 600_000)]
    public async Task Tmp_holds_as_much_as_is_configured()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "needs root, to mount a folder of limited size");
        await using var function = await ProbeFunction.StartAsync(ProbeFunction.Options() with { EnforceMemory = false }, TestContext.Current.CancellationToken);

        var answer = await function.AskAsync("fill 600");

        Assert.Equal(512, answer.GetProperty("megabytes").GetInt32());
    }

    private static string? Statistic(string folder, string name) =>
        File.ReadAllLines(Path.Combine(folder, "cpu.stat")).Select(line => line.Split(' ')).Where(fields => fields[0] == name).Select(fields => fields[1]).SingleOrDefault();
}
