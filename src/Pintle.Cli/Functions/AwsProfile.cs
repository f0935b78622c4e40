using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json;
using Pintle.Shared;
using Pintle.Testing;

namespace Pintle.Cli.Functions;

/// <summary>The credentials of a profile in AWS's shared files: keys that stand there, or what its <c>credential_process</c> says; for SSO, roles and the rest, what the AWS CLI says.</summary>
/// <remarks>https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-files.html. The SDK's own chain would be four packages for what the AWS CLI does, and whoever has such a profile has that.</remarks>
internal static class AwsProfile
{
    private const string Cli = "aws";
    private const string Shell = "/bin/sh";
    // Chosen, not measured: the words of another program stay a readable message, and there is time to sign in at its prompt.
    private const int MostQuoted = 300;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    /// <exception cref="ToolException">There is no such profile, or it gives no credentials.</exception>
    public static AwsCredentials Read(string name)
    {
        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        return Read(
            name,
            Environment.GetEnvironmentVariable("AWS_SHARED_CREDENTIALS_FILE") ?? Path.Combine(home, ".aws", "credentials"),
            Environment.GetEnvironmentVariable("AWS_CONFIG_FILE") ?? Path.Combine(home, ".aws", "config"));
    }

    internal static AwsCredentials Read(string name, string credentials, string config)
    {
        var members = Section(config, name == "default" ? name : $"profile {name}");
        foreach (var (member, value) in Section(credentials, name))
            members[member] = value;
        if (members.Count == 0)
            throw new ToolException($"Expected the profile '{name}' in {credentials} or {config}, found none. Correct the name, or configure it with: aws configure --profile {name}");

        if (members.TryGetValue("aws_access_key_id", out var id) && members.TryGetValue("aws_secret_access_key", out var secret))
            return new AwsCredentials(id, secret, members.GetValueOrDefault("aws_session_token"));

        return members.TryGetValue("credential_process", out var process)
            ? Parse(name, Run(name, Shell, "-c", process))
            : Parse(name, Run(name, ProgramPath.Find(Cli) ?? throw NotInstalled(name), "configure", "export-credentials", "--profile", name, "--format", "process"));
    }

    /// <summary>The members of one section; none where there is no file or no such section.</summary>
    private static Dictionary<string, string> Section(string file, string section)
    {
        var members = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        var isInside = false;
        foreach (var line in File.Exists(file) ? File.ReadAllLines(file) : [])
        {
            var text = line.Trim();
            if (text.StartsWith('['))
            {
                isInside = string.Join(' ', text.Trim('[', ']').Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) == section;
                continue;
            }

            // An indented line belongs to a member that holds a group of settings.
            if (!isInside || text.Length == 0 || text[0] is '#' or ';' || char.IsWhiteSpace(line[0]) || text.IndexOf('=', StringComparison.Ordinal) is not (> 0 and var equals))
                continue;
            members[text[..equals].TrimEnd()] = text[(equals + 1)..].TrimStart();
        }
        return members;
    }

    private static string Run(string profile, string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            var errors = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEndAsync();
            if (!process.WaitForExit(Limit))
            {
                process.Kill(entireProcessTree: true);
                throw new ToolException($"Expected the credentials of the profile '{profile}' within {Limit.TotalMinutes:0} minutes, but {Path.GetFileName(program)} did not end. Try it by hand.");
            }

            // What it printed to standard output may hold a secret; what it complained of does not.
            return process.ExitCode == 0
                ? output.GetAwaiter().GetResult()
                : throw new ToolException($"Expected the credentials of the profile '{profile}', but {Path.GetFileName(program)} ended with exit code {process.ExitCode} and {Complaint(errors.GetAwaiter().GetResult())}. Try it by hand{(program != Shell ? $": aws configure export-credentials --profile {profile}" : "")}.");
        }
        catch (Win32Exception fault)
        {
            throw new ToolException($"Expected to run {program} for the credentials of the profile '{profile}', but it could not be started: {fault.Message}. Install it, or export the credentials and give --credentials environment.");
        }
    }

    private static ToolException NotInstalled(string profile) =>
        new($"Expected keys or a credential_process in the profile '{profile}', found neither; for SSO and roles the AWS CLI is asked, and {Cli} is not installed. Install it, or export the credentials and give --credentials environment.");

    /// <summary>On one line: an expired session takes the AWS CLI two sentences, an unknown command a page.</summary>
    private static string Complaint(string errors) => string.Join(' ', errors.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)) switch
    {
        "" => "without a word",
        { Length: > MostQuoted } text => $"'{text[..MostQuoted]}…'",
        var text => $"'{text}'",
    };

    /// <summary>https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-sourcing-external.html</summary>
    private static AwsCredentials Parse(string profile, string json)
    {
        try
        {
            using var parsed = JsonDocument.Parse(json);
            var root = parsed.RootElement;
            return new AwsCredentials(root.GetProperty("AccessKeyId").GetString()!, root.GetProperty("SecretAccessKey").GetString()!, root.TryGetProperty("SessionToken", out var token) ? token.GetString() : null);
        }
        catch (Exception fault) when (fault is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ToolException($"Expected JSON with AccessKeyId and SecretAccessKey for the profile '{profile}', found something else. Try its credential_process by hand.");
        }
    }
}
