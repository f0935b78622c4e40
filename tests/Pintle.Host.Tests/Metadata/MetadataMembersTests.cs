using System.Reflection;
using Pintle.Host.Metadata;

namespace Pintle.Host.Tests.Metadata;

/// <summary>The same answers as reflection, for every method of real assemblies.</summary>
public sealed class MetadataMembersTests
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    [Theory]
    [MemberData(nameof(MetadataTypesTests.Assemblies), MemberType = typeof(MetadataTypesTests))]
    public void Finds_every_method_that_is_the_only_one_of_its_name(string assembly)
    {
        var count = 0;
        foreach (var type in Assembly.Load(assembly).GetTypes().Where(type => !type.IsGenericType))
        {
            foreach (var named in type.GetMethods(Declared).GroupBy(method => method.Name).Where(named => MetadataTypes.Plain(named.Key) is not null))
            {
                var found = MetadataTypes.FindOnlyMethod(type, named.Key);
                Assert.True(Equals(named.Count() == 1 && !named.Single().IsGenericMethodDefinition ? named.Single() : null, found), $"{type}.{named.Key}: {found}");
                count++;
            }
        }
        Assert.True(count > 10, $"Only {count} names were looked for.");
    }

    [Theory]
    [InlineData("Missing")]
    [InlineData("")]
    [InlineData(".ctor")]
    [InlineData("Größe")]
    [InlineData("Publi*")]
    public void Finds_no_method_that_is_not_there(string name) => Assert.Null(MetadataTypes.FindOnlyMethod(typeof(MetadataMembersTests), name));

    [Fact]
    public void Leaves_methods_of_generic_types_to_reflection() => Assert.Null(MetadataTypes.FindOnlyMethod(typeof(List<int>), "TrimExcess"));

    [Fact]
    public unsafe void Gives_the_code_of_a_static_method_of_just_that_signature()
    {
        ReadOnlySpan<byte> signature = [0x00, 1, 0x08, 0x08];

        var function = MetadataTypes.FindFunction(typeof(MetadataMembersTests), "Twice"u8, signature);

        Assert.NotEqual(0, function);
        Assert.Equal(42, ((delegate*<int, int>)function)(21));
        Assert.Equal(0, MetadataTypes.FindFunction(typeof(MetadataMembersTests), "Twice"u8, [0x00, 1, 0x08, 0x0e]));
        Assert.Equal(0, MetadataTypes.FindFunction(typeof(MetadataMembersTests), "Overloaded"u8, signature));
        Assert.Equal(0, MetadataTypes.FindFunction(typeof(MetadataMembersTests), "Missing"u8, signature));
    }

    [Theory]
    [InlineData("#~", new byte[] { 0x00 }, 0x00)]
    [InlineData("one byte", new byte[] { 0x7f, 0xff }, 0x7f)]
    [InlineData("two bytes", new byte[] { 0x80, 0x80 }, 0x80)]
    [InlineData("two bytes, the most", new byte[] { 0xbf, 0xff }, 0x3fff)]
    [InlineData("four bytes", new byte[] { 0xc0, 0x00, 0x40, 0x00 }, 0x4000)]
    [InlineData("four bytes, the most", new byte[] { 0xdf, 0xff, 0xff, 0xff }, 0x1fffffff)]
    public void Reads_compressed_numbers(string name, byte[] bytes, int expected)
    {
        // The examples of ECMA-335 II.23.2.
        ReadOnlySpan<byte> rest = bytes;

        Assert.True(expected == MetadataTables.Compressed(ref rest), name);
    }

#pragma warning disable IDE0051, CA1822 // Looked for by name.
    private static int Twice(int number) => 2 * number;

    private static int Overloaded(int number) => number;

    private static string Overloaded(string text) => text;
#pragma warning restore IDE0051, CA1822
}
