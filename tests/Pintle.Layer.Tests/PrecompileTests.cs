using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using System.Text;
using Pintle.Layer.Definition;
using Pintle.Layer.Packages;
using Pintle.Layer.Precompile;
using Pintle.Shared;

namespace Pintle.Layer.Tests;

public sealed class PrecompileTests(BuiltLayer layer)
{
    private readonly LayerDefinition _definition = LayerDefinition.Load(Path.Combine(BuiltLayer.Root, "layer"));

    private string Framework => Path.Combine(layer.Artifact.Directory, FrameworkListFormat.RuntimeFolder);

    /// <summary>The list was trained on two versions, and a layer takes what its own has.</summary>
    [Fact]
    public async Task Every_method_of_the_training_list_is_in_a_pinned_framework()
    {
        string[] listed = [.. FrameworkPrecompiler.Lines(_definition.StartupMethods)];
        using var scratch = new TempFolder();

        using var known = new FrameworkMethods(_definition.Layout.Precompile.Assemblies.Select(name => Path.Combine(Framework, name)));
        using var later = new FrameworkMethods(await ExtractAsync("11.0", scratch.Path));
        Assert.NotEmpty(listed);
        Assert.Equal(listed.Order(StringComparer.Ordinal).Distinct(), listed);
        Assert.All(listed, method => Assert.True(known.Knows(method) || later.Knows(method), method));
        Assert.Equal(listed.Count(known.Knows), layer.Artifact.Manifest.Precompiled!.Methods);
    }

    /// <summary>The assemblies that are precompiled, as a pin's package has them.</summary>
    private async Task<IReadOnlyList<string>> ExtractAsync(string pin, string folder)
    {
        var package = _definition.Pins.Find(pin).For(LayerArchitecture.X64).Frameworks["core"];
        using var pack = await PackageStore.ForFolder(BuiltLayer.Root).GetAsync(package, null, TestContext.Current.CancellationToken);
        foreach (var name in _definition.Layout.Precompile.Assemblies)
        {
            await using var content = await pack.Files.Single(file => file.FullName.EndsWith("/" + name, StringComparison.Ordinal)).OpenAsync(TestContext.Current.CancellationToken);
            await using var file = File.Create(Path.Combine(folder, name));
            await content.CopyToAsync(file, TestContext.Current.CancellationToken);
        }

        return [.. _definition.Layout.Precompile.Assemblies.Select(name => Path.Combine(folder, name))];
    }

    [Fact]
    public async Task What_is_precompiled_has_the_IL_of_its_package_and_other_bytes()
    {
        var pin = _definition.Pins.Find(null).For(LayerArchitecture.X64).Frameworks["core"];
        using var pack = await PackageStore.ForFolder(BuiltLayer.Root).GetAsync(pin, null, TestContext.Current.CancellationToken);

        Assert.Equal(_definition.Layout.Precompile.Assemblies.Select(name => $"{FrameworkListFormat.RuntimeFolder}/{name}").Order(StringComparer.Ordinal), layer.Artifact.Manifest.Precompiled!.Files);
        foreach (var name in _definition.Layout.Precompile.Assemblies)
        {
            using var stock = new MemoryStream();
            await using (var content = await pack.Files.Single(file => file.FullName.EndsWith("/" + name, StringComparison.Ordinal)).OpenAsync(TestContext.Current.CancellationToken))
                await content.CopyToAsync(stock, TestContext.Current.CancellationToken);
            var ours = await File.ReadAllBytesAsync(Path.Combine(Framework, name), TestContext.Current.CancellationToken);

            Assert.False(stock.ToArray().AsSpan().SequenceEqual(ours), name);
            Assert.Equal(ModuleVersion(stock.ToArray()), ModuleVersion(ours));
        }
    }

    /// <summary>The number that a compiler gives to the IL of a module; native code does not change it.</summary>
    private static Guid ModuleVersion(byte[] assembly)
    {
        using var image = new PEReader(ImmutableCollectionsMarshal.AsImmutableArray(assembly));
        var metadata = image.GetMetadataReader();
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
    }

    [Fact]
    public void A_profile_has_the_same_bytes_whatever_the_order_of_its_methods()
    {
        using var folder = new TempFolder();
        string[] methods = [.. FrameworkPrecompiler.Lines(_definition.StartupMethods)];
        using var known = new FrameworkMethods([Path.Combine(Framework, "System.Private.CoreLib.dll")]);

        var found = ProfileWriter.Write(folder["one"], methods, known);
        _ = ProfileWriter.Write(folder["other"], methods.Reverse(), known);

        Assert.InRange(found, 1, methods.Length);
        Assert.Equal(File.ReadAllBytes(folder["one"]), File.ReadAllBytes(folder["other"]));
    }

    [Theory]
    [InlineData("System.Collections.Generic.List`1[System.__Canon]:Add(System.__Canon)", 1)]
    [InlineData("System.Collections.Generic.List`1+Enumerator[int]:MoveNext():bool:this", 1)]
    [InlineData("System.Array:Resize[System.String[]](byref,int)", 1)]
    [InlineData("System.String:.ctor(char,int)", 1)]
    [InlineData("System.String:NoSuchMethod()", 0)]
    [InlineData("System.String:Concat(System.String)", 0)]
    [InlineData("System.Collections.Generic.List`1[Orders.Order]:Add(System.__Canon)", 0)]
    [InlineData("System.Collections.Generic.List`1[int,int]:Clear()", 0)]
    [InlineData("Orders.Function:Place()", 0)]
    [InlineData("not a method", 0)]
    [InlineData("A[:b(", 0)]
    public void Finds_methods_by_the_JITs_names(string method, int expected)
    {
        using var folder = new TempFolder();
        using var known = new FrameworkMethods([Path.Combine(Framework, "System.Private.CoreLib.dll")]);

        Assert.Equal(expected, ProfileWriter.Write(folder["profile"], [method], known));
    }

    [Fact]
    public void Every_family_has_methods_in_the_pinned_framework()
    {
        using var known = new FrameworkMethods(_definition.Layout.Precompile.Assemblies.Select(name => Path.Combine(Framework, name)));
        using var profile = new ProfileWriter(known);

        Assert.NotEmpty(_definition.Layout.Precompile.Families);
        Assert.All(_definition.Layout.Precompile.Families, family => Assert.True(profile.Add(family) > 0, family.Name));
    }

    /// <summary>What a crossgen2 of another version may fail on: the rest is written, and what the list has too stays.</summary>
    [Fact]
    public void A_family_or_a_type_of_families_can_be_left_out_of_a_profile()
    {
        using var folder = new TempFolder();
        using var known = new FrameworkMethods(_definition.Layout.Precompile.Assemblies.Select(name => Path.Combine(Framework, name)));
        using var profile = new ProfileWriter(known);
        _ = profile.Add(["System.Collections.Generic.List`1[int]:Add(int)"]);
        _ = profile.Add(new MethodFamily("adding", ["System.Collections.Generic.List`1:Add"], [["int", "long"]], AspNet: true, "any"));
        _ = profile.Add(new MethodFamily("clearing", ["System.Collections.Generic.List`1:Clear"], [["int"]], AspNet: true, "any"));

        Assert.Equal(["adding", "clearing"], profile.FamiliesIn(_ => true));
        Assert.Empty(profile.FamiliesIn(_ => false));
        Assert.Equal(["Add(T) Int32", "Add(T) Int64", "Clear() Int32"], Written(null));
        Assert.Equal(["Add(T) Int32", "Clear() Int32"], Written((family, _) => family == "adding"));
        Assert.Equal(["Add(T) Int32", "Add(T) Int64"], Written((_, method) => method.DeclaringType.FullName == "System.Collections.Generic.List`1<System.Int32>"));
        Assert.Equal(["Add(T) Int32"], Written((_, _) => true));
        Assert.True(profile.HasInFamilies("System.Collections.Generic.List`1<System.Int64>", _ => true));
        Assert.False(profile.HasInFamilies("System.Collections.Generic.List`1<System.Int64>", _ => false));
        Assert.False(profile.HasInFamilies("System.Collections.Generic.List`1", _ => true));

        string[] Written(Func<string, Mono.Cecil.MethodReference, bool>? without)
        {
            profile.Write(folder["startup.mibc"], null, without);
            using var read = Mono.Cecil.ModuleDefinition.ReadModule(folder["startup.mibc"]);
            return
            [
                .. read.GetType("<Module>").Methods.Where(method => method.Name.StartsWith("Group", StringComparison.Ordinal)).SelectMany(method => method.Body.Instructions)
                    .Select(instruction => instruction.Operand).OfType<Mono.Cecil.MethodReference>()
                    .Select(method => $"{method.Name}({string.Join(',', method.Parameters.Select(_ => "T"))}) {((Mono.Cecil.GenericInstanceType)method.DeclaringType).GenericArguments[0].Name}").Distinct().Order(StringComparer.Ordinal),
            ];
        }
    }

    /// <summary>One parameter after the other, two with the same type; no value where a constraint asks for a class, no nullable where it asks for a structure, and in the place of any collection the constraint's own.</summary>
    [Theory]
    [InlineData("System.Collections.Generic.List`1:Add", "List`1<System.Int32>::Add(T), List`1<System.Nullable`1<System.Int32>>::Add(T)")]
    [InlineData("System.Collections.Generic.KeyValuePair`2:get_Key", "<System.Int32,System.__Canon>, <System.__Canon,System.Int32>, <System.Int32,System.Int32>")]
    [InlineData("System.Nullable`1:get_HasValue", "Nullable`1<System.Int32>::")]
    [InlineData("System.WeakReference`1:SetTarget", "")]
    [InlineData("System.Threading.Tasks.Task:FromResult", "::FromResult<System.Int32>, ::FromResult<System.Nullable`1<System.Int32>>")]
    [InlineData("System.Text.Json.Serialization.Converters.ListOfTConverter`2:Add", "ListOfTConverter`2<System.Collections.Generic.List`1<System.Int32>,System.Int32>")]
    [InlineData("System.Threading.Interlocked:NoSuchMethod", "")]
    [InlineData("System.Runtime.CompilerServices.AsyncTaskMethodBuilder:AwaitUnsafeOnCompleted", "")]
    public void Instantiates_a_family_as_the_constraints_allow(string of, string expected)
    {
        using var known = new FrameworkMethods(_definition.Layout.Precompile.Assemblies.Select(name => Path.Combine(Framework, name)));
        using var module = Mono.Cecil.ModuleDefinition.CreateModule("any", Mono.Cecil.ModuleKind.Dll);

        string[] found = [.. new FamilyMethods(known, module).Of(new MethodFamily("any", [of], [["int", "System.Nullable`1[int]"]], AspNet: true, "any")).Select(method => method.FullName)];

        var parts = expected.Split(", ", StringSplitOptions.RemoveEmptyEntries);
        Assert.All(parts, part => Assert.True(found.Any(name => name.Contains(part, StringComparison.Ordinal)), $"{part} in\n{string.Join('\n', found)}"));
        Assert.True(found.Length == found.Distinct().Count() && found.Length > 0 == parts.Length > 0, string.Join('\n', found));
        Assert.DoesNotContain(found, name => name.Contains("Nullable`1<System.Nullable`1", StringComparison.Ordinal) || name.Contains("WeakReference", StringComparison.Ordinal));
    }

    [Fact]
    public void Finds_the_types_over_values_that_a_type_names()
    {
        using var known = new FrameworkMethods([Path.Combine(Framework, "System.Text.Json.dll"), Path.Combine(Framework, "System.Private.CoreLib.dll")]);

        string[] named = [.. known.Like("System.Text.Json.JsonDocument").SelectMany(NamedTypes.In).Select(type => type.FullName).Distinct()];

        Assert.Contains("System.ReadOnlyMemory`1<System.Byte>", named);
        Assert.DoesNotContain(named, name => name.Contains('!', StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("   1: JIT compiled A.B`1[int]:C(byref):this [Tier0, IL size=12, code size=48]", "A.B`1[int]:C(byref):this")]
    [InlineData("  12: JIT compiled A:B() [Tier-0 switched to FullOpts, IL size=294, code size=382]", "A:B()")]
    [InlineData("  12: JIT compiled (dynamicClass):IdGetter(System.Object) [FullOpts, IL size=12, code size=46]", null)]
    [InlineData("something else", null)]
    public void Reads_the_method_of_a_line_of_the_JITs_list(string line, string? method) => Assert.Equal(method, MethodText.InLine(line));

    [Fact]
    public void Remarks_and_empty_lines_of_the_training_list_are_no_methods() =>
        Assert.Equal(["A:B()"], FrameworkPrecompiler.Lines(Encoding.UTF8.GetBytes("# remark\n\nA:B()\n")));
}
