using Pintle.Cli.Commands;
using Pintle.Cli.Layers;
using Pintle.Cli.Optimizing;
using Pintle.Cli.Rehearsing;
using Pintle.Layer;
using Pintle.Layer.Optimize;
using Pintle.Layer.Packages;
using Pintle.Testing;

namespace Pintle.Cli.Benchmarking;

/// <summary>In which form a function of a suite is measured.</summary>
internal enum SuiteForm
{
    /// <summary>What <c>dotnet publish</c> makes.</summary>
    Published,

    /// <summary>With its start recorded by <c>pintle rehearse</c>.</summary>
    Rehearsed,

    /// <summary>Compiled for the layer and rehearsed by <c>pintle optimize</c>.</summary>
    Built,
}

/// <summary>The packages of a suite's function, each form made as its command makes it, with the event that it is measured with.</summary>
internal sealed class SuitePackages(TemporaryFolder folder, IProgress<string> progress)
{
    private readonly BuildSteps _steps = new(progress);

    /// <returns>The package; or why there is none in this form.</returns>
    public async Task<(string? Package, string? Why)> MakeAsync(SuiteFunction function, SuiteForm form, CancellationToken cancellationToken)
    {
        if (form == SuiteForm.Published)
            return (function.Options.Function, null);
        var (options, exercise) = (function.Options, new Exercise(function.Options.Handler, function.Payload));
        var variables = options.Environment.ToDictionary(StringComparer.Ordinal);
        var target = Path.Combine(folder.Create($"{function.Name}-{form}"), "package.zip");
        try
        {
            if (form == SuiteForm.Rehearsed)
                _ = await Rehearsal.RunAsync(options.Function, options.Layer!, [exercise], variables, TimeSpan.FromSeconds(RehearseCommand.DefaultTimeout), target, 0, _steps, cancellationToken).ConfigureAwait(false);
            else
                await BuildAsync(options, exercise, variables, target, cancellationToken).ConfigureAwait(false);
            return (target, null);
        }
        catch (Exception e) when (e is ToolException or LayerException or FunctionSetupException)
        {
            return (null, e.Message);
        }
    }

    private async Task BuildAsync(LambdaFunctionOptions options, Exercise exercise, Dictionary<string, string> variables, string target, CancellationToken cancellationToken)
    {
        using var optimizer = await FunctionOptimizer.OpenAsync(options.Function, options.Layer!, PackageStore.ForFolder(Directory.GetCurrentDirectory()), _steps, null, cancellationToken).ConfigureAwait(false);
        var training = new Training(options.Layer!, variables, [exercise]);
        var recorder = new Recorder(options.Layer!, variables, TimeSpan.FromSeconds(RehearseCommand.DefaultTimeout));
        _ = await Optimization.RunAsync(options.Function, optimizer, training, recorder, target, 0, _steps, cancellationToken).ConfigureAwait(false);
    }
}
