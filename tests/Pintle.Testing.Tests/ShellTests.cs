namespace Pintle.Testing.Tests;

/// <summary>What shell scripts of a function, a layer or an extension find, as in <c>provided.al2023</c>.</summary>
public sealed class ShellTests
{
    /// <summary>The bootstrap of AWS's own tutorial for custom runtimes, in our words.</summary>
    private const string Bootstrap = """
        #!/bin/sh
        set -euo pipefail
        source "$LAMBDA_TASK_ROOT/$(echo "$_HANDLER" | cut -d. -f1).sh"
        while true; do
          headers="$(mktemp)"
          event=$(curl -sS -LD "$headers" "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/next")
          id=$(grep -Fi Lambda-Runtime-Aws-Request-Id "$headers" | tr -d '[:space:]' | cut -d: -f2)
          response=$("$(echo "$_HANDLER" | cut -d. -f2)" "$event")
          curl -sS -o /dev/null "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/$id/response" -d "$response"
        done
        """;

    [Theory(Timeout = 600_000)]
    [MemberData(nameof(ProbeFunction.IsolatingSandboxes), MemberType = typeof(ProbeFunction))]
    public async Task A_bootstrap_in_shell_answers(SandboxKind kind)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/curl"), "needs curl (apt-get install curl)");
        using var folder = new TestFolder();
        foreach (var (name, text) in new[] { ("bootstrap", Bootstrap), ("function.sh", "handler() { echo \"{\\\"got\\\":$1}\"; }\n") })
        {
            await File.WriteAllTextAsync(folder.At(name), text, TestContext.Current.CancellationToken);
            UnixModes.Set(folder.At(name), UnixModes.Executable);
        }

        await using var function = await ProbeFunction.StartAsync(ProbeFunction.Options(kind) with { Layer = null, Function = folder.Path, Handler = "function.handler" }, TestContext.Current.CancellationToken);
        var result = await function.InvokeAsync("""{"a":1}""", cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(result.Text == """{"got":{"a":1}}""", result.ToString());
    }

    [Theory(Timeout = 600_000)]
    [MemberData(nameof(ProbeFunction.IsolatingSandboxes), MemberType = typeof(ProbeFunction))]
    public async Task Finds_the_system_of_Amazon_Linux_2023(SandboxKind kind)
    {
        await using var function = await ProbeFunction.StartAsync(ProbeFunction.Options(kind), TestContext.Current.CancellationToken);

        var said = await function.AskAsync(". /etc/os-release; echo $ID $VERSION_ID; id -u; id -un; echo x | sed s/x/y/ | grep y; bash -c 'cat <(echo substituted)'; test -d /var/tmp && ! touch /var/tmp/x 2>/dev/null && echo closed; mktemp > /dev/null && echo open; echo out > /dev/stdout; readlink /bin/sh".Insert(0, "run ").Replace("\"", "\\\"", StringComparison.Ordinal));

        Assert.Equal("amzn 2023\n993\nsbx_user1051\ny\nsubstituted\nclosed\nopen\nout\nbash\n", said.GetProperty("output").GetString());
        Assert.Equal("", said.GetProperty("errors").GetString());
    }

    [Theory(Timeout = 600_000)]
    [MemberData(nameof(ProbeFunction.IsolatingSandboxes), MemberType = typeof(ProbeFunction))]
    public async Task A_function_s_variables_act_on_nothing_outside(SandboxKind kind)
    {
        using var folder = new TestFolder();
        var marker = folder.At("marker");
        (string, string)[] variables = [("SHELLOPTS", "xtrace"), ("PS4", $"$(touch {marker})"), ("LD_PRELOAD", folder.At("none.so")), ("LD_DEBUG", "libs"), ("LD_DEBUG_OUTPUT", folder.At("loader")), ("BASH_ENV", folder.At("none"))];
        await using var function = await ProbeFunction.StartAsync(ProbeFunction.Options(kind, variables), TestContext.Current.CancellationToken);

        var seen = await function.AskAsync("environment");

        Assert.Equal(folder.At("none.so"), seen.GetProperty("LD_PRELOAD").GetString());
        Assert.Empty(Directory.GetFileSystemEntries(folder.Path));
    }
}
