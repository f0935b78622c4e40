using Pintle.Layer;
using Pintle.Layer.Migrate;
using Pintle.Layer.Optimize;
using Pintle.Layer.Rehearse;
using Pintle.Layer.Tree;

namespace Pintle.Fuzz;

/// <summary>An assembly of a stranger's package, as <c>migrate</c>, <c>optimize</c> and <c>rehearse</c> read it: each says what it is, or that it is none, and where two say it they say the same.</summary>
internal static class AssemblyTarget
{
    public static IReadOnlyList<byte[]> Seeds { get; } = [TinyAssembly.File];

    public static void Run(byte[] input)
    {
        var path = FuzzFolder.Write("Orders.dll", input);
        var file = new TreeFile("Orders.dll", path, UnixFileMode.UserRead, "");
        var compiled = FunctionAssembly.Read(file, LayerArchitecture.X64);
        var rehearsed = RehearsedModule.Read(file);
        var migrated = MigratingAssembly.Read(new MigratingFile("Orders.dll", input.Length, input), isOwn: true);
        if (compiled is not null && rehearsed is not null)
            InvariantException.Require(compiled.Name == rehearsed.Name && compiled.References.SequenceEqual(rehearsed.References), $"expected one name, found {compiled.Name} and {rehearsed.Name}");
        if (compiled is not null && migrated is not null)
            InvariantException.Require(compiled.Name == migrated.Name && migrated.References.SetEquals(compiled.References), $"expected one name, found {compiled.Name} and {migrated.Name}");
    }
}
