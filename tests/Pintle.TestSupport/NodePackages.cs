namespace Pintle.TestSupport;

/// <summary>Programs for node with the packages they import, installed once below the build's output. A lock file keeps several test processes out of each other's way.</summary>
public static class NodePackages
{
    private const string Debian = "nodejs npm";

    /// <summary>Runs a script and returns what it printed.</summary>
    /// <param name="package">The npm package that it imports, with its version.</param>
    /// <param name="script">The script's path; it is copied beside the package.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="MissingToolException">node or npm is missing, or the package can't be had.</exception>
    public static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string package, string script, params string[] arguments)
    {
        var folder = Path.Combine(Repository.Artifacts, "npm", string.Concat(package.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')));
        _ = Directory.CreateDirectory(folder);
        await InstallAsync(package, folder).ConfigureAwait(false);
        var copy = Path.Combine(folder, Path.GetFileName(script));
        if (!File.Exists(copy) || await File.ReadAllTextAsync(copy).ConfigureAwait(false) != await File.ReadAllTextAsync(script).ConfigureAwait(false))
            File.Copy(script, copy, overwrite: true);
        return await ToolRun.StartAsync("node", Debian, folder, [copy, .. arguments]).ConfigureAwait(false);
    }

    /// <summary>Runs a program of node with packages that it finds by NODE_PATH, from a folder of the test's own.</summary>
    /// <param name="packages">With their versions, separated by spaces.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="variables">As NAME=VALUE.</param>
    /// <param name="program">A script, or behind a slash what a package's bin has.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <exception cref="MissingToolException">node or npm is missing, or a package can't be had.</exception>
    public static async Task<(int ExitCode, string Output, string Errors)> RunInAsync(string packages, string folder, IEnumerable<string> variables, string program, params string[] arguments)
    {
        var home = Path.Combine(Repository.Artifacts, "npm", string.Concat(packages.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')));
        _ = Directory.CreateDirectory(home);
        await InstallAsync(packages, home).ConfigureAwait(false);
        var modules = Path.Combine(home, "node_modules");
        var script = program.StartsWith('/') ? Path.Combine(modules, ".bin", program[1..]) : program;
        return await ToolRun.StartAsync("env", Debian, folder, [.. variables, $"NODE_PATH={modules}", "node", script, .. arguments]).ConfigureAwait(false);
    }

    private static async Task InstallAsync(string package, string folder)
    {
        using var held = await ToolRun.LockAsync(Path.Combine(folder, ".lock")).ConfigureAwait(false);
        var done = Path.Combine(folder, ".installed");
        if (File.Exists(done))
            return;

        await File.WriteAllTextAsync(Path.Combine(folder, "package.json"), "{ \"private\": true }").ConfigureAwait(false);
        var (exitCode, output, errors) = await ToolRun.StartAsync("npm", Debian, folder, ["install", "--no-audit", "--no-fund", "--no-package-lock", "--ignore-scripts", "--prefer-offline", .. package.Split(' ')]).ConfigureAwait(false);
        if (exitCode != 0)
            throw new MissingToolException($"npm could not install {package}: {(output + errors).ReplaceLineEndings(" ")}");
        await File.WriteAllTextAsync(done, package).ConfigureAwait(false);
    }
}
