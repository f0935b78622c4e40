using System.Xml.Linq;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

/// <summary>Pintle.Testing as its users get it: packed, restored from a folder into a fresh project with xunit v3, without a network.</summary>
public sealed class PackedLibraryTests
{
    private const string Tests = """
        using Pintle.Testing;
        using Xunit;

        public sealed class Fixture : LambdaFixture
        {
            protected override ValueTask<LambdaFunctionOptions> GetOptionsAsync() => new(new LambdaFunctionOptions
            {
                Layer = Environment.GetEnvironmentVariable("LAYER"),
                Function = Environment.GetEnvironmentVariable("FUNCTION")!,
                Handler = "Orders::Orders.Function::Place",
                MemoryMB = 512,
            });
        }

        public sealed record Order(string Id, int Quantity, decimal Price);

        public sealed record Receipt(string Id, decimal Total);

        public sealed class OrderTests(Fixture fixture) : IClassFixture<Fixture>
        {
            [Fact]
            public async Task Totals() => Assert.Equal(new Receipt("a1", 28.5m), await fixture.Function.InvokeAsync<Order, Receipt>(new Order("a1", 3, 9.5m), cancellationToken: TestContext.Current.CancellationToken));

            [Fact]
            public async Task Is_served_over_HTTP()
            {
                await using var server = await FunctionServer.StartAsync([fixture.Function], cancellationToken: TestContext.Current.CancellationToken);
                using var http = new HttpClient();
                using var order = new StringContent("{\"id\":\"a1\",\"quantity\":3,\"price\":9.5}");
                using var answer = await http.PostAsync(server.Address + "/2015-03-31/functions/function/invocations", order, TestContext.Current.CancellationToken);
                Assert.Equal("{\"id\":\"a1\",\"total\":28.5}", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
            }
        }
        """;

    [Fact]
    public async Task A_fresh_project_restores_it_from_a_folder_and_its_tests_pass()
    {
        using var scratch = new ScratchFolder();
        var layer = await BuiltLayer.GetAsync();
        var version = $"0.1.0-test.{Guid.NewGuid():N}";
        foreach (var project in (string[])["Pintle.Emulator", "Pintle.Testing"])
        {
            _ = await Programs.RunAsync("dotnet", Repository.Root, "pack", $"src/{project}", "-c", "Release", "-o", Path.Combine(scratch.Path, "packages"), $"-p:Version={version}",
                $"-p:ArtifactsPath={Path.Combine(Repository.Artifacts, "pack-library-test")}", "--nologo", "-tl:off", "-nodeReuse:false");
        }

        _ = scratch.Write("nuget.config", $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="own" /></config>
              <fallbackPackageFolders><clear /><add key="have" value="{Programs.GlobalPackages}" /></fallbackPackageFolders>
              <packageSources><clear /><add key="packed" value="packages" /></packageSources>
            </configuration>
            """);
        _ = scratch.Write("OrderTests.cs", Tests);
        _ = scratch.Write("Orders.Tests.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup><OutputType>Exe</OutputType><TargetFramework>net10.0</TargetFramework><ImplicitUsings>enable</ImplicitUsings><Nullable>enable</Nullable><InvariantGlobalization>true</InvariantGlobalization></PropertyGroup>
              <ItemGroup><PackageReference Include="xunit.v3" Version="{XunitVersion()}" /><PackageReference Include="Pintle.Testing" Version="{version}" /></ItemGroup>
            </Project>
            """);
        var environment = new Dictionary<string, string> { ["NUGET_PACKAGES"] = Path.Combine(scratch.Path, "own"), ["LAYER"] = layer.Directory, ["FUNCTION"] = await PublishedFunctions.OrdersAsync() };

        _ = await Programs.RunAsync("dotnet", scratch.Path, environment, "build", "-o", "out", "--nologo", "-tl:off", "-nodeReuse:false");
        var printed = await Programs.RunAsync(Path.Combine(scratch.Path, "out", "Orders.Tests"), scratch.Path, environment);

        Assert.Contains("Total: 2, Errors: 0, Failed: 0, Skipped: 0", printed, StringComparison.Ordinal);
        Assert.Equal(["pintle.emulator", "pintle.testing"], Directory.GetDirectories(Path.Combine(scratch.Path, "own")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private static string XunitVersion() =>
        XDocument.Load(Path.Combine(Repository.Root, "Directory.Packages.props")).Descendants("PackageVersion").Single(each => each.Attribute("Include")!.Value == "xunit.v3").Attribute("Version")!.Value;
}
