using System.Reflection;

namespace Pintle.Layer.Migrate;

/// <summary>
/// Checks a handler string against the package's metadata, by the same rules and in the same order as the layer's host (docs/errors.md). It has the rules in code of its own, because the host reflects over
/// what it has loaded, and here nothing is loaded.
/// </summary>
internal static class HandlerCheck
{
    private const string Check = "handler";

    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    public static IEnumerable<MigrationFinding> Run(MigratingPackage package, string handler)
    {
        var types = new PackageTypes(package);
        using var context = types.Open();
        try
        {
            Look(context, types, handler);
            return [];
        }
        catch (HandlerRefusal refusal)
        {
            return [new MigrationFinding(MigrationSeverity.Blocker, Check, refusal.Where, $"{refusal.Message} ({refusal.Fault}, exit code {refusal.ExitCode}).", refusal.Remedy)];
        }
        catch (Exception e) when (e is FileNotFoundException or FileLoadException or BadImageFormatException or TypeLoadException or NotSupportedException)
        {
            return [new MigrationFinding(MigrationSeverity.Warning, Check, null, $"The handler \"{PackageFiles.Bounded(handler)}\" could not be looked at to its end: {PackageFiles.Bounded(e.Message)}", "Run it on the layer: pintle invoke.")];
        }
    }

    private static void Look(MetadataLoadContext context, PackageTypes types, string handler)
    {
        (var name, var typeName, var method) = Parse(handler);
        var assembly = Load(context, types, name);
        var type = FindType(assembly, typeName) ?? throw new HandlerRefusal(
            "HandlerTypeNotFound", 73, assembly.GetName().Name + ".dll", $"There is no type {Quoted(typeName)} in it", "Correct the handler's second part: namespace and type exactly as written, nested types with '+'.");
        var found = FindMethod(type, method);
        HandlerShapes.Validate(type, found);
        HandlerSerializers.Require(assembly, found, HandlerShapes.Of(type, found));
    }

    private static (AssemblyName Assembly, string Type, string Method) Parse(string text)
    {
        var parts = text.Split("::", 3);
        if (parts.Length < 3)
            throw Malformed(text, parts.Length == 1 ? "one part" : "two parts");
        string[] trimmed = [.. parts.Select(part => part.Trim())];
        if (Array.FindIndex(trimmed, part => part.Length == 0) is >= 0 and var empty)
            throw Malformed(text, empty switch { 0 => "no assembly", 1 => "no type", _ => "no method" });
        try
        {
            return (new AssemblyName(trimmed[0]), trimmed[1], trimmed[2]);
        }
        catch (Exception e) when (e is FileLoadException or ArgumentException)
        {
            throw Malformed(text, "a first part that is not an assembly's name");
        }
    }

    private static HandlerRefusal Malformed(string text, string found) =>
        new("HandlerMalformed", 70, null, $"The handler \"{PackageFiles.Bounded(text)}\" has {found}, where ASSEMBLY::TYPE::METHOD is expected", "Set it to, for example, Orders::Orders.Function::Place.");

    private static Assembly Load(MetadataLoadContext context, PackageTypes types, AssemblyName name)
    {
        if (types.Find(name.Name) is not { } file)
            throw new HandlerRefusal("HandlerAssemblyNotFound", 71, null, $"There is no {PackageFiles.Bounded(name.Name ?? "")}.dll in the package", "Correct the handler's first part (it is the assembly's name), or publish the assembly with the function.");
        Assembly assembly;
        try
        {
            assembly = context.LoadFromByteArray(file.Content!);
        }
        catch (Exception e) when (e is BadImageFormatException or InvalidOperationException or OverflowException)
        {
            throw new HandlerRefusal("HandlerAssemblyUnreadable", 72, file.Path, "It is damaged, or is not a .NET assembly", "Publish the function again.");
        }

        return name.Version is null || assembly.GetName().Version >= name.Version
            ? assembly
            : throw new HandlerRefusal("HandlerAssemblyNotFound", 71, file.Path, $"The handler asks for {PackageFiles.Bounded(name.FullName)}, and it is {assembly.GetName().Version}", "Correct the handler's first part: the assembly's name without a version will do.");
    }

    private static Type? FindType(Assembly assembly, string name)
    {
        try
        {
            return assembly.GetType(name);
        }
        catch (Exception e) when (e is ArgumentException or FileLoadException)
        {
            return null;
        }
    }

    /// <summary>By name in the type and then its bases; where there are overloads, by the exact signature.</summary>
    private static MethodInfo FindMethod(Type type, string name)
    {
        for (var each = type; each is not null; each = each.BaseType)
        {
            MethodInfo[] found = name.EndsWith('*') ? [] : [.. each.GetMember(name, MemberTypes.Method, Any).OfType<MethodInfo>()];
            if (found.Length > 0)
                return Nearest(found) ?? throw Overloaded(type, name, found);
        }

        for (var each = type; each is not null; each = each.BaseType)
        {
            if (each.GetMethods(Any).FirstOrDefault(method => HandlerSignatures.Text(method) == name) is { } exact)
                return exact;
        }

        throw new HandlerRefusal("HandlerMethodNotFound", 74, type.Assembly.GetName().Name + ".dll", $"There is no method {Quoted(name)} in {type.FullName}", "Correct the handler's third part: the method's name exactly as written.");
    }

    /// <summary>The only one, or the one that hides all others with its signature; <c>null</c> if they are overloads.</summary>
    private static MethodInfo? Nearest(MethodInfo[] found)
    {
        var nearest = found[0];
        foreach (var other in found.Skip(1))
        {
            if (nearest.IsGenericMethodDefinition != other.IsGenericMethodDefinition || !nearest.GetParameters().Select(each => each.ParameterType).SequenceEqual(other.GetParameters().Select(each => each.ParameterType)))
                return null;
            if (other.DeclaringType!.IsSubclassOf(nearest.DeclaringType!))
                nearest = other;
        }

        return nearest;
    }

    private static HandlerRefusal Overloaded(Type type, string name, MethodInfo[] candidates) => new(
        "HandlerMethodInvalid", 75, type.Assembly.GetName().Name + ".dll", $"There are {candidates.Length} methods {Quoted(name)} in {type.FullName}: {string.Join("; ", candidates.Select(HandlerSignatures.Text))}",
        "Put one of these signatures in place of the method's name, or rename the others.");

    private static string Quoted(string text) => $"\"{PackageFiles.Bounded(text)}\"";
}

/// <summary>Why a handler cannot be used; it ends the check.</summary>
internal sealed class HandlerRefusal(string fault, int exitCode, string? where, string found, string remedy) : Exception(found)
{
    public string Fault => fault;

    public int ExitCode => exitCode;

    public string? Where => where;

    public string Remedy => remedy;
}
