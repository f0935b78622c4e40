using System.IO.Compression;
using System.Text.Json;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

public sealed class RehearseCommandTests
{
    private const string Place = "Orders::Orders.Function::Place";
    private const string Order = """{"id":"a1","quantity":3,"price":9.5}""";

    [Fact]
    public async Task Adds_the_profile_and_its_list_to_the_package_and_changes_nothing_else()
    {
        using var scratch = new ScratchFolder();
        var orders = await PublishedFunctions.OrdersAsync();

        var run = await RehearseAsync(scratch, orders, "--handler", Place, "--event", Order, "--event", """{"id":"a2","quantity":1,"price":1}""", "--runs", "1", "--json");

        Assert.True(run.ExitCode == 0, run.ToString());
        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal(Zip(scratch), json.RootElement.GetProperty("zip").GetString());
        var handler = Assert.Single(json.RootElement.GetProperty("handlers").EnumerateArray());
        Assert.True(handler.GetProperty("methods").GetInt32() > 200 && handler.GetProperty("leftOut").GetInt32() == 0 && handler.GetProperty("coldStartMsAfter").GetDouble() > 0, run.ToString());
        await using var zip = await ZipFile.OpenReadAsync(Zip(scratch), TestContext.Current.CancellationToken);
        var before = Directory.EnumerateFiles(orders, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(orders, file));
        Assert.Equal(before.Concat(["pintle.rehearsal/1.profile", "pintle.rehearsal/list"]).Order(StringComparer.Ordinal), zip.Entries.Select(entry => entry.FullName).Order(StringComparer.Ordinal));
        using var reader = new StreamReader(await zip.GetEntry("pintle.rehearsal/list")!.OpenAsync(TestContext.Current.CancellationToken));
        var list = (await reader.ReadToEndAsync(TestContext.Current.CancellationToken)).Split('\n');
        Assert.Equal("pintle-rehearsal 1", list[0]);
        Assert.Contains($"module\t{new FileInfo(Path.Combine(orders, "Orders.dll")).Length}\tOrders.dll", list);
    }

    [Theory]
    [InlineData("SelfPolling", "{}")]
    [InlineData("SelfPolling.dll", "{}")]
    // After which it ends by itself.
    [InlineData("SelfPolling", "\"last\"")]
    public async Task Records_a_program_that_polls_by_itself(string handler, string payload)
    {
        using var scratch = new ScratchFolder();

        var run = await RehearseAsync(scratch, await PublishedFunctions.TestFunctionAsync("SelfPolling"), "--handler", handler, "--event", payload, "--runs", "1", "--json");

        Assert.True(run.ExitCode == 0, run.ToString());
        using var json = JsonDocument.Parse(run.Output);
        Assert.True(Assert.Single(json.RootElement.GetProperty("handlers").EnumerateArray()).GetProperty("methods").GetInt32() > 200, run.ToString());
    }

    [Fact]
    public async Task Fills_a_folder_that_is_new_or_was_filled_before_and_no_other()
    {
        using var scratch = new ScratchFolder();
        _ = scratch.Write("mine/letter.txt", "a letter");
        var made = Path.Combine(scratch.Path, "made") + "/";
        string[] arguments = ["rehearse", await PublishedFunctions.OrdersAsync(), "--layer", (await BuiltLayer.GetAsync()).Directory, "--handler", Place, "--event", Order, "--runs", "0", "--output"];

        for (var i = 0; i < 2; i++)
        {
            var run = await Run.PintleAsync([.. arguments, made]);
            Assert.True(run.ExitCode == 0 && run.Output.Trim() == made && File.Exists(made + "pintle.rehearsal/list") && File.Exists(made + "Orders.dll"), run.ToString());
        }
        var refused = await Run.PintleAsync([.. arguments, Path.Combine(scratch.Path, "mine")]);
        Assert.True(refused.ExitCode == 2 && refused.Messages.Contains("holds something else, which would be removed", StringComparison.Ordinal), refused.ToString());
        Assert.Equal(["letter.txt"], Directory.EnumerateFileSystemEntries(Path.Combine(scratch.Path, "mine")).Select(Path.GetFileName));
        var nowhere = await Run.PintleAsync([.. arguments, Path.Combine(scratch.Path, "none", "made.zip")]);
        Assert.True(nowhere.ExitCode == 2 && nowhere.Messages.Contains("there is no folder", StringComparison.Ordinal), nowhere.ToString());
    }

    [Theory]
    [InlineData("Orders", "", "Expected a --handler and an --event")]
    [InlineData("Orders", "--handler Orders::Orders.Function::Place", "Expected a --handler and an --event")]
    [InlineData("Orders", "--event {}", "Expected a --handler and an --event")]
    [InlineData("Orders", "--handler Orders::Orders.Function::Missing --event {}", "its init phase failed")]
    [InlineData("Orders", "--handler Orders::Orders.Function::Fail --event {}", "found InvalidOperationException")]
    [InlineData("Orders", "--handler Orders --event {}", "its init phase failed")]
    [InlineData("Orders", "--handler Missing --event {}", "or the name of an executable assembly of the package, found Missing")]
    [InlineData("Orders", "--handler a::b::c --event {} --timeout 0", "Expected --timeout to be from 1 to 900 seconds")]
    [InlineData("Handlers", "--handler Handlers::Handlers.Endings::Exit --event 0", "found Runtime.ExitError")]
    [InlineData("Handlers", "--handler Handlers::Handlers.Endings::Sleep --event 100000 --timeout 2", "found Sandbox.Timedout")]
    [InlineData("SelfPolling", "--handler SelfPolling --event \"kill\"", "see that it is not killed and doesn't crash")]
    public async Task Refuses_what_it_cannot_do_and_writes_nothing(string function, string arguments, string words)
    {
        using var scratch = new ScratchFolder();
        var package = function == "Orders" ? await PublishedFunctions.OrdersAsync() : await PublishedFunctions.TestFunctionAsync(function);

        var run = await RehearseAsync(scratch, package, arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.True(run.ExitCode == 2 && run.Messages.ReplaceLineEndings(" ").Contains(words, StringComparison.Ordinal), run.ToString());
        Assert.Empty(Directory.EnumerateFileSystemEntries(scratch.Path));
    }

    private static string Zip(ScratchFolder scratch) => Path.Combine(scratch.Path, "rehearsed.zip");

    private static async Task<Run> RehearseAsync(ScratchFolder scratch, string function, params string[] arguments) =>
        await Run.PintleAsync(["rehearse", function, "--layer", (await BuiltLayer.GetAsync()).Directory, "--output", Zip(scratch), .. arguments]);
}
