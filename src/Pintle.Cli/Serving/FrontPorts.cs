using System.Globalization;

namespace Pintle.Cli.Serving;

/// <summary>Ports that the command line gives to function URLs and APIs, by the names under which their addresses are printed.</summary>
internal static class FrontPorts
{
    /// <param name="plan">Its fronts get their ports.</param>
    /// <param name="given">Each a port, or <c>NAME=PORT</c>.</param>
    /// <exception cref="ToolException">A port or a name is not valid, or it is not clear which front is meant.</exception>
    public static ServePlan Apply(ServePlan plan, IReadOnlyList<string> given)
    {
        var fronts = plan.Fronts.ToArray();
        foreach (var text in given)
        {
            var equals = text.LastIndexOf('=');
            var name = equals < 0 ? null : text[..equals];
            if (!int.TryParse(text[(equals + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port > ushort.MaxValue)
                throw new ToolException($"Expected --http-port to be a port of 0 to {ushort.MaxValue}, or NAME=PORT, found '{text}'. Correct it.");

            var at = name is null && fronts.Length == 1 ? 0 : Array.FindIndex(fronts, front => front.Name == name);
            if (at < 0)
                throw new ToolException($"Expected --http-port to name {(fronts.Length == 0 ? "a function URL or an API, but there is none" : $"one of {string.Join(", ", fronts.Select(front => front.Name))}, as NAME=PORT")}, found '{text}'. Correct it.");
            fronts[at] = fronts[at] with { Port = port };
        }

        return plan with { Fronts = fronts };
    }
}
