using System.Reflection;
using System.Runtime.CompilerServices;

namespace Pintle.Testing.Tests;

/// <summary>docs/testing-api.txt is the public API of Pintle.Testing: whoever changes the one sees the other change.</summary>
public sealed class PublicApiTests
{
    private const BindingFlags Members = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public async Task Is_what_the_text_file_says()
    {
        var file = Path.Combine(Root(), "docs", "testing-api.txt");

        var actual = string.Concat(typeof(LambdaFunction).Assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal).SelectMany(Lines).Select(line => line + "\n"));

        var expected = File.Exists(file) ? await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken) : "";
        Assert.True(expected == actual, $"Expected docs/testing-api.txt to be the public API. Where the change is meant, make the file this:\n{actual}");
    }

    private static IEnumerable<string> Lines(Type type)
    {
        yield return $"{(type.IsInterface ? "interface" : type.IsEnum ? "enum" : type is { IsAbstract: true, IsSealed: true } ? "static class" : type.IsAbstract ? "abstract class" : "class")} {type.FullName}";
        var members = type.IsEnum ? type.GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => $"{field.Name} = {Convert.ToInt32(field.GetRawConstantValue(), System.Globalization.CultureInfo.InvariantCulture)}") : type.GetMembers(Members).Select(Describe).OfType<string>();
        foreach (var member in members.Order(StringComparer.Ordinal))
            yield return $"  {member}";
    }

    private static string? Describe(MemberInfo member) => member switch
    {
        MethodBase method when !(method.IsPublic || method.IsFamily) || method.IsDefined(typeof(CompilerGeneratedAttribute)) || (method.IsSpecialName && method is MethodInfo) => null,
        MethodInfo method => $"{method.ReturnType} {method.Name}{(method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(each => each.Name))}>" : "")}({Parameters(method)})",
        ConstructorInfo constructor => $"new({Parameters(constructor)})",
        PropertyInfo property when property.GetMethod is { } get && (get.IsPublic || get.IsFamily) && property.Name != "EqualityContract" => $"{property.PropertyType} {property.Name} {{ get; {(property.SetMethod is { IsPublic: true } ? "init; " : "")}}}",
        EventInfo raised when raised.AddMethod is { IsPublic: true } => $"event {raised.EventHandlerType} {raised.Name}",
        FieldInfo { IsPublic: true } field => $"{field.FieldType} {field.Name}",
        _ => null,
    };

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select(parameter => $"{parameter.ParameterType} {parameter.Name}{(parameter.IsOptional ? " = " + (parameter.DefaultValue ?? "null") : "")}"));

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Pintle.slnx")))
            folder = folder.Parent;
        return folder!.FullName;
    }
}
