namespace Pintle.Layer.Migrate;

/// <summary>What assemblies assume about AWS's managed runtime, found in their references and in the texts of their code, because no list of libraries knows their next versions.</summary>
internal static class RuntimeAssumptions
{
    private sealed record Sign(Func<MigratingAssembly, bool> IsIn, MigrationSeverity Severity, string Check, string Found, string? Remedy, bool OnlyOwn = false);

    private static readonly Sign[] Signs =
    [
        new(
            assembly => HasText(assembly, text => text.StartsWith("AWS_Lambda_dotnet", StringComparison.Ordinal) && text.Length > "AWS_Lambda_dotnet".Length && char.IsAsciiDigit(text["AWS_Lambda_dotnet".Length])),
            MigrationSeverity.Warning, "runtime check",
            "It compares with the name of a managed runtime: AWS_EXECUTION_ENV is AWS_Lambda_dotnet_custom on the layer.",
            "Compare with the beginning AWS_Lambda_ only, or ask whether AWS_LAMBDA_FUNCTION_NAME is set."),
        new(
            assembly => HasText(assembly, text => text == "AWS_EXECUTION_ENV"),
            MigrationSeverity.Note, "runtime check", "It reads AWS_EXECUTION_ENV, which is AWS_Lambda_dotnet_custom on the layer and names no managed runtime.", null),
        new(
            assembly => HasText(assembly, text => text.StartsWith("/var/lang", StringComparison.Ordinal) || text.StartsWith("/var/runtime", StringComparison.Ordinal)),
            MigrationSeverity.Warning, "runtime check",
            "It names a folder of the managed runtime (/var/lang or /var/runtime), which provided.al2023 does not have so.",
            "See what it looks for there: the layer's .NET is in /opt/pintle/dotnet (DOTNET_ROOT), without the program dotnet."),
        new(
            assembly => HasText(assembly, text => text is "LAMBDA_RUNTIME_NAME" or "LAMBDA_RUNTIME_DIR"),
            MigrationSeverity.Warning, "runtime check", "It reads a variable by which the managed runtime names itself.", "See what it does where the variable is missing or says something else."),
        new(
            assembly => !assembly.Name.StartsWith("Amazon.Lambda.RuntimeSupport", StringComparison.Ordinal) && HasText(assembly, text => text.StartsWith("Amazon.Lambda.RuntimeSupport", StringComparison.Ordinal)),
            MigrationSeverity.Warning, "runtime check",
            "It looks for Amazon.Lambda.RuntimeSupport by its name, which is the managed runtime's loop: under the layer's own loop a class library's process does not have it.",
            "Build the layer with --engine both and set PINTLE_ENGINE=aws where it has to be there."),
        new(
            assembly => !assembly.Name.StartsWith("Amazon.Lambda.", StringComparison.Ordinal) && assembly.Members.Any(member => member.StartsWith("Amazon.Lambda.Core.SnapshotRestore.", StringComparison.Ordinal)),
            MigrationSeverity.Warning, "SnapStart",
            "It registers hooks of SnapStart, which are never called: SnapStart is not offered to zip functions on provided.al2023.",
            "Do in the constructor what they do, or stay on the managed runtime or a container image where SnapStart is needed."),
        new(
            assembly => assembly.References.Any(name => name.StartsWith("Amazon.Lambda.Durable", StringComparison.OrdinalIgnoreCase)),
            MigrationSeverity.Blocker, "durable functions",
            "It is built on Amazon's durable execution, which zip functions on provided.al2023 are not offered.",
            "Leave this function on the managed runtime, or deploy it as a container image.", OnlyOwn: true),
        new(
            assembly => assembly.Members.Contains("System.Reflection.Assembly.GetEntryAssembly"),
            MigrationSeverity.Note, "entry assembly", "It asks for the entry assembly, which is the handler's assembly on the layer (null on .NET 8), and the loop's on the managed runtime.", null, OnlyOwn: true),
        new(
            assembly => assembly.Members.Contains("System.Environment.GetCommandLineArgs"),
            MigrationSeverity.Note, "command line", "It reads the command line, which is the handler's assembly and the handler string on the layer, and the loop's on the managed runtime.", null, OnlyOwn: true),
        new(
            assembly => assembly.Members.Contains("System.Threading.Thread.get_IsThreadPoolThread"),
            MigrationSeverity.Note, "threads", "It asks whether it runs on a thread of the thread pool: a handler does on the managed runtime, and not on the layer.", null, OnlyOwn: true),
        new(
            assembly => HasText(assembly, text => text == "dotnet") && assembly.Members.Contains("System.Diagnostics.Process.Start"),
            MigrationSeverity.Warning, "processes", "It starts processes and has the text \"dotnet\": there is no program of that name on the layer's PATH.", "Do the work in the function's process, or bring the program along.", OnlyOwn: true),
    ];

    public static IEnumerable<MigrationFinding> Run(IReadOnlyList<MigratingAssembly> assemblies)
    {
        foreach (var sign in Signs)
        {
            MigratingAssembly[] all = [.. assemblies.Where(assembly => (!sign.OnlyOwn || assembly.IsOwn) && sign.IsIn(assembly))];
            if (all.Length > 0)
            {
                var others = all.Length == 1 ? "" : $" So does {string.Join(", ", all.Skip(1).Take(4).Select(each => each.Path))}{(all.Length > 5 ? $" and {all.Length - 5} more" : "")}.";
                yield return new MigrationFinding(sign.Severity, sign.Check, all[0].Path, sign.Found + others, sign.Remedy);
            }
        }
    }

    public static IEnumerable<MigrationFinding> Frameworks(IReadOnlyList<MigratingAssembly> assemblies, string? handler)
    {
        if (assemblies.FirstOrDefault(assembly => assembly.IsOwn && assembly.References.Contains("Amazon.Lambda.Annotations")) is { } annotated)
        {
            yield return new MigrationFinding(
                MigrationSeverity.Note, "Annotations", annotated.Path, "It is built with Amazon.Lambda.Annotations, whose generator writes Handler and Runtime into serverless.template at each build.",
                "Put [assembly: LambdaGlobalProperties(Runtime = \"provided.al2023\")] into the function, so that the generator writes that; layers that stand in the template stay.");
        }

        var pollsItself = handler is not null && !handler.Contains(':', StringComparison.Ordinal);
        if (!pollsItself && assemblies.FirstOrDefault(assembly => assembly.IsOwn && assembly.References.Contains("Amazon.Lambda.AspNetCoreServer.Hosting")) is { } hosted)
        {
            yield return new MigrationFinding(
                handler is null ? MigrationSeverity.Note : MigrationSeverity.Warning, "handler", hosted.Path, "It is an ASP.NET Core application that polls by itself (AddAWSLambdaHosting).",
                $"Its handler is its assembly's name, {hosted.Name}, without \"::\".");
        }
    }

    private static bool HasText(MigratingAssembly assembly, Func<string, bool> isIt) => assembly.Texts.Any(isIt);
}
