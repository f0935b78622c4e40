using System.Reflection;
using System.Runtime.InteropServices;
using Pintle.Shared;

namespace Pintle.Repository.Tests;

public sealed class HostAbiDocumentTests
{
    private static readonly MarkdownDocument Document = MarkdownDocument.Read("docs/host-abi.md");

    /// <summary>Each structure with the size that the compiler gives it.</summary>
    private static unsafe Dictionary<Type, int> Structures => new()
    {
        [typeof(Bytes)] = sizeof(Bytes),
        [typeof(HostStart)] = sizeof(HostStart),
        [typeof(HostInvocation)] = sizeof(HostInvocation),
        [typeof(HostReply)] = sizeof(HostReply),
    };

    public static TheoryData<string> Names => [.. Structures.Keys.Select(type => type.Name)];

    [Fact]
    public void Names_the_version_of_the_code() => Assert.Contains($"ABI version: **{HostAbi.Version}**", Document.Text, StringComparison.Ordinal);

    [Fact]
    public void Names_the_entry_point_of_the_code() =>
        Assert.Contains($"`{HostAbi.EntryPoint}` of `{HostAbi.TypeName}` in `{HostAbi.AssemblyName}`", Document.Text, StringComparison.Ordinal);

    [Fact]
    public void Describes_every_structure_of_the_code()
    {
        var inCode = typeof(HostAbi).Assembly.GetTypes().Where(type => type.IsValueType && !type.IsEnum && type.Namespace == typeof(HostAbi).Namespace).Select(type => type.Name);

        Assert.Equal(inCode.Order(), Structures.Keys.Select(type => type.Name).Order());
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Gives_fields_offsets_and_sizes_of_the_code(string name)
    {
        var (type, size) = Structures.Single(structure => structure.Key.Name == name);

        var described = Document.TableUnder($"{name}: {size} bytes");

        var inCode = FieldsOf(type).Select(field => $"{Marshal.OffsetOf(type, field.Name)} | {SizeOf(field.FieldType)} | {field.Name} | {Spell(field.FieldType)}");
        Assert.Equal(inCode, described.Lines("offset", "size", "field", "type"));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Has_no_implicit_padding_to_describe(string name)
    {
        var (type, size) = Structures.Single(structure => structure.Key.Name == name);
        var end = 0;
        foreach (var field in FieldsOf(type))
        {
            Assert.True((int)Marshal.OffsetOf(type, field.Name) == end, $"{name}.{field.Name} is at {Marshal.OffsetOf(type, field.Name)}, and the field before it ends at {end}: name the gap as a field");
            end += SizeOf(field.FieldType);
        }
        Assert.Equal(size, end);
        Assert.Equal(size, Marshal.SizeOf(type));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void Says_who_owns_each_field_and_for_how_long(string name)
    {
        var table = Document.TableUnder($"{name}: {Structures.Single(structure => structure.Key.Name == name).Value} bytes");

        Assert.All(table.Column("owner and lifetime"), cell => Assert.NotEqual("", cell));
        Assert.All(table.Column("meaning"), cell => Assert.NotEqual("", cell));
    }

    [Fact]
    public void Gives_the_kinds_of_reply_of_the_code()
    {
        var table = Document.TableUnder($"{nameof(HostReplyKind)}: {sizeof(HostReplyKind)} bytes");

        Assert.Equal(Enum.GetValues<HostReplyKind>().Select(kind => $"{(int)kind} | {kind}"), table.Lines("value", "name"));
    }

    [Fact]
    public void Gives_the_modes_of_the_code()
    {
        var table = Document.TableUnder($"{nameof(HostMode)}: {sizeof(HostMode)} bytes");

        Assert.Equal(Enum.GetValues<HostMode>().Select(mode => $"{(int)mode} | {mode}"), table.Lines("value", "name"));
    }

    [Fact]
    public void Lists_every_call_of_the_code()
    {
        var functionPointers = FieldsOf(typeof(HostStart)).Where(field => field.FieldType.IsFunctionPointer).Select(field => field.Name);

        Assert.Equal(functionPointers.Concat([HostAbi.EntryPoint, HostAbi.ReplayEntryPoint, HostAbi.EndRecordingEntryPoint]).Order(), Document.TableUnder("Calls").Column("call").Order());
    }

    private static FieldInfo[] FieldsOf(Type type) =>
        [.. type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).OrderBy(field => field.MetadataToken)];

    private static int SizeOf(Type type)
    {
        if (type.IsPointer || type.IsFunctionPointer)
            return nint.Size;
        return Marshal.SizeOf(type.IsEnum ? type.GetEnumUnderlyingType() : type);
    }

    private static string Spell(Type type)
    {
        if (type.IsFunctionPointer)
            return "function pointer";
        if (type.IsPointer)
            return "pointer";
        return type == typeof(int) || type == typeof(long) || type == typeof(nint) ? "signed integer" : type.Name;
    }
}
