using System.IO.Compression;
using System.Text.RegularExpressions;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

/// <summary>Functions that are worked on while they are served.</summary>
public sealed partial class ServeWatchTests
{
    private const string Handler = "Worked::Worked.Function::Answer";

    [Fact]
    public async Task A_change_is_built_and_swapped_in_and_one_that_does_not_compile_changes_nothing()
    {
        using var scratch = new ScratchFolder();
        _ = scratch.Write("Worked.csproj", """<Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><GenerateRuntimeConfigurationFiles>true</GenerateRuntimeConfigurationFiles></PropertyGroup></Project>""");
        Write(scratch, "one");
        await using var serve = await ServeProcess.StartAsync(Handler, Path.Combine(scratch.Path, "Worked.csproj"), "--watch");
        using var http = new HttpClient();

        var first = await AnswerAsync(http, serve);
        Write(scratch, "two");
        var swapped = await serve.MessageAsync("swapped");
        var second = await AnswerAsync(http, serve);
        Write(scratch, "three\" +");
        _ = await serve.MessageAsync("the last build that worked goes on");
        var third = await AnswerAsync(http, serve);

        Assert.Equal(("\"one\"", "\"two\"", "\"two\""), (first, second, third));
        Assert.Matches(Swapped(), swapped);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_folder_or_a_zip_that_changes_is_taken_again_and_one_that_is_broken_changes_nothing(bool isZip)
    {
        using var scratch = new ScratchFolder();
        var files = Path.Combine(scratch.Path, "orders");
        var source = isZip ? Path.Combine(scratch.Path, "orders.zip") : files;
        _ = Directory.CreateDirectory(files);
        foreach (var file in Directory.EnumerateFiles(await PublishedFunctions.OrdersAsync()))
            File.Copy(file, Path.Combine(files, Path.GetFileName(file)));
        void Zip()
        {
            ZipFile.CreateFromDirectory(files, source + ".next");
            File.Move(source + ".next", source, overwrite: true);
        }

        if (isZip)
            Zip();
        await using var serve = await ServeProcess.StartAsync("Orders::Orders.Function::Place", source, "--watch");
        using var http = new HttpClient();
        var first = await OrderAsync(http, serve);
        if (isZip)
        {
            await File.WriteAllTextAsync(source, "no zip", TestContext.Current.CancellationToken);
            _ = await serve.MessageAsync("the last one that worked goes on");
        }

        await File.WriteAllTextAsync(Path.Combine(files, "new.txt"), "1", TestContext.Current.CancellationToken);
        if (isZip)
            Zip();
        var swapped = await serve.MessageAsync("swapped");

        Assert.Equal(("""{"id":"a1","total":28.5}""", """{"id":"a1","total":28.5}"""), (first, await OrderAsync(http, serve)));
        Assert.Matches(@"^Orders: swapped \d+ ms after the change$", swapped);
    }

    /// <summary>The project builds in no other configuration, so that it comes up at all only as Debug.</summary>
    [Fact]
    public async Task A_project_to_be_debugged_is_published_as_Debug_and_the_addresses_are_open_while_it_waits()
    {
        using var scratch = new ScratchFolder();
        _ = scratch.Write("work.proj/Worked.csproj", """
            <Project Sdk="Microsoft.NET.Sdk"><PropertyGroup><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><GenerateRuntimeConfigurationFiles>true</GenerateRuntimeConfigurationFiles></PropertyGroup>
              <Target Name="OnlyDebug" BeforeTargets="Build" Condition="'$(Configuration)' != 'Debug'"><Error Text="built as $(Configuration)" /></Target></Project>
            """);
        _ = scratch.Write("work.proj/Function.cs", """namespace Worked; public class Function { public Stream Answer(Stream input) => input; }""");

        await using var serve = await ServeProcess.StartAsync(Handler, Path.Combine(scratch.Path, "work.proj"), "--debug");

        var message = await serve.MessageAsync("waits for a debugger");
        using var http = new HttpClient();
        Assert.Contains("Pintle", await http.GetStringAsync(new Uri($"{serve.Address}/"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.True(Directory.Exists($"/proc/{ProcessId().Match(message).Groups["id"].Value}"), message);
    }

    [Fact]
    public async Task A_function_to_be_debugged_waits_and_its_process_is_named()
    {
        await using var serve = await ServeProcess.LaunchAsync("--function", await PublishedFunctions.OrdersAsync(), "--handler", "Orders::Orders.Function::Place", "--debug", "--timeout", "1");

        var message = await serve.MessageAsync("waits for a debugger");

        var id = ProcessId().Match(message).Groups["id"].Value;
        Assert.True(Directory.Exists($"/proc/{id}"), message);
        Assert.Contains($"\"processId\": \"{id}\"", await serve.MessageAsync("\"type\": \"coreclr\""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_debugger_attaches_with_the_files_of_the_layer_and_the_function_goes_on()
    {
        Assert.SkipUnless(System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.X64, "needs the System V convention of x64");
        var layer = (await BuiltLayer.GetForDebuggerAsync()).Directory;
        await using var serve = await ServeProcess.LaunchAsync("--function", await PublishedFunctions.OrdersAsync(), "--handler", "Orders::Orders.Function::Place", "--debug", "--layer", layer);
        var id = int.Parse(ProcessId().Match(await serve.MessageAsync("waits for a debugger")).Groups["id"].Value, System.Globalization.CultureInfo.InvariantCulture);
        // The advice comes with the process; another process tells nobody when its CLR is up.
        while (!await IsUpAsync(id))
            await Task.Delay(20, TestContext.Current.CancellationToken);
        using var http = new HttpClient();

        string attached;
        using (ManagedDebugger.Attach(id, Path.Combine(layer, "pintle", "dotnet", "libmscordbi.so")))
        {
            await serve.ReadAddressAsync(1);
            attached = await OrderAsync(http, serve);
        }

        Assert.Equal(("""{"id":"a1","total":28.5}""", """{"id":"a1","total":28.5}"""), (attached, await OrderAsync(http, serve)));
        Assert.InRange(ManagedDebugger.Events, 10, int.MaxValue);
    }

    private static async Task<bool> IsUpAsync(int process) => (await File.ReadAllTextAsync($"/proc/{process}/maps", TestContext.Current.CancellationToken)).Contains("/Pintle.Host.dll", StringComparison.Ordinal);

    private static async Task<string> OrderAsync(HttpClient http, ServeProcess serve)
    {
        using var content = new StringContent("""{"id":"a1","quantity":3,"price":9.5}""");
        using var answer = await http.PostAsync(new Uri($"{serve.Address}/2015-03-31/functions/Orders/invocations"), content, TestContext.Current.CancellationToken);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    private static void Write(ScratchFolder scratch, string answer) =>
        scratch.Write("Function.cs", $$"""namespace Worked; public class Function { public Stream Answer(Stream input) => new MemoryStream(System.Text.Encoding.UTF8.GetBytes("\"{{answer}}\"")); }""");

    private static async Task<string> AnswerAsync(HttpClient http, ServeProcess serve)
    {
        using var content = new StringContent("{}");
        using var answer = await http.PostAsync(new Uri($"{serve.Address}/2015-03-31/functions/Worked/invocations"), content, TestContext.Current.CancellationToken);
        return await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
    }

    [GeneratedRegex(@"^Worked: swapped \d+ ms after the build$")]
    private static partial Regex Swapped();

    [GeneratedRegex(@"process (?<id>\d+) waits", RegexOptions.ExplicitCapture)]
    private static partial Regex ProcessId();
}
