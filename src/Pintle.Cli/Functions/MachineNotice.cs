using Pintle.Testing;

namespace Pintle.Cli.Functions;

/// <summary>Tells a person, once in a run, what a function has on Lambda and lacks on this machine.</summary>
internal static class MachineNotice
{
    /// <param name="functions">Those of the run.</param>
    /// <param name="terminal">Where it is said.</param>
    /// <param name="hasSandbox">False where the sandbox was asked for: no notice of it then.</param>
    public static void Say(IEnumerable<LambdaFunction> functions, Terminal terminal, bool hasSandbox = true)
    {
        var all = functions.ToArray();
        foreach (var notice in (string?[])[hasSandbox ? all.Select(each => each.Sandbox.Notice).FirstOrDefault() : null, all.Select(each => each.MissingZones).FirstOrDefault(each => each is not null)])
        {
            if (notice is not null)
                terminal.Notice(notice);
        }
    }
}
