using System.Reflection;
using Pintle.Host.Metadata;
using Pintle.Host.Reach;

namespace Pintle.Host.Tests.Reach;

public sealed class SignatureShapeTests
{
    [Fact]
    public void Is_the_same_for_a_method_and_its_override() => Assert.Equal(ShapeOf(typeof(Stream), "Read", 3), ShapeOf(typeof(MemoryStream), "Read", 3));

    [Fact]
    public void Tells_overloads_apart()
    {
        var shapes = typeof(BinaryWriter).GetMethods().Where(method => method.Name == "Write" && method.GetParameters().Length == 1 && Type.GetTypeCode(method.GetParameters()[0].ParameterType) != TypeCode.Object)
            .Select(method => Shape(method)).ToList();

        Assert.True(shapes.Count > 10, $"{shapes.Count}");
        Assert.Equal(shapes.Count, shapes.Distinct().Count());
    }

    [Fact]
    public void Is_any_where_a_type_parameter_stands() => Assert.Null(ShapeOf(typeof(ICollection<>), "Add", 1));

    [Fact]
    public void Has_the_name_and_the_number_of_parameters_in_its_key() =>
        Assert.Equal(("Read/3", "Add/1"), (Key(typeof(Stream), "Read", 3), Key(typeof(ICollection<>), "Add", 1)));

    private static string? ShapeOf(Type type, string name, int parameters) => Shape(Method(type, name, parameters));

    private static string? Shape(MethodInfo method)
    {
        Assert.True(MetadataTypes.TryGetTables(method.Module.Assembly, out var tables));
        return SignatureShape.Of(tables.Signature(MetadataTypes.RowOf(method)));
    }

    private static string Key(Type type, string name, int parameters)
    {
        Assert.True(MetadataTypes.TryGetTables(type.Assembly, out var tables));
        return SignatureShape.Key(name, tables.Signature(MetadataTypes.RowOf(Method(type, name, parameters))));
    }

    private static MethodInfo Method(Type type, string name, int parameters) => type.GetMethods().First(method => method.Name == name && method.GetParameters().Length == parameters);
}
