using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Pintle.Host.Errors;

/// <summary>
/// The X-Ray error cause, JSON on one line, with the blanks that AWS's loop puts into it (RuntimeSupport, LambdaXRayExceptionWriter): the layout of an indented
/// document without its line ends. Left out when it does not fit the header's 1 MB.
/// </summary>
internal static class XRayCause
{
    // AWS's loop has the same limit for the header (RuntimeSupport, InternalRuntimeApiClient).
    private const int MostBytes = 1024 * 1024;

    /// <returns>Empty when it would be too large.</returns>
    public static string Write(ErrorReport error)
    {
        // AWS's begins with two blanks more, which no HTTP parser keeps.
        var json = new StringBuilder("{  \"working_directory\": \"").Append(ErrorJson.Escape(WorkingDirectory())).Append("\",  \"exceptions\": [     {    \"type\": \"").Append(ErrorJson.Escape(error.Type)).Append('"');
        if (error.Message is not null)
            _ = json.Append(",    \"message\": \"").Append(ErrorJson.Escape(error.Message)).Append('"');
        WriteStack(json, error.Frames);
        _ = json.Append("    } ],  \"paths\":     [").AppendJoin(',', Paths(error.Frames)).Append("    ]  }");
        var text = json.ToString();
        return Encoding.UTF8.GetByteCount(text) < MostBytes ? text : "";
    }

    private static void WriteStack(StringBuilder json, IReadOnlyList<StackFrame> frames)
    {
        if (frames.Count == 0)
            return;
        _ = json.Append(",    \"stack\":       [");
        for (var i = 0; i < frames.Count; i++)
        {
            _ = json.Append(i == 0 ? "      {" : ",      {");
            var label = ErrorJson.Escape(Label(frames[i]));
            if (frames[i].GetFileName() is { } file)
                _ = json.Append(CultureInfo.InvariantCulture, $"      \"path\": \"{ErrorJson.Escape(file)}\",      \"label\": \"{label}\",      \"line\": {frames[i].GetFileLineNumber()}");
            else
                _ = json.Append("      \"label\": \"").Append(label).Append('"');
            _ = json.Append("      }");
        }
        _ = json.Append("      ]");
    }

    private static string Label(StackFrame frame)
    {
        var method = frame.GetMethod();
        return method?.DeclaringType is { } type ? $"{type.Name}.{method.Name}" : method?.Name ?? "Method has been trimmed";
    }

    private static IEnumerable<string> Paths(IReadOnlyList<StackFrame> frames) =>
        frames.Select(frame => frame.GetFileName()).OfType<string>().Distinct().Select(path => $"\"{ErrorJson.Escape(path)}\"");

    private static string WorkingDirectory()
    {
        try
        {
            return Environment.CurrentDirectory;
        }
        catch (IOException)
        {
            return "";
        }
    }
}
