using System.Text.Json;

namespace Amazon.Lambda.Core;

/// <summary>How a runtime writes the arguments of log messages in JSON.</summary>
public class StructuredLoggingOptions
{
    /// <summary>Null keeps the runtime's own options.</summary>
    public JsonSerializerOptions OverrideSerializerOptions { get; set; }
}
