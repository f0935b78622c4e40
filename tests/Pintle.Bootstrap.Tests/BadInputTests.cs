using System.Text;
using Pintle.Bootstrap.Tests.Hosting;
using Pintle.Shared;

namespace Pintle.Bootstrap.Tests;

/// <summary>JSON files that no tool would write: the init error names the file, the field and what to do, and a file that is only large is read.</summary>
public sealed class BadInputTests
{
    private const int TenMegabytes = 10 * 1024 * 1024;

    [Fact]
    public async Task A_deps_file_of_ten_megabytes_is_read()
    {
        await using var scenario = new Scenario();
        var libraries = new StringBuilder(FakeFunction.Deps.Replace("\"Prices/2.0.0\": { \"type\": \"package\" }", "\"Prices/2.0.0\": { \"type\": \"package\" }, ", StringComparison.Ordinal).TrimEnd().TrimEnd('}').TrimEnd().TrimEnd('}'));
        for (var i = 0; libraries.Length < TenMegabytes; i++)
            _ = libraries.Append(System.Globalization.CultureInfo.InvariantCulture, $"\"Library{i}/1.0.0\": {{ \"type\": \"package\", \"path\": \"library{i}/1.0.0\" }},\n");
        scenario.Function.Write("Orders.deps.json", libraries.Append("\"Last/1.0.0\": { \"type\": \"package\" } } }").ToString());

        var outcome = await scenario.RunAsync();

        Assert.True(outcome.RequestLines.SequenceEqual([Outcome.Next]), outcome.ToString());
    }

    [Theory]
    [InlineData("Orders.deps.json", nameof(FaultCode.DepsFileInvalid))]
    [InlineData("Orders.runtimeconfig.json", nameof(FaultCode.RuntimeConfigInvalid))]
    public async Task Ten_megabytes_of_nesting_end_the_start(string file, string fault)
    {
        await using var scenario = new Scenario();
        var path = scenario.Function.Write(file, "{\"targets\":" + new string('[', TenMegabytes));

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault(Enum.Parse<FaultCode>(fault), path, "nested deeper than 64 levels", "Publish the function again.");
    }

    [Theory]
    [InlineData("Orders.deps.json", nameof(FaultCode.DepsFileInvalid))]
    [InlineData("Orders.runtimeconfig.json", nameof(FaultCode.RuntimeConfigInvalid))]
    public async Task Bytes_that_are_no_text_end_the_start(string file, string fault)
    {
        await using var scenario = new Scenario();
        var path = $"{scenario.Function.Root}/{file}";
        await File.WriteAllBytesAsync(path, [0, 159, 146, 150, 255], TestContext.Current.CancellationToken);

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault(Enum.Parse<FaultCode>(fault), path, "line 1 is not JSON");
    }

    [Theory]
    [InlineData("""{ "runtimeTarget": { "name": "t" } }""", "no entry of \"targets\" that \"runtimeTarget\" names")]
    [InlineData("""{ "targets": { "t": {} } }""", "no entry of \"targets\" that \"runtimeTarget\" names")]
    [InlineData("""{ "runtimeTarget": { "name": "other" }, "targets": { "t": {} } }""", "its \"targets\" lack \"other\"")]
    [InlineData("""{ "runtimeTarget": { "name": "t" }, "targets": { "t": { "A/1.0.0": 5 } } }""", "\"targets/t/A/1.0.0\" in line 1")]
    [InlineData("""{ "runtimeTarget": { "name": "t" }, "targets": { "t": { "A/1.0.0": { "runtime": [ "A.dll" ] } } } }""", "\"targets/t/A/1.0.0/runtime\" in line 1")]
    [InlineData("""[ ]""", "what stands in line 1")]
    public async Task A_deps_file_that_is_not_what_it_says_ends_the_start_with_the_field(string deps, string field)
    {
        await using var scenario = new Scenario();
        var path = scenario.Function.Write("Orders.deps.json", deps);

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault(FaultCode.DepsFileInvalid, path, field, "Publish the function again.");
    }

    [Theory]
    [InlineData("""{ "runtimeOptions": [] }""", "\"runtimeOptions\" is an array where the format asks for an object")]
    [InlineData("""{ "runtimeOptions": { "frameworks": {} } }""", "\"frameworks\" is an object")]
    [InlineData("""{ "runtimeOptions": { "framework": { "version": "10.0.0" } } }""", "\"framework\" has no \"name\"")]
    [InlineData("""{ "runtimeOptions": { "framework": { "name": "Microsoft.NETCore.App", "version": 10 } } }""", "version\" is a number")]
    [InlineData("""{ "runtimeOptions": { "framework": { "name": "Microsoft.NETCore.App", "version": "ten" } } }""", "\"ten\"")]
    [InlineData("""{ "runtimeOptions": { "configProperties": [] } }""", "\"configProperties\" is an array")]
    [InlineData("""{ "runtimeOptions": { "rollForward": "Sideways" } }""", "rollForward\" is \"Sideways\"")]
    [InlineData("""{ "runtimeOptions": { "rollForward": "Major", "rollForwardOnNoCandidateFx": 0 } }""", "has both \"rollForward\" and \"rollForwardOnNoCandidateFx\"")]
    public async Task A_runtimeconfig_file_that_is_not_what_it_says_ends_the_start_with_the_field(string config, string field)
    {
        await using var scenario = new Scenario();
        var path = scenario.Function.Write("Orders.runtimeconfig.json", config);

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault(FaultCode.RuntimeConfigInvalid, path, field, "Publish the function again.");
    }

    [Fact]
    public async Task Frameworks_whose_settings_cannot_both_be_met_end_the_start()
    {
        await using var scenario = new Scenario();
        scenario.Function.Write("Orders.runtimeconfig.json",
            """{ "runtimeOptions": { "frameworks": [ { "name": "Microsoft.NETCore.App", "version": "9.0.0", "rollForward": "LatestPatch" } ], "rollForward": "Major" } }""");

        var outcome = await scenario.RunAsync();

        outcome.IsInitFault(FaultCode.FrameworkMismatch, "Microsoft.NETCore.App 9.0.0", "(roll-forward: LatestPatch)", "DOTNET_ROLL_FORWARD=Major");
    }
}
