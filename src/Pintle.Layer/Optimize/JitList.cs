using Pintle.Layer.Precompile;

namespace Pintle.Layer.Optimize;

/// <summary>What the JIT compiled in one run of a function, from its own list (<c>DOTNET_JitStdOutFile</c> with <c>DOTNET_JitDisasmSummary=1</c>).</summary>
/// <param name="Count">How many methods, including those that no assembly has. One that two threads compiled at once counts once.</param>
/// <param name="Methods">By the JIT's names, those that an assembly may have.</param>
public sealed record JitList(int Count, IReadOnlyList<string> Methods)
{
    /// <summary>The CLR compiles it while it stops, after the last response.</summary>
    private const string OfShutdown = "System.Threading.Thread:GetThreadStaticsBase()";

    /// <summary>The lines of the background compiler (Tier1, OSR, and the instrumented code that a precompiled method gets before Tier1) depend on time and do not count.</summary>
    public static JitList Read(IEnumerable<string> lines)
    {
        string[] compiled = [.. lines.Where(line => line.Contains("JIT compiled", StringComparison.Ordinal)
            && !line.Contains("[Tier1", StringComparison.Ordinal) && !line.Contains("[Instrumented Tier1", StringComparison.Ordinal) && !line.Contains("OSR", StringComparison.Ordinal) && !line.Contains(OfShutdown, StringComparison.Ordinal))];
        string?[] named = [.. compiled.Select(MethodText.InLine)];
        string[] methods = [.. named.OfType<string>().Distinct()];
        return new JitList(methods.Length + named.Count(name => name is null), methods);
    }
}
