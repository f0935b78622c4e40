using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>
/// Functions as people write them, as published: how many of the framework's own methods are left to the JIT until the first response (docs/adr/0021). The counts are exact but for threads that start at once, and for
/// methods that take this machine's widest vectors; the bounds leave room for both.
/// </summary>
public sealed class RealisticFunctions
{
    /// <summary>Not the framework's, and the framework's generic code over types that are not its own. Of an enumeration the JIT shows the number that is below it, so such code counts as the framework's.</summary>
    private static readonly string[] Others = ["Realistic.", "Newtonsoft", "Amazon.", "Microsoft.", "CloudClients.", "Shop.", "Serilog", "FluentValidation", AtRunTime];

    /// <summary>Newtonsoft.Json names a constructor that it emits so.</summary>
    private const string AtRunTime = ":CreateSystem.";

    /// <summary>Those with an enumeration, of their own (members, async forms) or of a package (a queue's messages), have the code over it in their count: some 50 to 77, 7 and 15 methods. Pairs of values are in no family.</summary>
    [Theory(Timeout = 600_000)]
    [InlineData("rest-api", 24)]
    [InlineData("streams", 24)]
    [InlineData("members-by-reflection", 66)]
    [InlineData("members-generated", 94)]
    [InlineData("records-of-kinds", 14)]
    [InlineData("queries", 17)]
    [InlineData("async-forms", 20)]
    [InlineData("console-logger", 16)]
    [InlineData("generic-host", 8)]
    [InlineData("rare-members-by-reflection", 10)]
    [InlineData("rare-members-generated", 18)]
    [InlineData("pairs-of-values", 175)]
    [InlineData("sdk-table", 115)]
    [InlineData("sdk-object", 160)]
    [InlineData("http-tls", 50)]
    [InlineData("typed-http-client", 55)]
    [InlineData("structured-log", 12)]
    [InlineData("newtonsoft-queue", 40)]
    public async Task Jit_few_of_the_frameworks_methods_as_published(string name, int most) => await JitAtMostAsync((await BuiltLayer.GetAsync()).Directory, name, most, TestContext.Current.CancellationToken);

    /// <summary>Under emulation, which takes its time: those that differ in what they load.</summary>
    [Theory(Timeout = 600_000)]
    [InlineData("rest-api", 24)]
    [InlineData("async-forms", 20)]
    [InlineData("console-logger", 16)]
    public async Task Jit_as_few_on_arm64(string name, int most)
    {
        RequiredTools.RequireArm64Emulator();
        await JitAtMostAsync((await BuiltLayer.GetArm64Async()).Directory, name, most, TestContext.Current.CancellationToken);
    }

    private static async Task JitAtMostAsync(string layer, string name, int most, CancellationToken cancellationToken)
    {
        var function = RealisticSuite.Find(name);
        var (result, list) = await OptimizedFunctions.JittedAsync(
            layer, await PublishedFunctions.TestFunctionAsync(function.Code), function.Handler, function.Event, cancellationToken);

        Assert.False(result.IsError, result.ToString());
        var frameworks = list.Methods.Where(IsFrameworks).ToList();
        Assert.True(frameworks.Count is > 0 && frameworks.Count <= most, $"{frameworks.Count} methods:\n{string.Join('\n', frameworks)}");
    }

    private static bool IsFrameworks(string method) => method.StartsWith("System.", StringComparison.Ordinal) && !NeverPrecompiled.IsOfRuntimeAsync(method) && !Others.Any(name => method.Contains(name, StringComparison.Ordinal));
}
