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

    /// <summary>The same with what only bash has.</summary>
    private const string BashBootstrap = """
        #!/bin/bash
        set -euo pipefail
        IFS=. read -r file name <<< "$_HANDLER"
        source "$LAMBDA_TASK_ROOT/$file.sh"
        api="http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime"
        while true; do
          headers="$(mktemp)"
          event=$(curl -sS -LD "$headers" "$api/invocation/next")
          [[ "$(< "$headers")" =~ [Ll]ambda-[Rr]untime-[Aa]ws-[Rr]equest-[Ii]d:[[:space:]]*([0-9a-f-]+) ]]
          calls=("$name" "$event")
          curl -sS -o /dev/null "$api/invocation/${BASH_REMATCH[1]}/response" -d "$("${calls[@]}")"
        done
        """;

    /// <summary>An external extension as vendors write them in shell: it registers, and waits for each event.</summary>
    private const string Extension = """
        #!/bin/bash
        set -euo pipefail
        api="http://$AWS_LAMBDA_RUNTIME_API/2020-01-01/extension"
        id="$(curl -sS -D - -o /dev/null -H "Lambda-Extension-Name: $(basename "$0")" -d '{"events":["INVOKE","SHUTDOWN"]}' "$api/register" | grep -i '^lambda-extension-identifier:' | tr -d '[:space:]' | cut -d: -f2)"
        echo "registered from $0"
        while true; do
          event="$(curl -sS -H "Lambda-Extension-Identifier: $id" "$api/event/next")"
          printf '%s\n' "$event" | sed -E 's/.*"eventType":"([A-Z]+)".*/saw \1/' >> "${TMPDIR:-/tmp}/seen"
          case "$event" in *'"SHUTDOWN"'*) exit 0 ;; esac
        done
        """;

    [Theory(Timeout = 600_000)]
    [InlineData(SandboxKind.Bubblewrap, "sh")]
    [InlineData(SandboxKind.Namespaces, "sh")]
    [InlineData(SandboxKind.Bubblewrap, "bash")]
    [InlineData(SandboxKind.Namespaces, "bash")]
    [InlineData(SandboxKind.Folders, "bash")]
    public async Task A_bootstrap_in_shell_answers(SandboxKind kind, string shell)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/curl"), "needs curl (apt-get install curl)");
        using var folder = new TestFolder();
        Write(folder, ("bootstrap", shell == "sh" ? Bootstrap : BashBootstrap), ("function.sh", "handler() { echo \"{\\\"got\\\":$1}\"; }\n"));

        await using var function = await ProbeFunction.StartAsync(ProbeFunction.Options(kind) with { Layer = null, Function = folder.Path, Handler = "function.handler" }, TestContext.Current.CancellationToken);
        var result = await function.InvokeAsync("""{"a":1}""", cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(result.Text == """{"got":{"a":1}}""", result.ToString());
    }

    [Theory(Timeout = 600_000)]
    [MemberData(nameof(ProbeFunction.AllSandboxes), MemberType = typeof(ProbeFunction))]
    public async Task An_extension_in_shell_sees_each_invocation_and_the_end(SandboxKind kind)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/curl"), "needs curl (apt-get install curl)");
        var cancel = TestContext.Current.CancellationToken;
        using var layer = new TestFolder();
        _ = Directory.CreateDirectory(layer.At("extensions"));
        File.Copy(Path.Combine(ProbeBuild.Folder, "bootstrap"), layer.At("bootstrap"));
        // In plain folders /tmp is the machine's: the function's own is what TMPDIR says.
        Write(layer, ("extensions/watcher", Extension));

        await using var function = await ProbeFunction.StartAsync(ProbeFunction.Options(kind) with { Layer = layer.Path }, cancel);
        var result = await function.InvokeAsync("1", cancellationToken: cancel);
        _ = await function.StopAsync(cancellationToken: cancel);

        Assert.True(function.Init.Succeeded && result.Text == "1", $"{function.Init}\n{result}");
        Assert.Equal(["saw INVOKE", "saw SHUTDOWN"], await File.ReadAllLinesAsync(Path.Combine(function.TemporaryFolder, "seen"), cancel));
        var root = kind == SandboxKind.Folders ? layer.Path : "/opt";
        Assert.Contains($"registered from {root}/extensions/watcher", function.Logs.Select(line => line.Text));
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

    private static void Write(TestFolder folder, params (string Name, string Text)[] scripts)
    {
        foreach (var (name, text) in scripts)
        {
            File.WriteAllText(folder.At(name), text);
            UnixModes.Set(folder.At(name), UnixModes.Executable);
        }
    }
}
