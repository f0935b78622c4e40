using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pintle.Cli;

/// <summary>How --json prints.</summary>
internal static class Json
{
    public static JsonSerializerOptions Indented { get; } = new() { WriteIndented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
