using Pintle.Layer.Inputs;

namespace Pintle.Layer.Tests;

/// <summary>A foreign program that judges what we wrote.</summary>
internal static class Tool
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Skips the test, by name of the tool, where it is not installed.</summary>
    public static void Require(string program, string package)
    {
        var installed = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));
        Assert.SkipUnless(installed, $"The program \"{program}\" is not installed: apt-get install {package}");
    }

    /// <summary>Its standard output; the test is skipped, by name of the tool, where it is not installed.</summary>
    public static async Task<string> RunAsync(string program, string package, params string[] arguments)
    {
        Require(program, package);
        return await ChildProcess.RunAsync(program, arguments, Path.GetTempPath(), Limit, TestContext.Current.CancellationToken);
    }
}
