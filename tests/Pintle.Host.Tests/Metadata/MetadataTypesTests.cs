using System.Reflection;
using Pintle.Host.Metadata;

namespace Pintle.Host.Tests.Metadata;

/// <summary>The same answers as Assembly.GetType, for every type of real assemblies.</summary>
public sealed class MetadataTypesTests
{
    public static TheoryData<string> Assemblies => ["System.Private.CoreLib", "System.Text.Json", "System.Linq.Expressions", "xunit.v3.assert", "Amazon.Lambda.Core", "Pintle.Host", "Pintle.Host.Tests"];

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Finds_every_top_level_type(string name)
    {
        var assembly = Assembly.Load(name);
        // Names beyond ASCII are left to the runtime; xUnit makes one for each test assembly, at random.
        var types = assembly.GetTypes().Where(type => !type.IsNested && type.FullName!.All(char.IsAscii)).ToArray();

        // At least these: an empty loop would prove nothing.
        Assert.NotEmpty(types);
        foreach (var type in types)
            Assert.Same(type, MetadataTypes.Find(assembly, type.FullName!));
    }

    [Fact]
    public void Finds_generic_types_by_their_arity()
    {
        var core = typeof(object).Assembly;

        Assert.Same(typeof(Func<,,>), MetadataTypes.Find(core, "System.Func`3"));
        Assert.Same(typeof(List<>), MetadataTypes.Find(core, "System.Collections.Generic.List`1"));
        Assert.Null(MetadataTypes.Find(core, "System.Collections.Generic.List"));
        Assert.Null(MetadataTypes.Find(core, "System.Collections.Generic.List`2"));
    }

    [Theory]
    [MemberData(nameof(Assemblies))]
    public void Leaves_nested_types_to_the_runtime(string name)
    {
        var assembly = Assembly.Load(name);

        foreach (var type in assembly.GetTypes().Where(type => type.IsNested))
        {
            Assert.Null(MetadataTypes.Find(assembly, type.FullName!));
            // Their bare name is that of a top-level type, or of none.
            Assert.Same(TopLevel(assembly, type.Namespace, type.Name), MetadataTypes.Find(assembly, type.Namespace is null ? type.Name : $"{type.Namespace}.{type.Name}"));
        }
    }

    [Theory]
    [InlineData("System.Strin")]
    [InlineData("System.Stringg")]
    [InlineData("system.string")]
    [InlineData("String")]
    [InlineData("System")]
    [InlineData("System.")]
    [InlineData("System..String")]
    [InlineData("System.Text.String")]
    [InlineData("System.String ")]
    [InlineData("Größe")]
    [InlineData("\0")]
    public void Finds_nothing_that_is_not_there(string name)
    {
        Assert.Null(MetadataTypes.Find(typeof(object).Assembly, name));
        Assert.Null(typeof(object).Assembly.GetType(name));
    }

    [Theory]
    [InlineData("System.Environment+SpecialFolder")]
    [InlineData("System.Collections.Generic.List`1[System.Int32]")]
    [InlineData("System.String[]")]
    [InlineData("System.Int32*")]
    [InlineData("System.Int32&")]
    [InlineData("System.String, System.Private.CoreLib")]
    [InlineData(@"System.Str\ing")]
    public void Leaves_a_name_that_needs_parsing_to_the_runtime(string name) => Assert.Null(MetadataTypes.Find(typeof(object).Assembly, name));

    [Fact]
    public void Finds_a_type_without_a_namespace()
    {
        var type = typeof(TypeWithoutNamespace);

        Assert.Same(type, MetadataTypes.Find(type.Assembly, nameof(TypeWithoutNamespace)));
    }

    private static Type? TopLevel(Assembly assembly, string? space, string name) =>
        assembly.GetTypes().FirstOrDefault(type => !type.IsNested && type.Namespace == space && type.Name == name);
}
