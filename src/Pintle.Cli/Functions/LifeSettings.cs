using System.CommandLine;
using System.Globalization;
using Pintle.Testing;

namespace Pintle.Cli.Functions;

/// <summary>The options on how environments live and what becomes of events that fail. What is left out stays as a configuration file or Lambda has it.</summary>
internal sealed class LifeSettings
{
    /// <summary>
    /// How many environments a served function may have where nothing else is said; they are started on demand. Chosen, not measured: more take the developer's memory, fewer hide that a function runs several times at once.
    /// </summary>
    public const int Environments = 10;

    private readonly Option<bool> _noMemoryLimit = new("--no-memory-limit") { Description = "Don't end a function that has more memory resident than --memory; only measure." };
    private readonly Option<bool> _cpuShare = new("--cpu-share") { Description = "Give the function Lambda's share of the processor after its init phase (memory / 1,769 MB of one); needs root and control groups." };
    private readonly Option<bool> _freeze = new("--freeze") { Description = "Let the function's processes stand still between invocations, as on Lambda." };
    private readonly Option<int?> _storage = new("--ephemeral-storage") { Description = "Size of /tmp in MB, 512 to 10240.", HelpName = "MB" };
    private readonly Option<int?> _environments = new("--environments") { Description = $"How many environments a function may have at once; {Environments} when left out.", HelpName = "N" };
    private readonly Option<int?> _reserved = new("--reserved-concurrency") { Description = "Refuse invocations over this number with 429, as Lambda does.", HelpName = "N" };
    private readonly Option<int?> _retries = new("--retries") { Description = "How often an event (invocation type Event) is tried again after an error, 0 to 2.", HelpName = "N" };
    private readonly Option<double?> _retryDelay = new("--retry-delay") { Description = "The wait before the first retry in seconds, twice as long before the second; Lambda's is 60.", HelpName = "S" };
    private readonly Option<string?> _deadLetters = new("--dead-letter-file") { Description = "A file that gets a line of JSON for each event that is given up.", HelpName = "FILE" };

    public LifeSettings()
    {
        RequireRange(_storage, 512, 10_240);
        RequireRange(_environments, 1, 1000);
        RequireRange(_reserved, 0, 1000);
        RequireRange(_retries, 0, 2);
        _retryDelay.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double?>() is { } given and not (>= 0 and <= 3600))
                result.AddError(string.Create(CultureInfo.InvariantCulture, $"Expected --retry-delay of 0 to 3600 seconds, found {given}. Correct it."));
        });
    }

    /// <param name="command">The command that gets them.</param>
    /// <param name="isServer">Whether it takes concurrent calls and events.</param>
    public void AddTo(Command command, bool isServer)
    {
        Option[] options = [_noMemoryLimit, _cpuShare, _freeze, _storage, .. isServer ? (Option[])[_environments, _reserved, _retries, _retryDelay, _deadLetters] : []];
        foreach (var option in options)
            command.Options.Add(option);
    }

    /// <summary>The same function with what the command line says in place of what it has.</summary>
    public LambdaFunctionOptions Apply(ParseResult parsed, LambdaFunctionOptions options) => options with
    {
        EnforceMemory = options.EnforceMemory && !parsed.GetValue(_noMemoryLimit),
        LimitCpu = options.LimitCpu || parsed.GetValue(_cpuShare),
        FreezeBetweenInvocations = options.FreezeBetweenInvocations || parsed.GetValue(_freeze),
        EphemeralStorageMB = parsed.GetValue(_storage) ?? options.EphemeralStorageMB,
        MaxEnvironments = parsed.GetValue(_environments) ?? options.MaxEnvironments,
        ReservedConcurrency = parsed.GetValue(_reserved) ?? options.ReservedConcurrency,
        Events = options.Events with
        {
            MaxRetries = parsed.GetValue(_retries) ?? options.Events.MaxRetries,
            RetryDelay = parsed.GetValue(_retryDelay) is { } seconds ? TimeSpan.FromSeconds(seconds) : options.Events.RetryDelay,
            DeadLetterFile = parsed.GetValue(_deadLetters) is { } path ? Path.GetFullPath(path) : options.Events.DeadLetterFile,
        },
    };

    private static void RequireRange(Option<int?> option, int least, int most) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int?>() is { } given && (given < least || given > most))
            result.AddError($"Expected {option.Name} of {least} to {most}, found {given}. Correct it.");
    });
}
