using System.CommandLine;
using Pintle.Cli.Functions;
using Pintle.Cli.Layers;
using Pintle.Layer.Tree;
using Pintle.Testing;
using Spectre.Console;

namespace Pintle.Cli.Commands;

/// <summary><c>pintle demo</c>: from a fresh clone to three answers of the sample function, and who has to patch which part of all this.</summary>
internal static class DemoCommand
{
    private const string Event = """{"id":"a1","quantity":3,"price":9.5}""";

    /// <summary>Place shows a POCO handler, Echo a Stream handler, Fail what an error looks like: it is expected to fail.</summary>
    private static readonly (string Method, bool Fails)[] Handlers = [("Place", false), ("Echo", false), ("Fail", true)];

    public static Command Create(Terminal terminal)
    {
        var command = new Command("demo", "Build the layer, run the sample function on it in the sandbox, and show whose patch is whose.");
        command.SetAction(async (_, cancellationToken) => await RunAsync(terminal, cancellationToken).ConfigureAwait(false));
        return command;
    }

    private static async Task<int> RunAsync(Terminal terminal, CancellationToken cancellationToken)
    {
        var source = LayerSource.Find();
        var layer = await source.BuildDefaultAsync(terminal, cancellationToken).ConfigureAwait(false);
        var zip = await SampleFunction.ZipAsync(source.Sample, terminal, cancellationToken).ConfigureAwait(false);

        var output = terminal.Output;
        output.MarkupLineInterpolated($"[bold]Layer[/]     {Path.GetRelativePath(Directory.GetCurrentDirectory(), layer.ZipPath)}");
        output.MarkupLineInterpolated($"          .NET {layer.Manifest.Dotnet}, {layer.Manifest.Rid}, {Size.Of(layer.ZipSize)} zipped, {Size.Of(layer.UnzippedSize)} unzipped");
        output.MarkupLineInterpolated($"[bold]Function[/]  {Path.GetRelativePath(Directory.GetCurrentDirectory(), zip)}");

        var isAsExpected = await InvokeAllAsync(layer.Directory, zip, terminal, cancellationToken).ConfigureAwait(false);
        output.WriteLine();
        output.Write(Responsibility(layer.Manifest));
        output.MarkupLine("Known difference from AWS's managed runtime: the layer carries no ICU, so culture data is invariant.");
        return isAsExpected ? ExitCode.Success : ExitCode.FunctionError;
    }

    private static async Task<bool> InvokeAllAsync(string layer, string function, Terminal terminal, CancellationToken cancellationToken)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumns("handler", "event", "response", "init", "duration", "memory");
        SandboxReport? sandbox = null;
        var isAsExpected = true;
        foreach (var (method, fails) in Handlers)
        {
            await using var lambda = await LambdaFunction.StartAsync(
                new LambdaFunctionOptions { Layer = layer, Function = function, Handler = $"Orders::Orders.Function::{method}", FunctionName = "orders", MemoryMB = 512 }, cancellationToken).ConfigureAwait(false);
            if (sandbox is null && lambda.MissingZones is { } missing)
                terminal.Notice(missing);
            sandbox ??= lambda.Sandbox;
            var result = await lambda.InvokeAsync(Event, cancellationToken: cancellationToken).ConfigureAwait(false);
            isAsExpected &= result.IsError == fails;
            _ = table.AddRow(
                Markup.Escape($"Orders.Function::{method}"),
                Markup.Escape(Event),
                result.IsError ? $"[red]{Markup.Escape($"{result.ErrorType}: {result.ErrorMessage}")}[/]" : Markup.Escape(result.Text),
                result.InitDuration is { } init ? Size.Of(init) : "-",
                Size.Of(result.Duration),
                result.MaxMemoryBytes is { } memory ? Size.OfMemory(memory) : "-");
        }
        terminal.Output.MarkupLineInterpolated($"[bold]Sandbox[/]   {Describe(sandbox!)}");
        terminal.Output.WriteLine();
        terminal.Output.Write(table);
        return isAsExpected;
    }

    private static string Describe(SandboxReport sandbox) => sandbox.Notice
        ?? $"{sandbox.Kind.ToString().ToLowerInvariant()}: the layer at /opt and the function at /var/task, both read-only; no ICU, only libraries that provided.al2023 has too";

    private static Table Responsibility(LayerManifest manifest)
    {
        var nativeAot = manifest.Bootstrap.NativeAot.Count > 0 ? manifest.Bootstrap.NativeAot[0].Version : "unknown";
        return new Table().Border(TableBorder.Simple).Title("Whose patch is whose", Style.Plain)
            .AddColumns("component", "version", "where", "whose to patch")
            .AddRow("the function and its packages", "-", "/var/task", "[bold]you[/]")
            .AddRow("the layer: bootstrap, with the NativeAOT runtime in it", Markup.Escape($"Pintle {manifest.Pintle}, NativeAOT {nativeAot}"), "/opt/bootstrap", "[bold]you[/]: a new layer")
            .AddRow(".NET", Markup.Escape(manifest.Dotnet), "/opt/pintle/dotnet", "[bold]you[/]: pin another version, build, publish")
            .AddRow("glibc, OpenSSL, CA certificates, the rest of provided.al2023", "AWS's newest", "/", "AWS, with runtime updates on Auto")
            .AddRow("Lambda service, sandbox, kernel, hardware", "AWS's newest", "-", "AWS");
    }
}
