using Pintle.Testing;

namespace Pintle.Cli.Functions;

/// <summary>What a function lacks on this machine that it has on Lambda, for a person, and once for a run.</summary>
internal static class MachineNotice
{
    /// <param name="functions">Those of the run.</param>
    /// <param name="terminal">Where it is said.</param>
    /// <param name="hasSandbox">Whether the sandbox is none that was asked for.</param>
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
