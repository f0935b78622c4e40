namespace Pintle.Repository.Tests;

public sealed class ProjectReferenceTests
{
    private static IEnumerable<ProjectFile> Source => ProjectFile.All.Where(project => project.Path.StartsWith("src/", StringComparison.Ordinal));

    [Fact]
    public void The_Runtime_API_client_depends_on_nothing()
    {
        var project = ProjectFile.Named("Pintle.RuntimeApi");

        Assert.Empty(project.References);
        Assert.Empty(project.Packages);
        Assert.Empty(project.Frameworks);
    }

    [Fact]
    public void The_bootstrap_references_the_Runtime_API_client_only()
    {
        var project = ProjectFile.Named("Pintle.Bootstrap");

        Assert.Equal(["Pintle.RuntimeApi"], project.ReferenceNames);
        Assert.Empty(project.Packages);
        Assert.Empty(project.Frameworks);
    }

    [Fact]
    public void The_host_references_the_contract_only_and_does_not_take_it_along()
    {
        var project = ProjectFile.Named("Pintle.Host");

        Assert.Equal(["src/Contracts/Amazon.Lambda.Core/Amazon.Lambda.Core.csproj"], project.References);
        Assert.All(project.Items("ProjectReference"), reference => Assert.Equal("false", (string?)reference.Attribute("Private")));
        Assert.Empty(project.Packages);
        Assert.Empty(project.Frameworks);
    }

    [Fact]
    public void Bootstrap_and_host_share_sources_and_no_assembly()
    {
        Assert.All(ProjectFile.Named("Pintle.Bootstrap").LinkedSources, path => Assert.StartsWith("src/Shared/", path, StringComparison.Ordinal));
        Assert.All(ProjectFile.Named("Pintle.Host").LinkedSources, path => Assert.StartsWith("src/Shared/", path, StringComparison.Ordinal));
        Assert.Empty(ProjectFile.Named("Pintle.Bootstrap").Closure().Intersect(ProjectFile.Named("Pintle.Host").Closure()));
    }

    [Theory]
    [InlineData("Pintle.Emulator", "Pintle.RuntimeApi")]
    [InlineData("Pintle.Layer", "Pintle.Emulator")]
    [InlineData("Pintle.Layer", "Pintle.Testing")]
    [InlineData("Pintle.Emulator", "Pintle.Layer")]
    [InlineData("Pintle.Testing", "Pintle.RuntimeApi")]
    public void Does_not_reach(string from, string to) => Assert.DoesNotContain(to, ProjectFile.Named(from).Closure());

    [Fact]
    public void Nothing_but_the_host_and_the_second_engine_references_a_contract_under_src()
    {
        var others = Source.Where(project => project.Name is not ("Pintle.Host" or "Pintle.AwsEngine") && !project.Path.StartsWith("src/Contracts/", StringComparison.Ordinal));

        Checkout.ShouldBeNone(others.Where(project => project.ReferenceNames.Any(name => name.StartsWith("Amazon.", StringComparison.Ordinal))).Select(project => project.Path),
            "The contract stand-ins travel inside test functions and samples only; the host and the second engine alone are compiled against one.");
    }

    [Fact]
    public void Nothing_under_src_takes_anything_from_tests()
    {
        var taken = from project in Source
                    from path in project.References.Concat(project.LinkedSources)
                    where !path.StartsWith("src/", StringComparison.Ordinal)
                    select $"{project.Path} → {path}";

        Checkout.ShouldBeNone(taken, "Projects under src reference projects and sources under src only.");
    }

    [Fact]
    public void References_lead_to_projects_of_the_repository()
    {
        var lost = from project in ProjectFile.All
                   from path in project.References
                   where !path.Contains('$', StringComparison.Ordinal) && !Checkout.Files.Contains(path)
                   select $"{project.Path} → {path}";

        Checkout.ShouldBeNone(lost, "A project reference names a project of the repository.");
    }
}
