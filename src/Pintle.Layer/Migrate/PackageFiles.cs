using Pintle.Layer.Audit;

namespace Pintle.Layer.Migrate;

/// <summary>The kind of package: what AWS's runtime and the layer take, and what starts something else in the layer's place.</summary>
internal static class PackageFiles
{
    private const string Separator = "::";
    private const string Loop = "Amazon.Lambda.RuntimeSupport";
    private const string MainVariable = "LAMBDA_DOTNET_MAIN_ASSEMBLY";

    /// <summary>The assembly whose <c>deps.json</c> and <c>runtimeconfig.json</c> count where there are several.</summary>
    public static string? MainAssembly(MigrationRequest request)
    {
        if (request.Variables.GetValueOrDefault(MainVariable) is { Length: > 0 } named)
            return named.EndsWith(".dll", StringComparison.Ordinal) ? named[..^4] : named;
        if (request.Handler is not { } handler)
            return null;
        var first = handler.Split(':')[0].Trim();
        return handler.Contains(':', StringComparison.Ordinal) ? first : first.EndsWith(".dll", StringComparison.Ordinal) ? first[..^4] : first;
    }

    public static IEnumerable<MigrationFinding> Run(MigratingPackage package, FunctionContent content, IReadOnlyList<MigratingAssembly> assemblies, MigrationRequest request)
    {
        if (package.AtRoot("bootstrap") is not null)
        {
            yield return new MigrationFinding(
                MigrationSeverity.Blocker, "package", "bootstrap", "Lambda starts a bootstrap of the package before it looks for the layer's, so the layer would not be used.",
                "Publish the function framework-dependent, without a bootstrap: a class library, or an executable under its assembly's name.");
        }

        foreach (var runtime in content.Runtimes)
        {
            yield return new MigrationFinding(
                MigrationSeverity.Blocker, "package", runtime.Path, $"The package carries a .NET of its own ({runtime.Framework} {runtime.Version ?? "of an unknown version"}), which the layer does not replace.",
                "Publish it with --self-contained false, and without PublishTrimmed and PublishSingleFile.");
        }

        foreach (var ending in (string[])[".deps.json", ".runtimeconfig.json"])
        {
            MigratingFile[] several = [.. package.AtRootEnding(ending)];
            if (several.Length > 1 && !(MainAssembly(request) is { } main && several.Any(file => file.Path == main + ending)))
            {
                yield return new MigrationFinding(
                    request.Handler is null ? MigrationSeverity.Warning : MigrationSeverity.Blocker, "package", several[0].Path, $"There are {several.Length} files *{ending}, and none is known to be the handler's ({(ending == ".deps.json" ? "DepsFileAmbiguous, exit code 105" : "RuntimeConfigAmbiguous, exit code 106")}).",
                    request.Handler is null ? "Give the handler with --handler." : $"Set {MainVariable} to the main assembly's name.");
            }
        }

        if (request.Handler is { } given && !given.Contains(':', StringComparison.Ordinal))
        {
            foreach (var finding in Executable(package, assemblies, given.Trim()))
                yield return finding;
        }
        else if (request.Handler is null)
        {
            yield return new MigrationFinding(MigrationSeverity.Note, "handler", null, "Nothing says which handler the function has, so it was not looked at.", "Give it with --handler.");
        }
    }

    /// <summary>A handler without <c>:</c> names a program.</summary>
    private static IEnumerable<MigrationFinding> Executable(MigratingPackage package, IReadOnlyList<MigratingAssembly> assemblies, string name)
    {
        var file = name.EndsWith(".dll", StringComparison.Ordinal) ? name : name + ".dll";
        if (assemblies.FirstOrDefault(assembly => assembly.Path == file) is { } program)
        {
            var loop = assemblies.FirstOrDefault(assembly => assembly.Name == Loop) is { } support
                ? $"with the package's own {Loop} {support.Version.ToString(3)}"
                : $"and has to do so by code of its own, because the package has no {Loop}";
            yield return program.HasMain
                ? new MigrationFinding(MigrationSeverity.Note, "handler", file, $"It is an executable assembly: its Main runs on the layer's CLR, in the bootstrap's process, and polls by itself {loop}.", null)
                : new MigrationFinding(
                    MigrationSeverity.Blocker, "handler", file, $"The handler \"{Bounded(name)}\" has no '{Separator}', and the assembly of that name has no Main that could be run: the process ends with a MissingMethodException.",
                    "Name the method: ASSEMBLY::TYPE::METHOD, or publish an executable (OutputType Exe).");
        }
        else if (package.AtRoot(file) is not null)
        {
            yield return new MigrationFinding(MigrationSeverity.Blocker, "handler", file, "It is no assembly that can be read (ExecutableFailed, exit code 117).", "Publish the function again.");
        }
        else if (package.AtRoot(name) is { Content: not null })
        {
            yield return new MigrationFinding(
                MigrationSeverity.Warning, "handler", name, "It is a native executable (NativeAOT or another language): it runs in the bootstrap's place, and the layer's .NET is not used.",
                "Leave it on provided.al2023 without the layer, or publish it framework-dependent.");
        }
        else
        {
            yield return new MigrationFinding(
                MigrationSeverity.Blocker, "handler", null, $"The handler \"{Bounded(name)}\" has no '{Separator}', and no executable of its name is in the package (ExecutableNotFound, exit code 104).",
                "Correct it: ASSEMBLY::TYPE::METHOD, or the name of an executable.");
        }
    }

    public static string Bounded(string text)
    {
        string line = new([.. text.Select(c => char.IsControl(c) ? '?' : c)]);
        return line.Length <= 200 ? line : line[..200] + "...";
    }
}
