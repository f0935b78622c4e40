using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Pintle.Layer;
using Pintle.Layer.Definition;
using Pintle.Layer.Packages;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

/// <summary>The packed tool where packages can be had only through a proxy that wants to know who asks, from a feed whose name nobody else resolves; and without a network.</summary>
public sealed class PackedToolNetworkTests
{
    private const string Feed = "packages.test";
    private const string User = "ada";
    private const string Password = "p@ss:w/rd%";

    private static readonly string Encoded = Uri.EscapeDataString(Password);

    [Theory]
    [InlineData("http", "http_proxy")]
    [InlineData("https", "http_proxy")]
    [InlineData("https", "https_proxy")]
    [InlineData("https", "ALL_PROXY")]
    public async Task Serves_whoever_knows_its_credentials(string scheme, string variable)
    {
        RequiredTools.RequireArm64Compiler();
        using var scratch = new ScratchFolder();
        var pintle = await PackedTool.InstallAsync(scratch);
        var packages = await PinnedAsync();
        using var authority = new TestAuthority(Feed);
        await using var feed = await PackageFeed.StartAsync(packages, scheme == "https" ? authority : null);
        await using var proxy = new DemandingProxy(feed.Port, User, Password);
        var owner = Owner(scratch, scheme);
        var environment = Environment(scratch, authority, (variable, $"http://{User}:{Encoded}@{proxy.Endpoint}"));
        var version = packages.First().Value;

        _ = await Programs.RunAsync(pintle, owner, environment, "init", "--dotnet", version);
        var zip = await Programs.RunAsync(pintle, owner, environment, "build", "--no-precompile");
        var (exitCode, newest) = await Programs.TryAsync(pintle, owner, environment, "pin", "--latest", "8.0");

        Assert.EndsWith($"pintle-{version}-core-x64.zip", zip.TrimEnd(), StringComparison.Ordinal);
        Assert.True(exitCode == 0, newest);
        Assert.True(proxy.Refused.All(line => proxy.Passed.Contains(line)), $"{string.Join('\n', proxy.Refused)}");
        Assert.All(proxy.Passed, line => Assert.StartsWith(scheme == "https" ? $"CONNECT {Feed}:443 " : $"GET http://{Feed}/", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http", "http_proxy", "ada:wrong-secret@")]
    [InlineData("http", "http_proxy", "")]
    [InlineData("https", "http_proxy", "ada:wrong-secret@")]
    [InlineData("https", "https_proxy", "ada:wrong-secret@")]
    [InlineData("https", "https_proxy", "")]
    public async Task Refuses_others_which_each_command_says_in_one_sentence_without_the_password(string scheme, string variable, string credentials)
    {
        RequiredTools.RequireArm64Compiler();
        using var scratch = new ScratchFolder();
        var pintle = await PackedTool.InstallAsync(scratch);
        using var authority = new TestAuthority(Feed);
        await using var feed = await PackageFeed.StartAsync(await PinnedAsync(), scheme == "https" ? authority : null);
        await using var proxy = new DemandingProxy(feed.Port, User, Password);
        var owner = Owner(scratch, scheme);
        var environment = Environment(scratch, authority, (variable, $"http://{credentials}{proxy.Endpoint}"));
        foreach (var arguments in (string[][])[["init", "--dotnet", "8.0"], ["build", "--pin", "8.0", "--output", "layers"], ["pin", "--latest", "8.0"]])
        {
            // Pins of its own to be moved, which init could not make.
            if (arguments[0] == "pin")
                _ = scratch.Write("company/pintle/pins.json", OwnersPins());

            var (exitCode, printed) = await Programs.TryAsync(pintle, owner, environment, arguments);

            Assert.True(exitCode == 2 && printed.Contains("the proxy asks for credentials", StringComparison.Ordinal), $"{exitCode}\n{printed}");
            Assert.DoesNotContain("wrong-secret", printed, StringComparison.Ordinal);
        }

        Assert.Empty(proxy.Passed);
        Assert.NotEmpty(proxy.Refused);
    }

    /// <summary>After the first build all that a layer is made of is there; what only the network knows is said to be unknown.</summary>
    [Fact]
    public async Task Is_needed_no_more_after_the_first_build()
    {
        RequiredTools.RequireArm64Compiler();
        using var scratch = new ScratchFolder();
        var pintle = await PackedTool.InstallAsync(scratch);
        var function = await PublishedFunctions.OrdersAsync();
        _ = await PinnedAsync();
        var owner = Owner(scratch, "https");
        _ = scratch.Write("company/pintle/pins.json", OwnersPins());
        _ = scratch.Write("company/pintle/layers.yaml", "layers:\n  - name: jobs\n");
        using var authority = new TestAuthority();
        var nowhere = $"http://127.0.0.1:{ClosedPort()}";
        var environment = Environment(scratch, authority, ("http_proxy", nowhere), ("https_proxy", nowhere), ("NUGET_PACKAGES", Programs.GlobalPackages));

        var zip = (await Programs.RunAsync(pintle, owner, environment, "build", "--no-precompile")).TrimEnd();
        _ = await Programs.RunAsync(pintle, owner, environment, "verify", zip, "--rebuild");
        var (invoked, answer) = await Programs.TryAsync(pintle, owner, environment, "invoke", "--layer", zip, "--function", function, "--handler", "Orders::Orders.Function::Echo", "--event", "{}");
        var (audited, standing) = await Programs.TryAsync(pintle, owner, environment, "audit", zip);
        var (pinned, newest) = await Programs.TryAsync(pintle, owner, environment, "pin", "--latest", "8.0");
        var (patched, moved) = await Programs.TryAsync(pintle, owner, environment, "patch");

        // The function is for a later .NET than the layer's, which is found out without a network too.
        Assert.True(invoked == 1 && answer.Contains("Runtime.FrameworkMismatch", StringComparison.Ordinal), $"{invoked}\n{answer}");
        Assert.True(audited == 3 && standing.Contains("unknown", StringComparison.Ordinal), $"{audited}\n{standing}");
        Assert.True(pinned == 2 && newest.Contains("Check the network", StringComparison.Ordinal), $"{pinned}\n{newest}");
        Assert.True(patched == 4 && moved.Contains("Check the network", StringComparison.Ordinal), $"{patched}\n{moved}");
    }

    private static int ClosedPort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>What one of the repository's pins is made of, by id, all of it in the packages folder.</summary>
    private static async Task<IReadOnlyDictionary<string, string>> PinnedAsync()
    {
        var store = PackageStore.ForFolder(Repository.Root);
        var packages = LayerDefinition.Load(Path.Combine(Repository.Root, "layer")).Pins.Find("8.0").For(LayerArchitecture.X64).Packages.Select(each => each.Package).ToList();
        foreach (var package in packages)
            (await store.GetAsync(package, null, TestContext.Current.CancellationToken)).Dispose();
        return packages.ToDictionary(package => package.Id, package => package.Version);
    }

    private static string OwnersPins()
    {
        var all = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "layer", "pins.json")))!;
        return new JsonObject { ["format"] = all["format"]!.DeepClone(), ["default"] = "8.0", ["pins"] = new JsonObject { ["8.0"] = all["pins"]!["8.0"]!.DeepClone() } }.ToJsonString();
    }

    private static string Owner(ScratchFolder scratch, string scheme)
    {
        var insecure = scheme == "http" ? "allowInsecureConnections=\"true\" " : "";
        return Path.GetDirectoryName(scratch.Write("company/nuget.config", $"<configuration><packageSources><clear /><add key=\"behind\" value=\"{scheme}://{Feed}/index.json\" {insecure}/></packageSources></configuration>"))!;
    }

    /// <summary>A user's who has no packages yet, on a machine that trusts the feed's authority alone.</summary>
    private static Dictionary<string, string> Environment(ScratchFolder scratch, TestAuthority authority, params (string Name, string Value)[] more)
    {
        var home = Directory.CreateDirectory(Path.Combine(scratch.Path, "home")).FullName;
        var environment = new Dictionary<string, string>
        {
            ["HOME"] = home,
            ["NUGET_PACKAGES"] = Path.Combine(home, "packages"),
            ["DOTNET_CLI_HOME"] = home,
            ["SSL_CERT_FILE"] = scratch.Write("authority.pem", authority.Pem),
            ["SSL_CERT_DIR"] = home,
        };
        foreach (var (name, value) in more)
            environment[name] = value;
        return environment;
    }
}
