using System.Reflection;
using Pintle.Host.Invocations;
using Pintle.Shared;

namespace Pintle.Host.Handlers;

/// <summary>A handler string taken apart. Nothing is looked up here.</summary>
/// <param name="Assembly">May carry a version and the like, as an assembly's display name does: the assembly then has to have them.</param>
/// <param name="Type">Full name; nested types with '+'.</param>
/// <param name="Method">Name, or the exact signature as MethodInfo.ToString gives it where there are overloads. May itself hold "::".</param>
internal sealed record HandlerString(AssemblyName Assembly, string Type, string Method)
{
    private const string Separator = "::";
    private const string Format = "ASSEMBLY::TYPE::METHOD";

    /// <exception cref="HandlerFaultException">HandlerMalformed.</exception>
    public static HandlerString Parse(string text)
    {
        var first = IndexOfSeparator(text, 0);
        var second = first < 0 ? -1 : IndexOfSeparator(text, first + Separator.Length);
        if (second < 0)
            throw Malformed(text, first < 0 ? "one part" : "two parts");

        var assembly = text[..first].Trim();
        var type = text[(first + Separator.Length)..second].Trim();
        var method = text[(second + Separator.Length)..].Trim();
        if (assembly.Length == 0 || type.Length == 0 || method.Length == 0)
            throw Malformed(text, assembly.Length == 0 ? "no assembly" : type.Length == 0 ? "no type" : "no method");
        return new HandlerString(ToAssemblyName(text, assembly), type, method);
    }

    private static AssemblyName ToAssemblyName(string text, string assembly)
    {
        // A plain name needs no parsing, which would be jitted (see MetadataTypes).
        if (IsPlain(assembly))
            return new AssemblyName { Name = assembly };
        try
        {
            return new AssemblyName(assembly);
        }
        catch (Exception e) when (e is FileLoadException or ArgumentException)
        {
            throw Malformed(text, "a first part that is not an assembly's name");
        }
    }

    /// <summary>By hand, as in <see cref="HostAbiText"/>: the framework's search loads the vector types of every width.</summary>
    private static int IndexOfSeparator(string text, int from)
    {
        for (var i = from; i + 1 < text.Length; i++)
        {
            if (text[i] == ':' && text[i + 1] == ':')
                return i;
        }
        return -1;
    }

    private static bool IsPlain(string assembly)
    {
        foreach (var character in assembly)
        {
            if (character is ',' or '\\' or '"')
                return false;
        }
        return true;
    }

    private static HandlerFaultException Malformed(string text, string found) => new(FaultCode.HandlerMalformed,
        $"Expected the handler to be {Format}, but \"{Quote.Bounded(text)}\" has {found}. Set it to, for example, Orders::Orders.Function::Place.");
}
