namespace Amazon.Runtime;

/// <summary>Where the AWS SDK keeps what belongs to one task, with the members that a runtime sets and a test reads. It sends nothing.</summary>
public sealed class SDKTaskContext
{
    private static readonly AsyncLocal<Dictionary<string, object?>?> Values = new();

    public static SDKTaskContext Default { get; } = new();

    public void Set(string key, object? value) => Values.Value = new Dictionary<string, object?>(Values.Value ?? []) { [key] = value };

    public object? Get(string key) => Values.Value is { } values && values.TryGetValue(key, out var value) ? value : null;
}
