using System.CommandLine;
using Pintle.Testing;

namespace Pintle.Cli.Functions;

/// <summary>Whose AWS credentials a function has, which is nobody's unless somebody says so. They are read once, when the command starts, and shown nowhere.</summary>
internal sealed class CredentialSettings
{
    private const string Name = "--credentials";
    private const string OfProfile = "profile ";

    private readonly Option<string?> _source = new(Name) { Description = "AWS credentials for the function: none (the default), those of a profile, or those in this environment (AWS_ACCESS_KEY_ID and the like).", HelpName = "none|profile NAME|environment" };
    private AwsCredentials? _read;

    public CredentialSettings() => _source.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<string?>() is { } given && given is not ("none" or "environment") && (!given.StartsWith(OfProfile, StringComparison.Ordinal) || given.Length == OfProfile.Length))
            result.AddError($"Expected {Name} none, {Name} environment, or {Name} profile and the profile's name.");
    });

    public void AddTo(Command command) => command.Options.Add(_source);

    /// <summary>The credentials; null where the function gets none.</summary>
    /// <exception cref="ToolException">There are none where they were expected.</exception>
    public AwsCredentials? Read(ParseResult parsed) => parsed.GetValue(_source) switch
    {
        null or "none" => null,
        "environment" => _read ??= OfEnvironment(Environment.GetEnvironmentVariable),
        var profile => _read ??= AwsProfile.Read(profile[OfProfile.Length..]),
    };

    /// <summary>Makes one argument of <c>profile</c> and the name after it, so that nothing else is taken for a name.</summary>
    public static string[] Join(string[] arguments)
    {
        var joined = new List<string>(arguments.Length);
        for (var i = 0; i < arguments.Length; i++)
        {
            var isProfile = (arguments[i] == "profile" && i > 0 && arguments[i - 1] == Name) || arguments[i] == $"{Name}=profile";
            joined.Add(isProfile && i + 1 < arguments.Length ? $"{arguments[i]} {arguments[++i]}" : arguments[i]);
        }
        return [.. joined];
    }

    internal static AwsCredentials OfEnvironment(Func<string, string?> variable) => variable("AWS_ACCESS_KEY_ID") is { Length: > 0 } id && variable("AWS_SECRET_ACCESS_KEY") is { Length: > 0 } secret
        ? new AwsCredentials(id, secret, variable("AWS_SESSION_TOKEN") is { Length: > 0 } token ? token : null)
        : throw new ToolException($"Expected AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment for {Name} environment, found none. Set them, or name a profile.");
}
