namespace Pintle.Testing.Tests;

public sealed class SandboxTests
{
    private static readonly string[] Devices = ["/dev/fd", "/dev/full", "/dev/null", "/dev/random", "/dev/stderr", "/dev/stdin", "/dev/stdout", "/dev/urandom", "/dev/zero"];

    [Theory(Timeout = 600_000)]
    [MemberData(nameof(ProbeFunction.IsolatingSandboxes), MemberType = typeof(ProbeFunction))]
    public async Task Shows_layer_and_function_read_only_and_lets_only_tmp_be_written(SandboxKind kind)
    {
        await using var function = await ProbeFunction.StartAsync(TestContext.Current.CancellationToken, kind);

        var writable = await function.AskAsync("writable /tmp /opt /var/task / /usr/lib64 /etc /dev /var/runtime");

        Assert.Equal("/tmp", string.Join(' ', writable.EnumerateObject().Where(f => f.Value.GetString() == "yes").Select(f => f.Name)));
    }

    [Theory(Timeout = 600_000)]
    [MemberData(nameof(ProbeFunction.IsolatingSandboxes), MemberType = typeof(ProbeFunction))]
    public async Task Shows_a_minimal_system_and_nothing_else_of_the_host(SandboxKind kind)
    {
        await using var function = await ProbeFunction.StartAsync(ProbeFunction.Options(kind) with { HasShell = false }, TestContext.Current.CancellationToken);

        var seen = await function.AskAsync("files");

        var files = seen.GetProperty("files").EnumerateArray().Select(f => f.GetString()!).ToArray();
        string[] allowed = ["/bin", "/dev", "/etc", "/home", "/lib", "/lib64", "/opt", "/proc", "/root", "/run", "/sbin", "/tmp", "/usr", "/var", "/opt/bootstrap", "/var/task/Probe.txt"];
        Assert.Empty(files.Where(f => f.Count(c => c == '/') == 1 || f.StartsWith("/opt/", StringComparison.Ordinal) || f.StartsWith("/var/task/", StringComparison.Ordinal)).Except(allowed));
        string[] needed = ["/opt/bootstrap", "/var/task/Probe.txt", "/usr/lib64/libc.so.6", "/usr/lib64/libstdc++.so.6", "/usr/lib64/libgcc_s.so.1", "/etc/pki/tls/certs/ca-bundle.crt"];
        Assert.Empty(needed.Except(files));
        Assert.DoesNotContain(files, f => f.StartsWith("/usr/bin/", StringComparison.Ordinal) || f.EndsWith("/sh", StringComparison.Ordinal) || f.EndsWith("/bash", StringComparison.Ordinal));
        // Time zones are some hundred files, or none where the machine has none.
        Assert.InRange(files.Count(f => !f.StartsWith("/usr/share/zoneinfo/", StringComparison.Ordinal)), 20, 80);
        string[] devices = [.. seen.GetProperty("devices").EnumerateArray().Select(f => f.GetString()!)];
        Assert.Equal(Devices, devices);
    }

    [Theory(Timeout = 600_000)]
    [MemberData(nameof(ProbeFunction.IsolatingSandboxes), MemberType = typeof(ProbeFunction))]
    public async Task Gives_the_process_lambdas_user_folder_and_no_rights(SandboxKind kind)
    {
        await using var function = await ProbeFunction.StartAsync(TestContext.Current.CancellationToken, kind);

        var identity = await function.AskAsync("identity");

        Assert.Equal(("/var/task", "/opt/bootstrap"), (identity.GetProperty("folder").GetString(), identity.GetProperty("program").GetString()));
        Assert.Equal(("993", "990"), (identity.GetProperty("user").GetString(), identity.GetProperty("group").GetString()));
        Assert.Equal("0000000000000000", identity.GetProperty("capabilities").GetString());

        // The first process of the namespace ignores signals that it does not handle, and abort() does not end it: a runtime must not be it.
        Assert.InRange(identity.GetProperty("pid").GetInt32(), 2, 100);
        Assert.Equal(2, identity.GetProperty("processes").GetInt32());
        Assert.Equal(-1, identity.GetProperty("input").GetInt32());
    }

    /// <summary>What sets a sandbox up stands for a moment where the function's process will.</summary>
    [Theory(Timeout = 600_000)]
    [MemberData(nameof(ProbeFunction.AllSandboxes), MemberType = typeof(ProbeFunction))]
    public async Task Knows_one_process_from_its_start_to_its_end(SandboxKind kind)
    {
        if (await SandboxSelection.WhyNotAsync(kind) is { } whyNot)
            Assert.Skip($"needs the sandbox {kind} (apt-get install bubblewrap util-linux): {whyNot}");
        using var program = await MeasuredProgram.OpenAsync("probe", ProbeFunction.Options(kind));
        using var source = new InvocationSource("{}"u8.ToArray());
        using var process = await RuntimeProcess.StartAsync(program.Sandbox, program.CommandFor(source.Address, 512, null, out _), new LogBuffer(TimeProvider.System));
        var known = new HashSet<int>();

        using var asks = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var asking = Task.Run(() =>
        {
            while (!asks.IsCancellationRequested)
            {
                if (process.Id is { } id)
                    _ = known.Add(id);
            }
        }, TestContext.Current.CancellationToken);
        _ = source.AwaitNext(() => process.Exited.IsCompleted);
        await asks.CancelAsync();
        await asking;
        var last = process.Id;
        _ = await process.KillAsync();

        Assert.NotNull(last);
        Assert.Empty(known.Except([last.Value]));
    }

    [Theory(Timeout = 600_000)]
    [MemberData(nameof(ProbeFunction.AllSandboxes), MemberType = typeof(ProbeFunction))]
    public async Task Gives_the_environment_of_Lambda_and_nothing_else(SandboxKind kind)
    {
        var options = ProbeFunction.Options(kind, ("GREETING", "héllo = \"x\""), ("LD_BIND_NOW", "1")) with
        {
            FunctionName = "orders",
            MemoryMB = 512,
            Region = "eu-west-1",
            LogFormat = "JSON",
        };
        await using var function = await ProbeFunction.StartAsync(options, TestContext.Current.CancellationToken);

        var seen = (await function.AskAsync("environment")).EnumerateObject().ToDictionary(v => v.Name, v => v.Value.GetString()!);

        var (opt, task) = kind == SandboxKind.Folders ? (options.Layer!, options.Function) : ("/opt", "/var/task");
        Assert.Matches("^127\\.0\\.0\\.1:[0-9]+$", Take(seen, "AWS_LAMBDA_RUNTIME_API"));
        Assert.Matches(@"^\d{4}/\d\d/\d\d/\[\$LATEST\][0-9a-f]{32}$", Take(seen, "AWS_LAMBDA_LOG_STREAM_NAME"));
        if (kind == SandboxKind.Folders)
            Assert.EndsWith(Take(seen, "TMPDIR"), function.TemporaryFolder, StringComparison.Ordinal);

        if (kind == SandboxKind.Bubblewrap)
            Assert.Equal("/var/task", Take(seen, "PWD"));

        var expected = new Dictionary<string, string>
        {
            ["_AWS_XRAY_DAEMON_ADDRESS"] = "127.0.0.1",
            ["_AWS_XRAY_DAEMON_PORT"] = "2000",
            ["_HANDLER"] = "Probe::Probe.Function::Handle",
            ["AWS_DEFAULT_REGION"] = "eu-west-1",
            ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = "512",
            ["AWS_LAMBDA_FUNCTION_NAME"] = "orders",
            ["AWS_LAMBDA_FUNCTION_VERSION"] = "$LATEST",
            ["AWS_LAMBDA_INITIALIZATION_TYPE"] = "on-demand",
            ["AWS_LAMBDA_LOG_FORMAT"] = "JSON",
            ["AWS_LAMBDA_LOG_GROUP_NAME"] = "/aws/lambda/orders",
            ["AWS_REGION"] = "eu-west-1",
            ["AWS_XRAY_CONTEXT_MISSING"] = "LOG_ERROR",
            ["AWS_XRAY_DAEMON_ADDRESS"] = "127.0.0.1:2000",
            ["GREETING"] = "héllo = \"x\"",
            ["LAMBDA_RUNTIME_DIR"] = "/var/runtime",
            ["LAMBDA_TASK_ROOT"] = task,
            ["LANG"] = "en_US.UTF-8",
            ["LD_BIND_NOW"] = "1",
            ["LD_LIBRARY_PATH"] = $"/var/lang/lib:/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:{task}:{task}/lib:{opt}/lib",
            ["PATH"] = $"/var/lang/bin:/usr/local/bin:/usr/bin/:/bin:{opt}/bin",
            ["TZ"] = ":UTC",
        };
        Assert.Equal(Print(expected), Print(seen));
    }

    [Fact(Timeout = 600_000)]
    public async Task Gives_credentials_only_when_they_were_given()
    {
        var options = ProbeFunction.Options() with { Credentials = new AwsCredentials("AKID", "secret", "token") };
        await using var function = await ProbeFunction.StartAsync(options, TestContext.Current.CancellationToken);

        var seen = await function.AskAsync("environment");

        Assert.Equal(
            ("AKID", "secret", "token"),
            (seen.GetProperty("AWS_ACCESS_KEY_ID").GetString(), seen.GetProperty("AWS_SECRET_ACCESS_KEY").GetString(), seen.GetProperty("AWS_SESSION_TOKEN").GetString()));
        Assert.DoesNotContain("secret", options.ToString(), StringComparison.Ordinal);
    }

    [Fact(Timeout = 600_000)]
    public async Task Of_plain_folders_says_what_is_missing_and_how_to_get_it()
    {
        await using var function = await ProbeFunction.StartAsync(TestContext.Current.CancellationToken, SandboxKind.Folders);

        Assert.Equal(SandboxKind.Folders, function.Sandbox.Kind);
        Assert.Contains("apt-get install bubblewrap", function.Sandbox.Notice, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', function.Sandbox.Notice ?? "");
        Assert.True(function.Init.Succeeded, function.Init.ToString());
    }

    [Fact(Timeout = 600_000)]
    public async Task Chosen_automatically_is_the_best_that_works()
    {
        await using var function = await ProbeFunction.StartAsync(TestContext.Current.CancellationToken);

        var expected = await SandboxSelection.WhyNotAsync(SandboxKind.Bubblewrap) is null ? SandboxKind.Bubblewrap
            : await SandboxSelection.WhyNotAsync(SandboxKind.Namespaces) is null ? SandboxKind.Namespaces
            : SandboxKind.Folders;
        Assert.Equal((expected, expected == SandboxKind.Folders), (function.Sandbox.Kind, function.Sandbox.Notice is not null));
    }

    [Theory(Timeout = 600_000)]
    [MemberData(nameof(ProbeFunction.IsolatingSandboxes), MemberType = typeof(ProbeFunction))]
    public async Task Gives_each_function_a_tmp_of_its_own(SandboxKind kind)
    {
        await using var one = await ProbeFunction.StartAsync(TestContext.Current.CancellationToken, kind, ("PROBE_INIT", "error-once"));
        await using var other = await ProbeFunction.StartAsync(TestContext.Current.CancellationToken, kind);

        Assert.True(File.Exists(Path.Combine(one.TemporaryFolder, "probe-was-here")));
        Assert.False((await other.AskAsync("exists /tmp/probe-was-here")).GetProperty("exists").GetBoolean());
    }

    private static string Take(Dictionary<string, string> variables, string name)
    {
        Assert.True(variables.Remove(name, out var value), $"{name} is not set");
        return value!;
    }

    private static string Print(Dictionary<string, string> variables) => string.Join('\n', variables.OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => $"{v.Key}={v.Value}"));
}
