using System.Reflection;
using System.Runtime.InteropServices;
using Pintle.Host.Metadata;

namespace Pintle.Host.Tests.Metadata;

/// <summary>Fields, properties and attributes: the same answers as reflection, for every type of real assemblies.</summary>
public sealed class MetadataDataTests
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    /// <summary>Reflection shows these for what metadata keeps elsewhere.</summary>
    private static readonly Type[] Pseudo = [typeof(SerializableAttribute), typeof(StructLayoutAttribute), typeof(ComImportAttribute), typeof(FieldOffsetAttribute), typeof(NonSerializedAttribute), typeof(MarshalAsAttribute)];

    [Theory]
    [MemberData(nameof(MetadataTypesTests.Assemblies), MemberType = typeof(MetadataTypesTests))]
    public void Finds_the_members_of_every_type_and_what_they_bear(string assembly)
    {
        var attributes = 0;
        foreach (var type in Assembly.Load(assembly).GetTypes())
        {
            Assert.True(MetadataTypes.TryGetTables(type.Assembly, out var tables));
            Assert.True(tables.HasSortedAttributes);
            attributes += Compare(tables, type, MetadataTables.TypeParent);
            var (property, end) = tables.Properties(MetadataTypes.RowOf(type));
            var properties = type.GetProperties(Declared).ToDictionary(MetadataTypes.RowOf);
            Assert.Equal(properties.Keys.Order(), Enumerable.Range(property, end - property));
            foreach (var each in properties.Values)
                attributes += Compare(tables, each, MetadataTables.PropertyParent);
            (var field, end) = tables.Fields(MetadataTypes.RowOf(type));
            var fields = type.GetFields(Declared).ToDictionary(MetadataTypes.RowOf);
            Assert.Equal(fields.Keys.Order(), Enumerable.Range(field, end - field));
            foreach (var (row, each) in fields)
            {
                Assert.Equal(each.IsPublic, tables.IsPublicField(row));
                attributes += Compare(tables, each, MetadataTables.FieldParent);
            }
        }
        Assert.True(attributes > 10, $"Only {attributes} attributes were found.");
    }

    [Theory]
    [MemberData(nameof(MetadataTypesTests.Assemblies), MemberType = typeof(MetadataTypesTests))]
    public void Finds_the_assemblies_that_are_referred_to(string name)
    {
        var assembly = Assembly.Load(name);
        string[] names = [.. assembly.GetReferencedAssemblies().Select(reference => reference.Name + ",")];

        Assert.True(MetadataTypes.TryGetTables(assembly, out var tables));
        Assert.False(tables.HasAssemblyReferenceBut(names));
        foreach (var one in names)
        {
            Assert.True(tables.HasAssemblyReferenceBut([.. names.Where(other => other != one)]), one);
            Assert.False(tables.HasAssemblyReferenceBut([.. names.Where(other => other != one), one[..^2]]), one);
        }
    }

    private static int Compare(in MetadataTables tables, MemberInfo member, int tag)
    {
        var expected = member.CustomAttributes.Where(each => !Pseudo.Contains(each.AttributeType))
            .Select(each => each.AttributeType.IsGenericType ? each.AttributeType.GetGenericTypeDefinition() : each.AttributeType).ToHashSet();
        var (row, end) = tables.Attributes(tag, MetadataTypes.RowOf(member));
        var count = end - row;
        for (; row < end; row++)
        {
            var (table, type) = tables.AttributeClass(row);
            if (table == 0)
                continue;
            var found = member.Module.ResolveType(MetadataTypes.Token(table, type));
            Assert.True(expected.Contains(found), $"{member}: {found}");
            Assert.Equal(table == MetadataTables.TypeRef && found.Namespace?.Split('.')[0] == "System", table == MetadataTables.TypeRef && tables.IsReferenceWithin(type, "System"u8));
        }
        Assert.Equal(member.CustomAttributes.Count(each => !Pseudo.Contains(each.AttributeType)), count);
        return count;
    }
}
