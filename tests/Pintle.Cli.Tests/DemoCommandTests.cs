namespace Pintle.Cli.Tests;

public sealed class DemoCommandTests
{
    [Fact]
    public async Task Shows_three_answers_and_whose_patch_is_whose()
    {
        var layer = await TestSupport.BuiltLayer.GetAsync();

        var run = await Run.PintleAsync("demo");

        Assert.True(run.ExitCode == 0, run.ToString());
        foreach (var shown in (string[])["{\"id\":\"a1\",\"total\":28.5}", "Orders.Function::Echo", "InvalidOperationException", "Whose patch is whose", layer.Manifest.Dotnet, "NativeAOT", "AWS"])
            Assert.True(run.Output.Contains(shown, StringComparison.Ordinal), $"Expected \"{shown}\" in:\n{run}");
    }
}
