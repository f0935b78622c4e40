#pragma warning disable CA1050 // On purpose: a function's types need no namespace.
internal sealed class TypeWithoutNamespace;
#pragma warning restore CA1050
