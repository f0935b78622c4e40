using System.Globalization;
using System.Text;
using Mono.Cecil;
using Pintle.Layer.Definition;
using Pintle.Layer.Inputs;
using Pintle.Layer.Tree;
using Pintle.Shared;

namespace Pintle.Layer.Precompile;

/// <summary>
/// Compiles once more the framework's assemblies that a start touches, each on its own, with the methods that the JIT was seen to compile in a start, and with families of methods that some function's start is likely to need.
/// Nothing of a function is compiled, and an assembly that a function brings in another version is not missed.
/// </summary>
/// <param name="folder">For intermediate files; the caller removes it.</param>
/// <param name="kept">What was compiled before.</param>
internal sealed class FrameworkPrecompiler(PrecompileRule rule, Crossgen2 compiler, CompilerTarget on, string folder, CompiledAssemblies kept, IProgress<BuildStep>? progress = null)
{
    /// <summary>What a step says of an assembly that was not compiled anew.</summary>
    public const string CompiledBefore = "compiled before";

    /// <summary>How crossgen2 begins the line of a failure that is its own, and not the machine's.</summary>
    private const string CompilersOwn = "\nError: ";

    private const string CoreLibrary = "System.Private.CoreLib";

    /// <summary>Puts the compiled assemblies in the place of the framework's own.</summary>
    /// <param name="methods">As <see cref="LayerDefinition.StartupMethods"/>.</param>
    /// <param name="aspNetMethods">As <see cref="LayerDefinition.AspNetMethods"/>; <c>null</c> in a layer without ASP.NET Core.</param>
    public async Task<ManifestPrecompiled> ReplaceAsync(LayerTree tree, ReadOnlyMemory<byte> methods, ReadOnlyMemory<byte>? aspNetMethods, CancellationToken cancellationToken)
    {
        var framework = Path.Combine(tree.Root, FrameworkListFormat.RuntimeFolder);
        var compiled = Directory.CreateDirectory(Path.Combine(folder, "precompiled")).FullName;
        string[] core = [.. rule.Assemblies.Select(name => Require(framework, name))];
        string[] wanted = [.. Lines(methods)], more = aspNetMethods is { } listed ? [.. Lines(listed).Except(wanted)] : [];
        List<string> replaced = [.. rule.Assemblies];
        int found;
        using (var known = new FrameworkMethods(core))
        {
            // Methods that speak of these assemblies alone are looked for in them; the rest goes into ASP.NET Core's, because a layer without it has the same assemblies.
            using var profile = new ProfileWriter(known);
            found = profile.Add([.. wanted, .. more.Where(known.Knows)]);
            more = [.. more.Where(method => !known.Knows(method))];
            foreach (var family in rule.Families.Where(each => each.AspNet || aspNetMethods is null))
                Report($"{family.Name}: {profile.Add(family).ToString("N0", CultureInfo.InvariantCulture)} methods");
            foreach (var assembly in core)
                await CompileAsync(framework, compiled, assembly, profile, spokenOf => IsHome(Path.GetFileNameWithoutExtension(assembly), spokenOf), cancellationToken).ConfigureAwait(false);
        }

        if (aspNetMethods is not null)
        {
            using var known = new FrameworkMethods(Directory.EnumerateFiles(framework, "*.dll").Order(StringComparer.Ordinal));
            using var profile = new ProfileWriter(known);
            found += profile.Add(more);
            foreach (var assembly in rule.AspNetAssemblies)
            {
                try
                {
                    await CompileAsync(framework, compiled, Require(framework, assembly), profile, spokenOf => IsFor(assembly, spokenOf), cancellationToken).ConfigureAwait(false);
                    replaced.Add(assembly);
                }
                catch (LayerException e) when (e.Fault == LayerFault.CompileFailed && e.Message.Contains(CompilersOwn, StringComparison.Ordinal))
                {
                    // There is no family to leave out. What is in the package runs as well, and the layer's other assemblies do without its code.
                    Report($"{assembly}: as it is in its package, because this crossgen2 fails on it");
                }
            }
        }

        kept.RemoveUnused();
        // Only now: until here the compiler referred to the framework's own files.
        foreach (var name in replaced)
            tree.Replace(InLayer(name), Path.Combine(compiled, name));
        return new ManifestPrecompiled(on.InstructionSet, found, [.. replaced.Order(StringComparer.Ordinal).Select(InLayer)]);
    }

    /// <summary>
    /// A generic over an assembly's own types was seen to be compiled only with that assembly (docs/adr/0011-precompiled-framework.md), so a method goes into each listed assembly that it speaks of.
    /// One that speaks of none may stand in any: it goes into the first, which every web application loads before the others.
    /// </summary>
    private bool IsFor(string assembly, IReadOnlyCollection<string> spokenOf) =>
        spokenOf.Contains(Path.GetFileNameWithoutExtension(assembly))
        || assembly == rule.AspNetAssemblies[0] && !rule.AspNetAssemblies.Any(each => spokenOf.Contains(Path.GetFileNameWithoutExtension(each)));

    /// <summary>
    /// A method over the core library's own types goes there, and any other into each of the other assemblies that it speaks of. One that speaks of the core library's types by the name of
    /// an assembly that only forwards to it (as <see cref="NamedTypes"/> may find) is not compiled: the framework's package has most of these.
    /// </summary>
    private static bool IsHome(string assembly, IReadOnlyCollection<string> spokenOf) => assembly == CoreLibrary ? spokenOf.Count == 1 && spokenOf.Contains(assembly) : spokenOf.Contains(assembly);

    private async Task CompileAsync(
        string framework, string compiled, string assembly, ProfileWriter methods, Func<IReadOnlyCollection<string>, bool> takes, CancellationToken cancellationToken)
    {
        string profile = Path.Combine(folder, "startup.mibc"), target = Path.Combine(compiled, Path.GetFileName(assembly));
        string? notTaken = null;
        List<string> left = [];
        methods.Write(profile, takes);
        var key = kept.Key(compiler, on, assembly, await File.ReadAllBytesAsync(profile, cancellationToken).ConfigureAwait(false), Directory.GetFiles(framework, "*.dll"));
        if (await CompiledAssemblies.FindAsync(key, cancellationToken).ConfigureAwait(false) is { } before)
        {
            await File.WriteAllBytesAsync(target, before, cancellationToken).ConfigureAwait(false);
            Report($"{Path.GetFileName(assembly)}: {Megabytes(assembly)} MB become {Megabytes(target)}, {CompiledBefore}");
            return;
        }

        while (true)
        {
            try
            {
                await CompileAsync((_, method) => left.Contains(method.DeclaringType.FullName)).ConfigureAwait(false);
                break;
            }
            catch (LayerException e) when (e.Fault == LayerFault.CompileFailed && FailedMethod.TypeIn(e.Message) is { } type && !left.Contains(type) && methods.HasInFamilies(type, takes))
            {
                // Another version of crossgen2 may fail on a method that nothing tells from the others, and then names it; that of .NET 11.0.0 does in System.Text.Json. The method's type stays out of the
                // families; the same inputs give the same result.
                left.Add(type);
            }
            catch (LayerException e) when (e.Fault == LayerFault.CompileFailed && methods.FamiliesIn(takes) is { Count: > 0 } families)
            {
                await CompileAsync((_, _) => true).ConfigureAwait(false);
                left = [.. families];
                // The compiler named no reason, so another time it may go well.
                key = null;
                break;
            }
        }

        await CompiledAssemblies.KeepAsync(key, await File.ReadAllBytesAsync(target, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        Report($"{Path.GetFileName(assembly)}: {Megabytes(assembly)} MB become {Megabytes(target)}{(left.Count == 0 ? "" : $", without {string.Join(", ", left)}, on which this crossgen2 fails")}"
            + (notTaken is null ? "" : $", without code of {notTaken}, which this crossgen2 cannot take in there"));

        async Task CompileAsync(Func<string, MethodReference, bool> without)
        {
            methods.Write(profile, takes, without);
            notTaken = await compiler.CompileWithProfileAsync(assembly, target, profile, [Path.Combine(framework, "*.dll")], on, cancellationToken).ConfigureAwait(false);
        }
    }

    private static string Megabytes(string file) => (new FileInfo(file).Length / 1e6).ToString("F2", CultureInfo.InvariantCulture);

    private void Report(string text) => progress?.Report(new BuildStep(BuildStage.Tree, text));

    /// <summary>The lines of the methods file; one that starts with <c>#</c> is a remark.</summary>
    public static IEnumerable<string> Lines(ReadOnlyMemory<byte> methods) =>
        Encoding.UTF8.GetString(methods.Span).Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(line => line[0] != '#');

    private static string InLayer(string name) => $"{FrameworkListFormat.RuntimeFolder}/{name}";

    private static string Require(string framework, string name) =>
        File.Exists(Path.Combine(framework, name))
            ? Path.Combine(framework, name)
            : throw new LayerException(
                LayerFault.DefinitionInvalid,
                $"Expected the assembly \"{name}\" that layer/layer.json lists under \"precompile\", but this framework has none. Remove it from the list.");
}
