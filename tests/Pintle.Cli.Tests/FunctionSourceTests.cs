using Pintle.Cli.Functions;
using Pintle.Cli.Serving;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

/// <summary>What a user may name as a function.</summary>
public sealed class FunctionSourceTests
{
    [Fact]
    public void A_folder_with_one_project_is_that_project_whatever_the_folder_is_called()
    {
        using var scratch = new ScratchFolder();
        var project = scratch.Write("my.proj/Orders.csproj", "<Project />");
        _ = scratch.Write("published.csproj/Orders.dll", "");

        Assert.Equal(project, FunctionSource.Resolve(Path.Combine(scratch.Path, "my.proj")));
        Assert.Equal(project, FunctionSource.Resolve(project));
        var published = Path.Combine(scratch.Path, "published.csproj");
        Assert.Equal((published, null), (FunctionSource.Resolve(published), new PlannedFunction(published, new Testing.LambdaFunctionOptions { Function = "", Handler = "H" }).Project));
    }

    [Theory]
    [InlineData("two", "found 2: A.csproj, B.fsproj")]
    [InlineData("none.csproj", "there is nothing at")]
    public void What_can_t_be_told_is_refused(string name, string said)
    {
        using var scratch = new ScratchFolder();
        _ = scratch.Write("two/A.csproj", "");
        _ = scratch.Write("two/B.fsproj", "");

        Assert.Contains(said, Assert.Throws<ToolException>(() => FunctionSource.Resolve(Path.Combine(scratch.Path, name))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_project_for_several_frameworks_needs_a_choice_and_gets_it_from_the_command_line()
    {
        using var scratch = new ScratchFolder();
        var layer = (await BuiltLayer.GetAsync()).Directory;
        _ = scratch.Write("Worked.csproj", """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFrameworks>net8.0;net10.0</TargetFrameworks><ImplicitUsings>enable</ImplicitUsings><GenerateRuntimeConfigurationFiles>true</GenerateRuntimeConfigurationFiles></PropertyGroup></Project>""");
        _ = scratch.Write("Function.cs", """namespace Worked; public class Function { public Stream Answer(Stream input) => new MemoryStream(System.Text.Encoding.UTF8.GetBytes("\"" + AppContext.TargetFrameworkName + "\"")); }""");
        string[] command = ["invoke", "--function", scratch.Path, "--handler", "Worked::Worked.Function::Answer", "--layer", layer];

        var open = await Run.PintleAsync(command);
        var chosen = await Run.PintleAsync([.. command, "--target-framework", "net10.0"]);

        Assert.True(open.ExitCode == 2 && open.Messages.ReplaceLineEndings(" ").Contains("is for several. Choose one, for example --target-framework net10.0", StringComparison.Ordinal), open.ToString());
        Assert.True(chosen.ExitCode == 0 && chosen.Output.Contains(".NETCoreApp,Version=v10.0", StringComparison.Ordinal), chosen.ToString());
    }

    [Fact]
    public async Task A_framework_for_what_is_published_already_is_refused()
    {
        using var scratch = new ScratchFolder();

        var run = await Run.PintleAsync("invoke", "--function", scratch.Path, "--handler", "H", "--target-framework", "net10.0", "--layer", scratch.Path);

        Assert.True(run.ExitCode == 2 && run.Messages.ReplaceLineEndings(" ").Contains("--target-framework only for a project", StringComparison.Ordinal), run.ToString());
    }
}
