namespace Pintle.Testing.Tests;

/// <summary>What a first test asks for: a project to publish and a layer to run on; and what is said where there is none.</summary>
public sealed class FirstTestTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("pintle-first-").FullName;

    [Fact]
    public void A_project_is_found_from_the_output_upwards_by_file_or_folder()
    {
        var project = Write("src/Orders/Orders.csproj", "<Project />");
        var output = Directory.CreateDirectory(Path.Combine(_folder, "tests", "Orders.Tests", "bin", "net10.0")).FullName;

        Assert.Equal(project, LambdaProject.Find("src/Orders/Orders.csproj", output));
        Assert.Equal(project, LambdaProject.Find("src/Orders", output));
        Assert.Equal(project, LambdaProject.Find("../../src/Orders", output));
        Assert.Equal(project, LambdaProject.Find(project, output));
    }

    [Fact]
    public void A_project_that_is_not_there_is_said_with_where_it_was_looked_for()
    {
        _ = Write("two/One.csproj", "");
        _ = Write("two/Two.csproj", "");

        foreach (var project in (string[])["src/None.csproj", "two", "/proc/none.csproj"])
        {
            var fault = Assert.Throws<FunctionSetupException>(() => LambdaProject.Find(project, _folder));
            Assert.Contains(project, fault.Message, StringComparison.Ordinal);
            Assert.Contains(_folder, fault.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_project_that_does_not_publish_is_said_with_the_compiler_s_words()
    {
        var project = Write("Broken/Broken.csproj", """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework></PropertyGroup></Project>""");
        _ = Write("Broken/Broken.cs", "class {");

        var fault = await Assert.ThrowsAsync<FunctionSetupException>(() => LambdaProject.PublishAsync(project, TestContext.Current.CancellationToken));

        Assert.Contains("error CS", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_variable_names_the_layer()
    {
        Assert.Equal(_folder, await LambdaLayer.FindAsync(Variables((LambdaLayer.Variable, _folder)), _folder));

        var fault = await Assert.ThrowsAsync<FunctionSetupException>(() => LambdaLayer.FindAsync(Variables((LambdaLayer.Variable, "/proc/none")), _folder));
        Assert.Contains("/proc/none", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("bin", "PATH")]
    [InlineData("home/.dotnet/tools", "HOME")]
    public async Task The_tool_builds_the_layer_where_nothing_names_one(string folder, string variable)
    {
        var tool = Tool($"{folder}/pintle", $"echo '- building' >&2; echo \"{{ \\\"zip\\\": \\\"x\\\", \\\"directory\\\": \\\"/layers/$1$2$4\\\" }}\"");

        var layer = await LambdaLayer.FindAsync(Variables((variable, variable == "PATH" ? Path.GetDirectoryName(tool)! : Path.Combine(_folder, "home"))), _folder);

        Assert.Equal("/layers/build--arch--json", layer);
    }

    [Fact]
    public async Task A_build_that_fails_and_a_tool_that_is_not_there_are_said()
    {
        var failing = Tool("bin/pintle", "echo 'pintle: Expected a pin.' >&2; exit 2");

        var failed = await Assert.ThrowsAsync<FunctionSetupException>(() => LambdaLayer.FindAsync(Variables(("PATH", Path.GetDirectoryName(failing)!)), _folder));
        var none = await Assert.ThrowsAsync<FunctionSetupException>(() => LambdaLayer.FindAsync(Variables(), _folder));

        Assert.Contains("Expected a pin.", failed.Message, StringComparison.Ordinal);
        Assert.Contains("dotnet tool install", none.Message, StringComparison.Ordinal);
        Assert.Contains(LambdaLayer.Variable, none.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Func<string, string?> Variables(params (string Name, string Value)[] variables) => name => variables.FirstOrDefault(each => each.Name == name).Value;

    private string Write(string path, string content)
    {
        var file = Path.Combine(_folder, path);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, content);
        return file;
    }

    private string Tool(string path, string script)
    {
        var file = Write(path, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return file;
    }
}
