namespace Pintle.Layer.Definition;

/// <summary>Generic types and methods of the framework that are compiled over many types, whether a start was seen to need them or not.</summary>
/// <param name="Of">
/// Types by their metadata's names (<c>Namespace.Outer`1+Nested</c>), and methods as <c>Type:Name</c>; a star at the end stands for whatever follows. A type alone stands for all its methods.
/// </param>
/// <param name="Over">
/// Types that replace a parameter, by the JIT's names. One list: one parameter after the other, with a reference in place of the rest, and where there are two parameters also both by the same type. Several: a list for each parameter, in all combinations of at most two values,
/// with references in place of the rest.
/// </param>
/// <param name="AspNet">Whether a layer with ASP.NET Core has it too. Such a layer is close to the size that can be uploaded directly.</param>
public sealed record MethodFamily(string Name, IReadOnlyList<string> Of, IReadOnlyList<IReadOnlyList<string>> Over, bool AspNet, string Reason)
{
    /// <summary>Parts of the names of types, and names of methods, that are left out.</summary>
    public IReadOnlyList<string> Without { get; init; } = [];

    /// <summary>Types, named as in <see cref="Of"/>: all methods of each generic type over values that their members name.</summary>
    public IReadOnlyList<string> NamedBy { get; init; } = [];
}
