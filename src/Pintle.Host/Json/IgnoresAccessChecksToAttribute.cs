namespace System.Runtime.CompilerServices;

/// <summary>CoreCLR knows it by its name: with it an assembly may use what is internal to another, as generated code does with the host's parts and with a function's own types.</summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class IgnoresAccessChecksToAttribute(string assemblyName) : Attribute
{
    public string AssemblyName { get; } = assemblyName;
}
