using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;

namespace Pintle.Contracts.Tests;

/// <summary>A function that was compiled against Amazon's packages binds to these assemblies only if name, version and key are the same.</summary>
public sealed class AssemblyIdentity
{
    private static readonly string Core = typeof(ILambdaContext).Assembly.Location;
    private static readonly string Serialization = typeof(DefaultLambdaJsonSerializer).Assembly.Location;

    [Fact]
    public void Core_is_called_as_Amazons_package_calls_it() =>
        Assert.Equal("Amazon.Lambda.Core, Version=1.0.0.0, Culture=neutral, PublicKeyToken=885c28607f98e604", AssemblyName.GetAssemblyName(Core).FullName);

    [Fact]
    public void Serialization_is_called_as_Amazons_package_calls_it() => Assert.Equal(
        "Amazon.Lambda.Serialization.SystemTextJson, Version=0.0.0.0, Culture=neutral, PublicKeyToken=885c28607f98e604",
        AssemblyName.GetAssemblyName(Serialization).FullName);

    [Fact]
    public void Serialization_demands_the_Core_that_is_beside_it() =>
        Assert.Contains(AssemblyName.GetAssemblyName(Core).FullName, References(Serialization).Select(reference => reference.FullName));

    [Fact]
    public void Core_references_nothing_but_the_framework() =>
        Assert.Empty(References(Core).Where(reference => !IsFramework(reference)).Select(reference => reference.FullName));

    [Fact]
    public void Serialization_references_nothing_but_Core_and_the_framework() => Assert.Equal(
        ["Amazon.Lambda.Core"],
        References(Serialization).Where(reference => !IsFramework(reference)).Select(reference => reference.Name));

    [Fact]
    public void Both_are_for_any_processor()
    {
        foreach (var file in (string[])[Core, Serialization])
        {
            using var image = Open(file);

            var header = image.PEHeaders.CorHeader!;
            Assert.True(header.Flags.HasFlag(CorFlags.ILOnly), $"{file} has the flags {header.Flags}.");
            Assert.Equal(0, header.ManagedNativeHeaderDirectory.Size);
        }
    }

    private static bool IsFramework(AssemblyName reference) => reference.Name!.StartsWith("System.", StringComparison.Ordinal);

    private static ImmutableArray<AssemblyName> References(string file)
    {
        using var image = Open(file);
        var metadata = image.GetMetadataReader();

        return [.. metadata.AssemblyReferences.Select(handle => metadata.GetAssemblyReference(handle).GetAssemblyName())];
    }

    private static PEReader Open(string file) => new(File.OpenRead(file));
}
