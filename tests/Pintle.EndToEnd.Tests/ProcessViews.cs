using System.Text.Json;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>What a library that looks around in its process finds.</summary>
public sealed class ProcessViews
{
    [Fact]
    public async Task Look_like_a_normal_process_in_the_task_root()
    {
        const string Handler = "Handlers::Handlers.ProcessView::Look";
        await using var function = await Functions.StartAsync(Handler);
        Assert.SkipWhen(function.Sandbox.Kind == SandboxKind.Folders, "Needs a sandbox with /var/task and /opt: install bubblewrap (apt-get install bubblewrap).");

        var result = await function.InvokeAsync("{}", cancellationToken: TestContext.Current.CancellationToken);

        Assert.False(result.IsError, result.ToString());
        Assert.Equal(
            new Dictionary<string, string?>
            {
                ["EntryAssembly"] = "Handlers",
                ["BaseDirectory"] = "/var/task/",
                ["CurrentDirectory"] = "/var/task",
                ["ProcessPath"] = "/opt/bootstrap",
                ["CommandLine"] = "/var/task/Handlers.dll " + Handler,
                ["CommandLineArgs"] = "/var/task/Handlers.dll|" + Handler,
                ["TargetFramework"] = $".NETCoreApp,Version=v{PublishedFunctions.TargetVersion}",
                ["FriendlyName"] = "Handlers",
                ["Culture"] = "",
                ["UICulture"] = "",
                ["DefaultThreadCulture"] = null,
                ["ThreadName"] = null,
                ["ThreadOfInit"] = null,
                ["Apartment"] = "Unknown",
                ["Priority"] = "Normal",
                ["IsBackground"] = "True",
                ["IsPoolThread"] = "False",
                ["SynchronizationContext"] = null,
                ["Scheduler"] = "True",
                ["Activity"] = null,
                ["Load"] = "Default",
                ["Location"] = "/var/task/Handlers.dll",
                ["ExecutionEnvironment"] = "AWS_Lambda_dotnet_custom",
                ["HeapLimitVariable"] = null,
            },
            JsonSerializer.Deserialize<Dictionary<string, string?>>(result.Payload.Span));
    }
}
