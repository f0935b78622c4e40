using System.Globalization;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>What the handler can call of its package is compiled before the first event where the function has a small share of a processor, and nothing of it runs (docs/adr/0022).</summary>
public sealed class ReachedMethods
{
    private const string Early = "Early::Early.Function::Handle", Count = "Early::Early.Function::Count";

    /// <summary>What has not begun within its time is left to the first invocation (docs/adr/0022-reachable-methods.md), and on a busy machine a start may come to that. Not each of so many.</summary>
    private const int Starts = 5;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Are_compiled_before_the_first_event()
    {
        var package = await PublishedFunctions.TestFunctionAsync("Early");

        var all = Jitted(await InvokeAsync(package, Count, "\"abcd\"", 128, ("PINTLE_PREWARM", "off")));
        var few = all;
        for (var start = 0; start < Starts && 2 * few >= all; start++)
            few = Jitted(await InvokeAsync(package, Count, "\"abcd\"", 128));

        Assert.True(all > 20, $"{all} without");
        // What is left is the framework's own part of an asynchronous method, which nothing in the package's code names.
        Assert.True(2 * few < all, $"{few} of {all}");
    }

    [Theory]
    [InlineData("PINTLE_PREWARM", "off", 128)]
    [InlineData("AWS_LAMBDA_DOTNET_PREJIT", "Never", 128)]
    [InlineData("NOTHING", "here", 1769)]
    public async Task Are_left_to_the_first_event_where_that_is_wanted_or_quick(string name, string value, int memory)
    {
        var package = await PublishedFunctions.TestFunctionAsync("Early");

        Assert.True(Jitted(await InvokeAsync(package, Count, "\"abcd\"", memory, (name, value))) > 20);
    }

    /// <summary>Static constructors, initializers of fields and modules, and handlers of AssemblyResolve: in the order and on the threads as without.</summary>
    [Theory]
    [InlineData("", "all")]
    [InlineData("", "none")]
    [InlineData("INITIALIZER", "all")]
    [InlineData("LIBRARY_INITIALIZER", "all")]
    [InlineData("LIBRARY_INITIALIZER", "none")]
    public async Task Run_nothing_of_the_function_before_its_time(string parts, string payload)
    {
        var package = await PublishedFunctions.GetAsync("tests/Functions/Early", parts.Length == 0 ? "" : "-" + parts, parts.Length == 0 ? [] : [$"-p:EarlyParts={parts}"]);

        var expected = await InvokeAsync(package, Early, $"\"{payload}\"", 128, ("PINTLE_PREWARM", "off"));
        var answer = await InvokeAsync(package, Early, $"\"{payload}\"", 128);

        Assert.Contains("constructor, handler", expected, StringComparison.Ordinal);
        Assert.Equal(expected, answer);
    }

    /// <summary>With any share of a processor: all of it is needed.</summary>
    [Theory]
    [InlineData(128)]
    [InlineData(1769)]
    public async Task Make_ready_what_they_read_with_System_Text_Json(int memory)
    {
        var package = await PublishedFunctions.TestFunctionAsync("Untouched");

        var seen = new List<string>();
        for (var start = 0; start < Starts; start++)
        {
            var named = int.Parse(await InvokeAsync(package, "Untouched::Untouched.Function::ReadsNamed", "\"a\"", memory), CultureInfo.InvariantCulture);
            var unnamed = int.Parse(await InvokeAsync(package, "Untouched::Untouched.Function::ReadsUnnamed", "\"a\"", memory), CultureInfo.InvariantCulture);
            // With a small share a document of the type was read, so that what is emitted at run time is compiled too.
            if (named < unnamed && (memory > 128 || named == 0))
                return;
            seen.Add($"{named} and {unnamed}");
        }

        Assert.Fail(string.Join(", ", seen));
    }

    private static int Jitted(string answer)
    {
        var text = answer.Trim('"');
        Assert.StartsWith("40: ", text, StringComparison.Ordinal);
        return int.Parse(text["40: ".Length..], CultureInfo.InvariantCulture);
    }

    private static async Task<string> InvokeAsync(string package, string handler, string payload, int memory, params (string Name, string Value)[] environment)
    {
        await using var function = await LambdaFunction.StartAsync(await Functions.PackageOptionsAsync(handler, package, environment) with { MemoryMB = memory }, Token);
        var result = await function.InvokeAsync(payload, cancellationToken: Token);
        Assert.False(result.IsError, result.ToString());
        return result.Text;
    }
}
