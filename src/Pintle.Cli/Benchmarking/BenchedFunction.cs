using System.CommandLine;
using Pintle.Cli.Functions;
using Pintle.Cli.Layers;
using Pintle.Testing;

namespace Pintle.Cli.Benchmarking;

/// <summary>The options that say which function is measured, with which event; the sample where none is named.</summary>
internal sealed class BenchedFunction
{
    private const string SampleHandler = "Orders::Orders.Function::Place";
    private const string SampleEvent = """{"id":"a1","quantity":3,"price":9.5}""";

    private readonly Option<string?> _function = new("--function") { Description = "The function: a zip, a folder, or a project that is published first; the sample Orders when left out.", HelpName = "ZIP|DIR|CSPROJ" };
    private readonly Option<string?> _handler = new("--handler") { Description = $"The handler string; {SampleHandler} for the sample.", HelpName = "H" };
    private readonly Option<string?> _layer = new("--layer") { Description = "The layer; when left out, the default pin is built once and kept.", HelpName = "ZIP|DIR|NAME" };
    private readonly Option<string?> _event = new("--event") { Description = "The event of every invocation: a file, - for standard input, or JSON.", HelpName = "FILE|-|JSON" };
    private readonly Option<string[]> _environment = new("--env") { Description = "An environment variable of the function; may be repeated.", HelpName = "NAME=VALUE" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_function, _handler, _layer, _event, _environment])
            command.Options.Add(option);
    }

    public string? LayerOf(ParseResult parsed) => parsed.GetValue(_layer);

    /// <summary>For a suite, whose file says all but the layer.</summary>
    /// <exception cref="ToolException">One of these options, or of <paramref name="more"/>, was given.</exception>
    public void RequireNone(ParseResult parsed, params Option[] more)
    {
        if (((Option[])[_function, _handler, _event, _environment, .. more]).FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false }) is { } given)
            throw new ToolException($"Expected {given.Name} without --suite, found both. With --suite the functions are those of the file; leave {given.Name} out.");
    }

    /// <exception cref="ToolException">A part of it cannot be had.</exception>
    public async Task<(LambdaFunctionOptions Options, ReadOnlyMemory<byte> Payload)> ReadAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var given = parsed.GetValue(_function);
        var handler = parsed.GetValue(_handler) ?? (given is null ? SampleHandler : throw new ToolException("Expected --handler with --function, for example --handler Orders::Orders.Function::Place."));
        var payload = await EventSource.ReadAsync(parsed.GetValue(_event) ?? (given is null ? SampleEvent : null), null, cancellationToken).ConfigureAwait(false);
        var environment = VariableSettings.Read(parsed.GetValue(_environment) ?? [], [], null);
        var layer = parsed.GetValue(_layer) is { } path
            ? LayerChoice.Resolve(path)
            : (await LayerSource.Find().BuildDefaultAsync(terminal, cancellationToken).ConfigureAwait(false)).Directory;
        var function = await FunctionSource.OpenAsync(given ?? LayerSource.Find().Sample, terminal, cancellationToken).ConfigureAwait(false);
        return (new LambdaFunctionOptions { Function = function, Layer = layer, Handler = handler, MemoryMB = 512, Environment = environment }, payload);
    }
}
