using Pintle.Testing;

namespace Pintle.Cli.Benchmarking;

/// <summary>A function's figures.</summary>
/// <param name="Name">Of the function.</param>
/// <param name="Result">The first series of each amount of memory is the function as published.</param>
/// <param name="Missing">Why it could not be measured, by form.</param>
internal sealed record SuiteEntry(string Name, BenchResult Result, IReadOnlyDictionary<string, string> Missing);

/// <summary>What <c>pintle bench --suite</c> measures: each function in all its forms and beside what it is compared with. Turns are taken within a function, not between functions.</summary>
/// <param name="Forms">The first is <see cref="SuiteForm.Published"/>.</param>
/// <param name="Against">As <see cref="Comparison"/> takes it.</param>
/// <param name="MemoriesMB">The amounts of memory.</param>
/// <param name="Runs">Starts of each program with each amount of memory.</param>
/// <param name="Invocations">Of each start.</param>
/// <param name="LimitsCpu">Whether to impose the share of the processor.</param>
/// <param name="DropsCache">Whether the disk is part of each start.</param>
internal sealed record SuiteRun(
    IReadOnlyList<SuiteForm> Forms, IReadOnlyList<string> Against, IReadOnlyList<int> MemoriesMB, int Runs, int Invocations, bool LimitsCpu, bool DropsCache)
{
    /// <exception cref="StartFailureException">The function does not start or answer as published.</exception>
    public async Task<SuiteEntry> MeasureAsync(SuiteFunction function, IProgress<string> progress, CancellationToken cancellationToken)
    {
        using var files = new TemporaryFolder(keep: false);
        var named = new Labelled(progress, function.Name);
        var packages = new SuitePackages(files, named);
        var missing = new Dictionary<string, string>(StringComparer.Ordinal);
        var programs = new List<MeasuredProgram>();
        try
        {
            foreach (var form in Forms)
            {
                var name = NameOf(form);
                var (package, why) = await packages.MakeAsync(function, form, cancellationToken).ConfigureAwait(false);
                if (package is null)
                    missing.Add(name, why!);
                else
                    programs.Add(await MeasuredProgram.OpenAsync(name, function.Options with { Function = package }).ConfigureAwait(false));
            }

            foreach (var other in Against)
                programs.Add(await Comparison.OpenAsync(other, function.Options).ConfigureAwait(false));
            var plan = new BenchPlan(programs, null, function.Payload, MemoriesMB, Runs, Invocations, LimitsCpu, DropsCache);
            return new SuiteEntry(function.Name, await plan.RunAsync(named, cancellationToken).ConfigureAwait(false), missing);
        }
        finally
        {
            programs.ForEach(program => program.Dispose());
        }
    }

    public static string NameOf(SuiteForm form) => form switch { SuiteForm.Published => "as published", SuiteForm.Rehearsed => "rehearsed", _ => "built" };

    /// <summary>Says whose progress it is.</summary>
    private sealed class Labelled(IProgress<string> inner, string name) : IProgress<string>
    {
        public void Report(string value) => inner.Report($"{name}: {value}");
    }
}
