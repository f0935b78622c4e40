using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;

namespace Pintle.Testing.Tests;

/// <summary>A function that tries what a checklist for breaking out of containers tries, in each kind of sandbox, started by root and by an ordinary user. What stays open is in SECURITY.md.</summary>
public sealed class EscapeTests
{
    // Of nobody on any machine.
    private const string OrdinaryUser = "61234";

    [Theory(Timeout = 600_000)]
    [MemberData(nameof(ProbeFunction.IsolatingSandboxes), MemberType = typeof(ProbeFunction))]
    public async Task Nothing_works_for_a_function_of_this_user(SandboxKind kind)
    {
        using var host = new Host();
        await using var function = await ProbeFunction.StartAsync(kind: kind, cancellationToken: TestContext.Current.CancellationToken);

        var result = await function.InvokeAsync(host.Event, cancellationToken: TestContext.Current.CancellationToken);

        Assert.False(result.IsError, result.ToString());
        Host.AssertNothingFound(result.Text);
        var owner = (await File.ReadAllLinesAsync($"/proc/{function.ProcessId}/status", TestContext.Current.CancellationToken)).Single(line => line.StartsWith("Uid:", StringComparison.Ordinal));
        Assert.False(owner.Split('\t').Contains("0"), $"root outside of the sandbox: {owner}");
    }

    [Fact(Timeout = 600_000)]
    public async Task Nothing_works_for_a_function_of_an_ordinary_user()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess && File.Exists("/usr/bin/setpriv"), "needs root and setpriv (apt-get install util-linux), to become another user");
        using var folder = new TestFolder();
        UnixModes.Set(folder.Path, UnixModes.Writable);
        var info = new ProcessStartInfo("/usr/bin/setpriv",
        [
            $"--reuid={OrdinaryUser}", $"--regid={OrdinaryUser}", "--clear-groups", Environment.ProcessPath!.EndsWith("/dotnet", StringComparison.Ordinal) ? Environment.ProcessPath : "dotnet",
            "exec", typeof(EscapeTests).Assembly.Location, "-noLogo", "-noColor", "-method", $"{typeof(EscapeTests).FullName}.{nameof(Nothing_works_for_a_function_of_this_user)}",
        ])
        { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = folder.Path };
        info.Environment[ProbeBuild.FolderVariable] = ProbeBuild.Folder;
        info.Environment["TMPDIR"] = folder.Path;
        info.Environment["HOME"] = folder.Path;
        using var process = Process.Start(info)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken) + await errors;
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);

        Assert.SkipWhen(process.ExitCode != 0 && output.Contains("Permission denied", StringComparison.OrdinalIgnoreCase), $"needs a checkout and a .NET SDK that other users can read: {output}");
        Assert.True(process.ExitCode == 0, output);
        Assert.Contains("Total: 2", output, StringComparison.Ordinal);
    }

    /// <summary>What of the host is looked for.</summary>
    private sealed class Host : IDisposable
    {
        private readonly TestFolder _folder = new();
        private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);

        public Host()
        {
            var name = $"pintle-test-{Guid.NewGuid():N}";
            _socket.Bind(new UnixDomainSocketEndPoint("\0" + name));
            _socket.Listen();
            File.WriteAllText(_folder.At("secret"), "");
            string[] paths =
            [
                _folder.At("secret"), "/etc/shadow", "/etc/ssh", "/etc/machine-id", "/etc/hostname", "/boot", "/var/lib/dpkg", "/var/log", "/lost+found", "/.dockerenv", "/usr/share/doc", "/usr/share/dotnet",
                Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".ssh"), Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".aws"),
                Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget"), typeof(EscapeTests).Assembly.Location, ProbeBuild.Folder,
            ];
            Event = JsonSerializer.Serialize(new { escape = new { paths, socket = name } });
        }

        public string Event { get; }

        /// <summary>The kernel keeps a process from the abstract sockets of others from Linux 6.12 on: version 6 of Landlock.</summary>
        private static bool HasScopedSockets => Native.Call(444, 0, 0, 1) >= 6;

        public static void AssertNothingFound(string answer)
        {
            using var found = JsonDocument.Parse(answer);
            string[] open = [.. found.RootElement.EnumerateObject().Where(each => each.Name != "tried").Select(each => $"{each.Name}: {each.Value}")];

            Assert.True(open.All(each => !HasScopedSockets && each.StartsWith("abstract sockets: ", StringComparison.Ordinal)), string.Join('\n', open));
            Assert.InRange(found.RootElement.GetProperty("tried").GetInt32(), 50, 100);
        }

        public void Dispose()
        {
            _socket.Dispose();
            _folder.Dispose();
        }
    }
}
