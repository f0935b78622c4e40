using System.Runtime.InteropServices;
using System.Text.Json;

namespace Pintle.Testing;

/// <summary>The layer to test on: the one that an environment variable names, else the default one of the tool <c>pintle</c>, which builds it the first time and keeps it.</summary>
public static class LambdaLayer
{
    /// <summary>The environment variable that names a layer, a folder or a zip: in CI, the one that will be published.</summary>
    public const string Variable = "PINTLE_LAYER";

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(60); // Chosen, not measured: the first build of a layer takes minutes, many on a slow line and machine; it only ends one that hangs.
    private static readonly Lazy<Task<string>> Layer = new(() => FindAsync(Environment.GetEnvironmentVariable, AppContext.BaseDirectory));

    /// <summary>For <see cref="LambdaFunctionOptions.Layer"/>. Asked for once in a process; the first build on a machine takes minutes.</summary>
    /// <param name="cancellationToken">Gives up waiting; the build goes on for others who wait.</param>
    /// <exception cref="FunctionSetupException">The variable names nothing that exists, there is no tool, or its build failed.</exception>
    public static Task<string> GetAsync(CancellationToken cancellationToken = default) => Layer.Value.WaitAsync(cancellationToken);

    internal static async Task<string> FindAsync(Func<string, string?> variable, string from)
    {
        if (variable(Variable) is { Length: > 0 } given)
        {
            return Path.Exists(given)
                ? Path.GetFullPath(given)
                : throw new FunctionSetupException($"Expected {Variable} to name a layer, but there is nothing at {Path.GetFullPath(given)}. Correct it, or unset it to use the tool's.");
        }

        var (program, folder, before) = FindTool(variable, from);
        var architecture = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "x64";
        var (exitCode, printed) = await DotnetCommand.RunAsync(program, folder, Limit, [.. before, "build", "--arch", architecture, "--json"]).ConfigureAwait(false);
        return exitCode == 0 ? DirectoryIn(printed) : throw new FunctionSetupException($"Expected pintle build to make the layer, but it ended with exit code {exitCode}. Correct this:\n{printed.Trim()}");
    }

    /// <summary>A local tool of the repository first, because it has a version; then the user's.</summary>
    private static (string Program, string Folder, string[] Before) FindTool(Func<string, string?> variable, string from)
    {
        for (var folder = new DirectoryInfo(from); folder is not null; folder = folder.Parent)
        {
            string[] manifests = [Path.Combine(folder.FullName, ".config", "dotnet-tools.json"), Path.Combine(folder.FullName, "dotnet-tools.json")];
            if (Array.Find(manifests, File.Exists) is { } manifest && File.ReadAllText(manifest).Contains("\"pintle\"", StringComparison.OrdinalIgnoreCase))
                return (DotnetCommand.Program, folder.FullName, ["tool", "run", "pintle", "--"]);
        }

        var folders = (variable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Append(Path.Combine(variable("HOME") ?? "/", ".dotnet", "tools"));
        var tool = folders.Select(each => Path.Combine(each, "pintle")).FirstOrDefault(File.Exists)
            ?? throw new FunctionSetupException($"Expected {Variable} to name a layer, or the tool pintle to build one, found neither. Install it (dotnet tool install --global Pintle), or build a layer elsewhere and set {Variable} to its zip or folder.");
        return (tool, from, []);
    }

    /// <summary>The tool's notices are beside its JSON.</summary>
    private static string DirectoryIn(string printed)
    {
        try
        {
            using var json = JsonDocument.Parse(printed[printed.IndexOf('{', StringComparison.Ordinal)..(printed.LastIndexOf('}') + 1)]);
            return json.RootElement.GetProperty("directory").GetString()!;
        }
        catch (Exception fault) when (fault is JsonException or ArgumentOutOfRangeException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FunctionSetupException($"Expected pintle build --json to name the layer's directory, found something else. Update the tool. It printed:\n{printed.Trim()}", fault);
        }
    }
}
