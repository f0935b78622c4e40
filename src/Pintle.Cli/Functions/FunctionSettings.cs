using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Pintle.Cli.Layers;
using Pintle.Layer;
using Pintle.Testing;

namespace Pintle.Cli.Functions;

/// <summary>The options that say which function to run and how it is configured: the same for every command that runs one.</summary>
internal sealed class FunctionSettings
{
    private readonly bool _isServer;
    private readonly Option<string?> _function = new("--function") { Description = "The function: a zip, a folder, or a project (or a folder with one in it) that is published first.", HelpName = "ZIP|DIR|CSPROJ" };
    private readonly Option<string?> _handler = new("--handler") { Description = "The handler string, for example Orders::Orders.Function::Place.", HelpName = "H" };
    private readonly Option<string?> _layer = new("--layer") { Description = "The layer; when left out, the default pin is built once and kept.", HelpName = "ZIP|DIR|NAME" };
    private readonly Option<string?> _engine = new("--engine") { Description = "Whose loop runs the handler where the layer has both: pintle or aws; a layer that is built for this command has Amazon's loop only for aws." };
    private readonly Option<int> _memory = new("--memory") { Description = "The function's memory in MB; a function that has more resident is ended, as on Lambda.", HelpName = "MB", DefaultValueFactory = _ => 512 };
    private readonly Option<string?> _targetFramework = new("--target-framework") { Description = "The framework to publish where a project has several, for example net10.0.", HelpName = "TFM" };
    private readonly Option<double> _timeout = new("--timeout") { Description = "How long one invocation may take, in seconds.", HelpName = "S", DefaultValueFactory = _ => 30 };
    private readonly LifeSettings _life = new();
    private readonly VariableSettings _variables = new();
    private readonly CredentialSettings _credentials = new();

    /// <param name="isRequired">Whether the command can't do without a function.</param>
    /// <param name="isServer">Whether it takes concurrent calls and events.</param>
    public FunctionSettings(bool isRequired = true, bool isServer = false)
    {
        _isServer = isServer;
        (_function.Required, _handler.Required) = (isRequired, isRequired);
        _ = _engine.AcceptOnlyFromAmong("pintle", "aws");
        _timeout.Validators.Add(RequireTimeout);
    }

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_function, _handler, _targetFramework, _layer, _engine, _memory, _timeout])
            command.Options.Add(option);
        _variables.AddTo(command);
        _credentials.AddTo(command);
        _life.AddTo(command, _isServer);
    }

    /// <summary>The same function with what the command line says about its environments, events and credentials.</summary>
    public LambdaFunctionOptions Apply(ParseResult parsed, LambdaFunctionOptions options) => _life.Apply(parsed, options) with { Credentials = _credentials.Read(parsed) ?? options.Credentials };

    /// <summary>The full path of what the function comes from: a zip, a folder or a project.</summary>
    /// <exception cref="ToolException">There is nothing.</exception>
    public string Source(ParseResult parsed) => FunctionSource.Resolve(parsed.GetRequiredValue(_function)!);

    /// <summary>How projects are published: for a debugger as <c>Debug</c>, because a debugger cannot show what was optimized away.</summary>
    public ProjectBuild Build(ParseResult parsed, bool isDebugged) => new(isDebugged ? "Debug" : "Release", parsed.GetValue(_targetFramework));

    /// <summary>Options about one function; a configuration file or a template says the same itself.</summary>
    public IReadOnlyList<Option> OfOneFunction => [_function, _handler, _engine, _memory, _timeout, .. _variables.All];

    public Option Layer => _layer;

    public Option TargetFramework => _targetFramework;

    /// <summary>Whether the command line names a function at all.</summary>
    public bool IsGiven(ParseResult parsed) => parsed.GetValue(_function) is not null;

    /// <summary>The layer of every function that has none of its own.</summary>
    /// <exception cref="ToolException">It can't be built.</exception>
    public Task<string> LayerAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken, bool isDebugged = false) =>
        LayerAsync(parsed.GetValue(_layer), parsed.GetValue(_engine), isDebugged, terminal, cancellationToken);

    /// <exception cref="ToolException">A part of it cannot be had.</exception>
    public async Task<LambdaFunctionOptions> ReadAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken) =>

        // What is wrong on the command line is said before anything is built for it.
        Read(parsed) with
        {
            Function = await FunctionSource.OpenAsync(parsed.GetRequiredValue(_function)!, terminal, cancellationToken, Build(parsed, isDebugged: false)).ConfigureAwait(false),
            Layer = await LayerAsync(parsed, terminal, cancellationToken).ConfigureAwait(false),
        };

    /// <summary>The function as the command line configures it, with neither its files nor a layer.</summary>
    /// <exception cref="ToolException">The command line says what cannot be.</exception>
    public LambdaFunctionOptions Read(ParseResult parsed)
    {
        var environment = _variables.Read(parsed, parsed.GetValue(_engine));
        return Apply(parsed, new LambdaFunctionOptions
        {
            Function = "",
            Handler = parsed.GetValue(_handler) ?? throw new ToolException("Expected --handler with --function, for example --handler Orders::Orders.Function::Place."),
            MemoryMB = parsed.GetValue(_memory),
            Timeout = TimeSpan.FromSeconds(parsed.GetValue(_timeout)),
            Environment = environment,
            MaxEnvironments = _isServer ? LifeSettings.Environments : 1,
        });
    }

    /// <summary>Lambda's own range; NaN is refused too, because no time can be made of it.</summary>
    private static void RequireTimeout(OptionResult result)
    {
        if (result.GetValueOrDefault<double>() is not (> 0 and <= 900) and var given)
            result.AddError(string.Create(CultureInfo.InvariantCulture, $"Expected --timeout over 0 and up to 900 seconds, found {given}. Correct it."));
    }

    private static async Task<string> LayerAsync(string? given, string? engine, bool isDebugged, Terminal terminal, CancellationToken cancellationToken)
    {
        if (given is not null)
            return LayerChoice.Resolve(given);
        var source = LayerSource.Find();
        var layer = isDebugged && engine is null
            ? await source.BuildForDebuggerAsync(terminal, cancellationToken).ConfigureAwait(false)
            : await source.BuildDefaultAsync(terminal, cancellationToken, engine == "aws" ? LayerEngine.Both : LayerEngine.Pintle).ConfigureAwait(false);
        return layer.Directory;
    }
}
