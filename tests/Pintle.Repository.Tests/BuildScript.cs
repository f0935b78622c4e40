using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace Pintle.Repository.Tests;

/// <summary>
/// Runs a build.ps1 in a PowerShell engine of its own. In it, dotnet is an alias for a program that notes its folder and arguments and ends with the exit code that the test chose:
/// the script calls it as it would the real one.
/// </summary>
internal sealed class BuildScript : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _record;
    private readonly string _dotnet;
    private readonly string _script;

    /// <param name="script">The file to run.</param>
    /// <param name="exitCode">What dotnet ends with.</param>
    public BuildScript(string script, int exitCode = 0)
    {
        _script = script;
        _record = Path.Combine(_folder.Path, "record");
        _dotnet = _folder.WriteScript("dotnet", $"""
            pwd -P > '{_record}'
            for argument in "$@"; do printf '%s\n' "$argument" >> '{_record}'; done
            echo 'dotnet was here'
            exit {exitCode}
            """);
    }

    /// <summary>The repository's own.</summary>
    public static string RealFile { get; } = Checkout.Absolute("build.ps1");

    public BuildScriptRun Run(params string[] arguments)
    {
        var session = InitialSessionState.CreateDefault2();
        session.Commands.Add(new SessionStateAliasEntry("dotnet", _dotnet));
        using var shell = PowerShell.Create(session);
        shell.Runspace.SessionStateProxy.Path.SetLocation(_folder.Path);

        var command = shell.AddCommand(_script);
        foreach (var argument in arguments)
            command.AddArgument(argument);
        string[] output = [.. command.Invoke().Select(line => line?.ToString() ?? "")];

        var exitCode = shell.Runspace.SessionStateProxy.GetVariable("LASTEXITCODE");
        var place = shell.Runspace.SessionStateProxy.Path.CurrentLocation.Path;
        return new BuildScriptRun(
            Convert.ToInt32(exitCode, System.Globalization.CultureInfo.InvariantCulture), output, [.. shell.Streams.Error.Select(error => error.ToString())],
            File.Exists(_record) ? File.ReadAllLines(_record) : [], place == _folder.Path);
    }

    public void Dispose() => _folder.Dispose();
}

/// <summary>What came of it. Calls: the folder in which dotnet was called, then its arguments; empty when it was not.</summary>
internal sealed record BuildScriptRun(int ExitCode, string[] Output, string[] Errors, string[] Calls, bool StayedInItsFolder)
{
    public override string ToString() =>
        $"exit code: {ExitCode}\ncalls: {string.Join(' ', Calls)}\noutput:\n{string.Join('\n', Output)}\nerrors:\n{string.Join('\n', Errors)}";
}
