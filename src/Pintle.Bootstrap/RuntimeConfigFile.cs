using System.Globalization;
using System.Text.Json;
using Pintle.Shared;

namespace Pintle.Bootstrap;

/// <summary>What the function's runtimeconfig.json says: frameworks, roll-forward, properties. Does not decide whether the layer suffices; see <see cref="FrameworkResolution"/>.</summary>
internal sealed class RuntimeConfigFile
{
    public List<FrameworkReference> Frameworks { get; } = [];
    public string? RollForward { get; private set; }

    /// <summary>configProperties, in the file's order; values as text, as the .NET host passes them.</summary>
    public List<KeyValuePair<string, string>> Properties { get; } = [];

    /// <exception cref="FaultException">RuntimeConfigInvalid.</exception>
    public static RuntimeConfigFile Parse(ReadOnlyMemory<byte> json, string path)
    {
        try
        {
            using var document = JsonDocument.Parse(json[ByteOrderMark.LengthIn(json.Span)..], new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            var config = new RuntimeConfigFile();
            if (document.RootElement.ValueKind != JsonValueKind.Object)
                throw Invalid(path, "its root is not an object");
            if (document.RootElement.TryGetProperty("runtimeOptions"u8, out var options))
                config.ReadOptions(options);
            return config;
        }
        catch (JsonException e)
        {
            throw Invalid(path, $"line {e.LineNumber + 1} is not JSON");
        }
        catch (Exception e) when (e is InvalidOperationException or KeyNotFoundException)
        {
            throw Invalid(path, "a value is not of the kind that the format asks for");
        }
    }

    private static FaultException Invalid(string path, string reason) =>
        new(FaultCode.RuntimeConfigInvalid, $"Expected {path} to be a runtimeconfig.json as dotnet publish writes it, but {reason}. Publish the function again.");

    private void ReadOptions(JsonElement options)
    {
        if (options.TryGetProperty("rollForward"u8, out var rollForward))
            RollForward = rollForward.GetString();
        if (options.TryGetProperty("framework"u8, out var framework))
            AddFramework(framework);
        if (options.TryGetProperty("frameworks"u8, out var frameworks))
        {
            foreach (var each in frameworks.EnumerateArray())
                AddFramework(each);
        }
        if (options.TryGetProperty("configProperties"u8, out var properties))
        {
            foreach (var property in properties.EnumerateObject())
                Properties.Add(new(property.Name, Text(property.Value)));
        }
    }

    private void AddFramework(JsonElement framework)
    {
        var name = framework.GetProperty("name"u8).GetString();
        var version = framework.GetProperty("version"u8).GetString();
        if (string.IsNullOrEmpty(name) || !FrameworkResolution.TryParse(version, out _))
            throw new InvalidOperationException();
        var rollForward = framework.TryGetProperty("rollForward"u8, out var own) ? own.GetString() : null;
        Frameworks.Add(new FrameworkReference(name, version!, rollForward));
    }

    private static string Text(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => value.GetRawText().ToString(CultureInfo.InvariantCulture),
    };
}
