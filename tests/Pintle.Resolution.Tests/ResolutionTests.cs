using Pintle.Bootstrap;
using Pintle.TestSupport;

namespace Pintle.Resolution.Tests;

/// <summary>
/// The bootstrap's resolution is the .NET host's: for every application the same runtime properties, or a refusal where the host refuses. Each application goes through the real host, by
/// the command line that AWS's runtime uses, and through the bootstrap's own code. What differs on purpose is in docs/resolution.md, and left out in <see cref="Comparison"/> only.
/// </summary>
public sealed class ResolutionTests
{
    private const int LeastCases = 40;
    private static readonly Case[] Cases = [.. PublishedCases.All, .. DepsCases.All, .. SettingCases.All];

    public static TheoryData<string> Names => [.. Cases.Select(each => each.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Is_the_hosts_for(string name)
    {
        var (host, bootstrap, fault) = await ResolveAsync(Cases.Single(each => each.Name == name));

        TestContext.Current.TestOutputHelper?.WriteLine(host.Properties is null ? $"The host refuses: {host.Errors}\nThe bootstrap: {fault?.Message}" : host.Errors);
        Assert.True(host.Properties is null == fault is not null, $"The host {(host.Properties is null ? "refuses" : "accepts")} it, the bootstrap doesn't do the same.\nhost: {host.Errors}\nbootstrap: {fault?.Message}");
        Assert.True(bootstrap.Count == 0, string.Join('\n', bootstrap));
    }

    [Fact]
    public void Is_compared_for_many_shapes() => Assert.InRange(Cases.Length, LeastCases, int.MaxValue);

    [Fact]
    public void Differs_only_in_what_the_document_lists()
    {
        var document = File.ReadAllText(Path.Combine(Repository.Root, "docs", "resolution.md"));

        Assert.All(Comparison.OnlyTheHosts, name => Assert.Contains($"| `{name}` |", document, StringComparison.Ordinal));
    }

    private static async Task<(HostAnswer Host, List<string> Differences, FaultException? Fault)> ResolveAsync(Case each)
    {
        using var application = new Application(await each.Publish(), each.Folder);
        each.Change(application);

        var host = await HostAnswer.AskAsync(application.HostArguments(), application.Environment);
        try
        {
            var bootstrap = Comparison.OfBootstrap(application);
            return (host, host.Properties is null ? [] : Comparison.Differences(application, host.Properties, bootstrap), null);
        }
        catch (FaultException fault)
        {
            return (host, [], fault);
        }
    }
}
