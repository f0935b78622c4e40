using System.Reflection;
using Pintle.Host.Start;

namespace Pintle.Host.Tests.Start;

/// <summary>How a profile names generic methods.</summary>
public sealed class ReplayedSignatureTests
{
    private static readonly Module Own = typeof(ReplayedSignatureTests).Module;
    private static readonly Module Core = typeof(object).Module;

    /// <summary><c>List&lt;int&gt;.Add</c>, <c>Dictionary&lt;shared, Local&gt;.Clear</c>, <c>Array.Empty&lt;List&lt;Local[]&gt;&gt;</c>.</summary>
    [Fact]
    public void Types_are_of_the_methods_module_of_another_one_shared_and_made_of_each_other()
    {
        var (add, addArguments) = Read([0x40, 0x15, 0x12, .. Row(typeof(List<>)), 1, 0x08, .. Method(typeof(List<>), "Add")]);
        var (clear, clearArguments) = Read([0x40, 0x15, 0x12, .. Row(typeof(Dictionary<,>)), 2, 0x3E, 0x3F, 0, 0x11, .. Row(typeof(Local)), .. Method(typeof(Dictionary<,>), "Clear")]);
        var (empty, emptyArguments) = Read([0x44, 0x12, .. Row(typeof(Array)), .. Method(typeof(Array), "Empty"), 1, 0x15, 0x12, .. Row(typeof(List<>)), 1, 0x1D, 0x3F, 0, 0x11, .. Row(typeof(Local))]);

        Assert.Equal([typeof(int)], addArguments);
        Assert.Equal([typeof(object), typeof(Local)], clearArguments);
        Assert.Equal([typeof(List<Local[]>)], emptyArguments);
        Assert.Equal([typeof(List<>).GetMethod("Add")!.MetadataToken, typeof(Dictionary<,>).GetMethod("Clear")!.MetadataToken, typeof(Array).GetMethod("Empty")!.MetadataToken], [add, clear, empty]);
    }

    [Theory]
    [InlineData(new byte[] { 0x04, 0x12, 0x08, 0x01 })] // Without the type that declares it.
    [InlineData(new byte[] { 0x60, 0x12, 0x08, 0x01 })] // A flag that is not known: a constrained call.
    [InlineData(new byte[] { 0x40, 0x3F, 0x01, 0x12, 0x08, 0x01 })] // Another module than the one that was recorded.
    [InlineData(new byte[] { 0x40, 0x15, 0x12, 0x08, 0x01, 0x13, 0x00, 0x01 })] // A type parameter.
    public void What_is_not_known_is_refused(byte[] signature) => Assert.Throws<NotSupportedException>(() => Read(signature));

    [Fact]
    public void Types_without_an_end_are_refused() => Assert.Throws<NotSupportedException>(() => Read([0x40, .. Enumerable.Repeat((byte)0x1D, 10_000)]));

    private static (int Token, Type[] Arguments) Read(byte[] bytes)
    {
        var signature = new ReplayedSignature(bytes, Core, ReplayedMethods.Of(ReplayedMethodsTests.Profile([Own.ModuleVersionId, Guid.NewGuid()], []))!);
        var token = signature.ReadMethod(out var arguments);
        return (token, [.. arguments.Select(each => Type.GetTypeFromHandle(each)!)]);
    }

    private static byte[] Row(Type type) => Compressed((type.MetadataToken & 0xFF_FFFF) << 2);

    private static byte[] Method(Type type, string name) => Compressed(type.GetMethod(name)!.MetadataToken & 0xFF_FFFF);

    /// <summary>II.23.2.</summary>
    private static byte[] Compressed(int value) => value switch
    {
        < 0x80 => [(byte)value],
        < 0x4000 => [(byte)(0x80 | value >> 8), (byte)value],
        _ => [(byte)(0xC0 | value >> 24), (byte)(value >> 16), (byte)(value >> 8), (byte)value],
    };

    private struct Local;
}
