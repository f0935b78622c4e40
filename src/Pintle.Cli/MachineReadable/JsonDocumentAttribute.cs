namespace Pintle.Cli.MachineReadable;

/// <summary>Marks what <c>--json</c> of a command prints. Members are added without notice; if one goes or changes its meaning, the version rises by one.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class JsonDocumentAttribute(string command, int version) : Attribute
{
    public string Command { get; } = command;

    public int Version { get; } = version;

    /// <summary>The value of the member <c>schema</c>.</summary>
    public string Schema => $"pintle/{Command}";
}
