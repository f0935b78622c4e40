using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Pintle.Testing.Tests;

public sealed class ParentDeathTests
{
    private const string Role = "PINTLE_TEST_PARENT";
    private const string LifelineVariable = "PINTLE_TEST_LIFELINE";
    private const string LayerVariable = "PINTLE_TEST_LAYER";

    [Theory(Timeout = 600_000)]
    [MemberData(nameof(ProbeFunction.AllSandboxes), MemberType = typeof(ProbeFunction))]
    public async Task A_function_dies_with_the_process_that_started_it(SandboxKind kind)
    {
        var cancel = TestContext.Current.CancellationToken;
        if (await SandboxSelection.WhyNotAsync(kind) is { } whyNot)
            Assert.Skip($"needs the sandbox {kind} (apt-get install bubblewrap util-linux): {whyNot}");

        using var lifeline = new LifelineListener();
        using var folder = new TestFolder();
        var info = new ProcessStartInfo("dotnet", ["exec", typeof(ParentDeathTests).Assembly.Location]) { RedirectStandardOutput = true };
        info.Environment[Role] = kind.ToString();
        info.Environment[LifelineVariable] = lifeline.Address;
        info.Environment[LayerVariable] = ProbeBuild.Folder;
        info.Environment["TMPDIR"] = folder.Path;
        using var parent = Process.Start(info)!;
        try
        {
            var probe = await lifeline.AcceptAsync(cancel);
            Assert.Equal("ready", await parent.StandardOutput.ReadLineAsync(cancel));

            parent.Kill();

            await probe.EndAsync(cancel);
        }
        finally
        {
            parent.Kill();
            await parent.WaitForExitAsync(cancel);
        }
    }

    /// <summary>The other role of this program: start a function and wait to be killed.</summary>
    [ModuleInitializer]
    internal static void PlayParent()
    {
        if (Environment.GetEnvironmentVariable(Role) is not { } kind)
            return;

        var options = new LambdaFunctionOptions
        {
            Layer = Environment.GetEnvironmentVariable(LayerVariable),
            Function = Path.GetTempPath(),
            Handler = "x",
            Sandbox = Enum.Parse<SandboxKind>(kind),
            Environment = new Dictionary<string, string> { ["PROBE_LIFELINE"] = Environment.GetEnvironmentVariable(LifelineVariable)! },
        };

        // On a pool thread, so that a sandbox that is tied to the thread that started it would be found out.
        var function = Task.Run(() => LambdaFunction.StartAsync(options)).GetAwaiter().GetResult();
        Console.WriteLine(function.Init.Succeeded ? "ready" : function.Init.ToString());
        Thread.Sleep(Timeout.Infinite);
    }
}
