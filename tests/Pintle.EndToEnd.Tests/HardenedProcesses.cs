using Pintle.Shared;

namespace Pintle.EndToEnd.Tests;

/// <summary>What of a running function somebody else on the machine, or in its sandbox, could take hold of: SECURITY.md has the threats.</summary>
public sealed class HardenedProcesses
{
    private const string Handler = "Handlers::Handlers.Values::Repeat";

    [Fact]
    public async Task Have_no_page_that_is_writable_and_executable_also_after_methods_were_jitted()
    {
        await using var api = new Adversary((call, before) => call.Name != "next" ? AdversaryAnswer.Accepted : before == 0 ? AdversaryAnswer.Event("3") : AdversaryAnswer.Hold);
        using var bootstrap = await BareBootstrap.StartAsync(api.Address, Handler, variables: [("DOTNET_ReadyToRun", "0")]);
        await api.SeenAsync("next", 2);

        var pages = (await File.ReadAllLinesAsync($"/proc/{bootstrap.ProcessId}/maps", TestContext.Current.CancellationToken)).Where(line => line.Split(' ')[1].StartsWith("rwx", StringComparison.Ordinal));

        Assert.Empty(pages);
    }

    [Fact]
    public async Task Listen_to_nobody_and_leave_no_pipe_of_the_debugger_or_the_diagnostics_server()
    {
        await using var api = new Adversary((_, _) => AdversaryAnswer.Hold);
        using var bootstrap = await BareBootstrap.StartAsync(api.Address, Handler);
        await api.SeenAsync("next");

        var sockets = Directory.GetFiles($"/proc/{bootstrap.ProcessId}/fd").Select(file => new FileInfo(file).LinkTarget ?? "").Where(target => target.StartsWith("socket:[", StringComparison.Ordinal)).Select(target => target[8..^1]).ToArray();
        var unix = await File.ReadAllLinesAsync("/proc/net/unix", TestContext.Current.CancellationToken);
        var tcp = (await File.ReadAllLinesAsync("/proc/net/tcp", TestContext.Current.CancellationToken)).Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        // The one connection to the Runtime API, and it is no listener (state 0A).
        var own = Assert.Single(sockets);
        Assert.DoesNotContain(unix, line => line.Contains($" {own} ", StringComparison.Ordinal));
        Assert.Contains(tcp, line => line.Length > 9 && line[9] == own && line[3] == "01");
        // With its start, the 22nd field: a process of the same number may have left some, which was killed.
        var started = (await File.ReadAllTextAsync($"/proc/{bootstrap.ProcessId}/stat", TestContext.Current.CancellationToken)).Split(") ")[^1].Split(' ')[22 - 3];
        Assert.DoesNotContain(Directory.GetFiles(Path.GetTempPath()), file => file.Contains($"-{bootstrap.ProcessId}-{started}-", StringComparison.Ordinal));
    }

    /// <summary>A library in the function's package, or in a layer's folder, is not what the bootstrap or CoreCLR loads in the place of its own.</summary>
    [Theory]
    [InlineData("libcoreclr.so")]
    [InlineData("libclrjit.so")]
    [InlineData("libSystem.Native.so")]
    [InlineData("libclrgc.so")]
    [InlineData("libcoreclrtraceptprovider.so")]
    public async Task Load_the_layers_own_libraries_whatever_the_search_path_holds(string library)
    {
        var folder = Directory.CreateTempSubdirectory("pintle-search-");
        try
        {
            // Loading it would fail, which would be seen.
            await File.WriteAllTextAsync(Path.Combine(folder.FullName, library), "no library", TestContext.Current.CancellationToken);
            await using var api = new Adversary((call, before) => call.Name != "next" ? AdversaryAnswer.Accepted : before == 0 ? AdversaryAnswer.Event("3") : AdversaryAnswer.End);

            var end = await BareBootstrap.RunAsync(api.Address, Handler, variables: [("LD_LIBRARY_PATH", folder.FullName)]);

            Assert.Equal((int)FaultCode.RuntimeApiRefused, end.ExitCode);
            Assert.Equal(["next", "response", "next"], api.Calls.Select(call => call.Name));
            Assert.Single(end.Lines);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
