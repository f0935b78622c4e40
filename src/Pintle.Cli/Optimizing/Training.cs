using Pintle.Cli.Benchmarking;
using Pintle.Layer.Optimize;
using Pintle.Testing;

namespace Pintle.Cli.Optimizing;

/// <param name="Handler">The handler string.</param>
/// <param name="Payload">The event that the user gave for it.</param>
internal sealed record Exercise(string Handler, ReadOnlyMemory<byte> Payload);

/// <summary>What one exercise showed: the type of the error that was the answer, or <c>null</c> for a response, and what the JIT compiled from the start to the answer.</summary>
internal sealed record Lesson(Exercise Exercise, string? Error, JitList Jitted);

/// <summary>Runs a function's package on a layer with the user's own events: once to learn what the JIT compiles, or often to time cold starts.</summary>
internal sealed class Training(string layer, IReadOnlyDictionary<string, string> variables, IReadOnlyList<Exercise> exercises)
{
    public IReadOnlyList<Exercise> Exercises => exercises;

    /// <exception cref="ToolException">The function does not start, or the JIT wrote no list.</exception>
    public async Task<IReadOnlyList<Lesson>> LearnAsync(string package, CancellationToken cancellationToken)
    {
        var lessons = new List<Lesson>();
        foreach (var exercise in exercises)
        {
            // In the sandbox's own /tmp; without one, in the machine's, hence a name of its own.
            var list = $"pintle-jitted-{Guid.NewGuid():N}.txt";
            var options = Options(package, exercise, new() { ["DOTNET_JitStdOutFile"] = "/tmp/" + list, ["DOTNET_JitDisasmSummary"] = "1" });
            await using var function = await StartAsync(options, cancellationToken).ConfigureAwait(false);
            var result = await function.InvokeAsync(exercise.Payload, cancellationToken: cancellationToken).ConfigureAwait(false);
            // The JIT writes its list out at an orderly end.
            _ = await function.StopAsync(TimeSpan.FromSeconds(30), cancellationToken).ConfigureAwait(false);
            var path = new[] { Path.Combine(function.TemporaryFolder, list), "/tmp/" + list }.FirstOrDefault(File.Exists)
                ?? throw new ToolException($"Expected the JIT's list after {exercise.Handler} had answered, found none. It is written when the function ends in order; see that its handling of SIGTERM doesn't end the process.");
            lessons.Add(new Lesson(exercise, result.ErrorType, JitList.Read(await File.ReadAllLinesAsync(path, cancellationToken).ConfigureAwait(false))));
            File.Delete(path);
        }
        return lessons;
    }

    /// <summary>Cold starts to the first answer of two packages.</summary>
    public async Task<StartComparison> CompareAsync(Exercise exercise, string before, string after, int runs, CancellationToken cancellationToken)
    {
        await using var old = await StartAsync(Options(before, exercise, []), cancellationToken).ConfigureAwait(false);
        await using var made = await StartAsync(Options(after, exercise, []), cancellationToken).ConfigureAwait(false);
        return await StartComparison.MeasureAsync(old, made, exercise.Payload, runs, cancellationToken).ConfigureAwait(false);
    }

    private static async Task<LambdaFunction> StartAsync(LambdaFunctionOptions options, CancellationToken cancellationToken)
    {
        var function = await LambdaFunction.StartAsync(options, cancellationToken).ConfigureAwait(false);
        if (function.Init.Succeeded)
            return function;
        var init = function.Init.ToString();
        await function.DisposeAsync().ConfigureAwait(false);
        throw new ToolException($"Expected {options.Handler} to start on the layer, but its init phase failed: {(init.Length <= 500 ? init : init[..500])} Correct --handler, or give the variables that it needs with --env.");
    }

    private LambdaFunctionOptions Options(string package, Exercise exercise, Dictionary<string, string> more)
    {
        foreach (var (name, value) in variables)
            more[name] = value;
        return new()
        {
            Layer = layer,
            Function = package,
            Handler = exercise.Handler,
            MemoryMB = 1769,
            Timeout = TimeSpan.FromMinutes(1),
            InitTimeout = TimeSpan.FromMinutes(1),
            Environment = more,
        };
    }
}
