using System.Buffers.Binary;
using Pintle.Layer.Migrate;
using Pintle.Layer.Optimize;
using Pintle.Layer.Rehearse;
using Pintle.Layer.Tree;

namespace Pintle.Layer.Tests;

/// <summary>Assemblies of a package whose metadata cannot be read: they count as none, whichever exception the framework's reader has for them.</summary>
public sealed class DamagedAssemblyTests
{
    /// <summary>Where the size of the first stream stands, behind the signature, versions, the version's text of 12 bytes and the count of streams (ECMA-335 II.24.2.1).</summary>
    internal const int FirstSize = 16 + 12 + 4 + 4;

    [Theory]
    [InlineData(0, 0x00000000u)]
    [InlineData(12, 0xFFFFFFFFu)]
    [InlineData(FirstSize - 4, 0xFFFFFFFFu)]
    [InlineData(FirstSize, 0xFFFFFFFFu)]
    [InlineData(FirstSize, 0x7FFFFFFFu)]
    public void Count_as_none(int place, uint value)
    {
        using var folder = new TempFolder();
        var bytes = File.ReadAllBytes(typeof(DamagedAssemblyTests).Assembly.Location);
        var metadata = bytes.AsSpan().IndexOf("BSJB\u0001\0\u0001\0"u8);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(metadata + place), value);
        var path = folder["Orders.dll"];
        File.WriteAllBytes(path, bytes);
        var file = new TreeFile("Orders.dll", path, UnixFileMode.UserRead, "");

        Assert.Null(FunctionAssembly.Read(file, LayerArchitecture.X64));
        Assert.Null(RehearsedModule.Read(file));
        Assert.Null(MigratingAssembly.Read(new MigratingFile("Orders.dll", bytes.Length, bytes), isOwn: true));
    }
}
