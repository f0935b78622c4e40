using System.Globalization;
using System.Text.Json;
using Pintle.Bootstrap.Tests.Hosting;

namespace Pintle.Bootstrap.Tests;

/// <summary>
/// How many instructions of its own the bootstrap executes for one warm invocation: reading the event's answer, calling the host, sending the response, reading what the service says to it. Counted, not
/// timed, so a busy machine changes nothing. What the C library and the kernel do is not in it, since that is the machine's.
/// </summary>
public sealed class InstructionCountTests
{
    private const int Few = 20, Many = 220;

    /// <summary>The compiler that the lock file names, and what its code took. Another compiler makes other code, whose count has to be recorded; valgrind shows programs AVX2 where the processor has it, and no later set.</summary>
    private static readonly Dictionary<string, int> Recorded = new() { ["10.0.12"] = 16_217 };

    [Fact]
    public async Task Of_a_warm_invocation_are_as_many_as_were_recorded()
    {
        var valgrind = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, "valgrind")).FirstOrDefault(File.Exists);
        Assert.SkipWhen(valgrind is null, "Needs the program valgrind: apt-get install valgrind.");
        Assert.SkipUnless(System.Runtime.Intrinsics.X86.Avx2.IsSupported, "Needs a processor with AVX2, on which the recorded count was taken.");

        var few = await CountAsync(valgrind!, Few);
        var many = await CountAsync(valgrind!, Many);

        var perInvocation = (double)(many - few) / (Many - Few);
        var compiler = Compiler();
        TestContext.Current.TestOutputHelper?.WriteLine($"{perInvocation:F1} instructions for an invocation, by ILCompiler {compiler}");
        Assert.True(Recorded.TryGetValue(compiler, out var recorded), $"No count is recorded for ILCompiler {compiler}, which makes {perInvocation:F0} instructions. Compare with the others, and record it.");
        Assert.True(Math.Abs(perInvocation - recorded) <= recorded * 0.02, $"Expected {recorded} instructions within 2 %, found {perInvocation:F1}. Where that is meant, record it.");
    }

    /// <summary>All that is neither the C library's nor the loader's.</summary>
    private static async Task<long> CountAsync(string valgrind, int events)
    {
        await using var scenario = new Scenario();
        scenario.Environment.Remove("MOCK_CORECLR_ECHO");
        scenario.Through = [valgrind, "--tool=callgrind", $"--callgrind-out-file={scenario.PathOf("counts")}"];
        for (var i = 0; i < events; i++)
        {
            scenario.Api.Events.Enqueue(ApiAnswer.Event($"00000000-0000-4000-8000-{i:d12}", """{"id":"a1","quantity":3,"price":9.5}"""u8,
                "Content-Type: application/json\r\nLambda-Runtime-Deadline-Ms: 1700000000000\r\nLambda-Runtime-Invoked-Function-Arn: arn:aws:lambda:us-east-1:123456789012:function:orders\r\nLambda-Runtime-Trace-Id: Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1\r\n"));
        }

        var outcome = await scenario.RunAsync();
        Assert.Equal(92, outcome.ExitCode);
        Assert.Equal(events, outcome.Requests.Count(request => request.Line.EndsWith("/response", StringComparison.Ordinal)));
        return Sum(await File.ReadAllLinesAsync(scenario.PathOf("counts"), TestContext.Current.CancellationToken));
    }

    /// <summary>Callgrind's format: <c>ob=</c> names the object that the following costs are of, the first time with its number; the line behind <c>calls=</c> repeats what the callee's own lines say.</summary>
    private static long Sum(string[] lines)
    {
        var names = new Dictionary<string, string>();
        var isOwn = false;
        long sum = 0;
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i];
            if (line.StartsWith("ob=", StringComparison.Ordinal) || line.StartsWith("cob=", StringComparison.Ordinal))
            {
                var parts = line[(line.IndexOf('=', StringComparison.Ordinal) + 1)..].Split(' ', 2);
                if (parts.Length == 2)
                    names[parts[0]] = parts[1];
                if (line[0] == 'o')
                    isOwn = names[parts[0]] is var name && !name.Contains("/libc.so", StringComparison.Ordinal) && !name.Contains("/ld-linux", StringComparison.Ordinal) && !name.Contains("/libm.so", StringComparison.Ordinal);
            }
            else if (line.StartsWith("calls=", StringComparison.Ordinal))
            {
                i++;
            }
            else if (isOwn && line.Length > 0 && line[0] is (>= '0' and <= '9') or '+' or '-' or '*')
            {
                sum += long.Parse(line.Split(' ')[1], CultureInfo.InvariantCulture);
            }
        }

        return sum;
    }

    private static string Compiler()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(NativePrograms.Root, "src", "Pintle.Bootstrap", "packages.lock.json")));
        return file.RootElement.GetProperty("dependencies").EnumerateObject().SelectMany(framework => framework.Value.EnumerateObject())
            .First(package => package.Name == "Microsoft.DotNet.ILCompiler").Value.GetProperty("resolved").GetString()!;
    }
}
