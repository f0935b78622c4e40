using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Versioning;

namespace Pintle.Contracts.Tests.Surface;

/// <summary>
/// An assembly's types and members, private ones included, one a line in a fixed order, with the attributes that a compiler or an analyzer reacts to at a caller. It leaves out what compilers make up,
/// default values of parameters and the values of constants.
/// </summary>
internal static class SurfaceText
{
    private const BindingFlags Declared =
        BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    public static IEnumerable<string> Lines(Assembly assembly) => assembly.GetTypes()
        .Where(type => IsWritten(type) && type.Namespace?.StartsWith("Amazon.", StringComparison.Ordinal) == true)
        .OrderBy(type => type.FullName, StringComparer.Ordinal)
        .SelectMany(type => Members(type).Prepend(Header(type)));

    private static string Header(Type type)
    {
        var kind = type switch
        {
            { IsInterface: true } => "interface",
            { IsEnum: true } => "enum",
            { IsAbstract: true, IsSealed: true } => "static class",
            { IsAbstract: true } => "abstract class",
            _ => "class",
        };
        string[] bases = [.. Bases(type)];
        var inherits = bases.Length == 0 ? "" : " : " + string.Join(", ", bases);

        return $"{Attributes(type)}{Access(type)} {kind} {type.FullName}{inherits}";
    }

    private static IEnumerable<string> Bases(Type type)
    {
        if (type.IsEnum)
            return [];

        var inherited = type.BaseType?.GetInterfaces() ?? [];
        Type[] all = [.. type.GetInterfaces().Except(inherited)];
        var own = all.Where(candidate => !all.Any(other => other != candidate && candidate.IsAssignableFrom(other)));
        var basis = type.BaseType is { } found && found != typeof(object) ? [found] : Type.EmptyTypes;

        return basis.Concat(own.OrderBy(contract => contract.Name, StringComparer.Ordinal)).Select(TypeName.Of);
    }

    private static string Attributes(MemberInfo member) => string.Concat(member.GetCustomAttributesData().Select(Attribute));

    private static string Attribute(CustomAttributeData attribute) => attribute.AttributeType.Name switch
    {
        nameof(AttributeUsageAttribute) => $"[AttributeUsage({(AttributeTargets)(int)attribute.ConstructorArguments[0].Value!})] ",
        nameof(RequiresPreviewFeaturesAttribute) or nameof(ExperimentalAttribute) or nameof(ObsoleteAttribute) or nameof(EditorBrowsableAttribute)
            or nameof(RequiresUnreferencedCodeAttribute) or nameof(RequiresDynamicCodeAttribute) => $"[{attribute.AttributeType.Name[..^"Attribute".Length]}] ",
        _ => "",
    };

    private static IEnumerable<string> Members(Type type)
    {
        if (type.IsEnum)
            return Enum.GetNames(type).Select(name => $"  {name} = {(int)Enum.Parse(type, name)}");

        var properties = type.GetProperties(Declared).Select(property => Attributes(property) + MemberText.Of(property));
        var fields = type.GetFields(Declared).Where(IsWritten).Select(field => Attributes(field) + MemberText.Of(field));
        var constructors = type.GetConstructors(Declared).Select(constructor => Attributes(constructor) + MemberText.Of(constructor));
        var methods = type.GetMethods(Declared).Where(method => IsWritten(method) && !method.IsSpecialName).Select(method => Attributes(method) + MemberText.Of(method));

        return ((IEnumerable<string>[])[constructors, fields, methods, properties])
            .SelectMany(kind => kind.Order(StringComparer.Ordinal))
            .Select(line => "  " + line);
    }

    private static string Access(Type type) => type.IsPublic || type.IsNestedPublic ? "public" : type.IsNestedPrivate ? "private" : "internal";

    private static bool IsWritten(MemberInfo member) =>
        !member.Name.Contains('<', StringComparison.Ordinal)
        && member.DeclaringType?.Name.Contains('<', StringComparison.Ordinal) != true
        && !member.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false);
}
