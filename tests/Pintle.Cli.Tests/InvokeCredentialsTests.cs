using System.Security.Cryptography;
using System.Text;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

/// <summary>AWS credentials from where they are to the function, through the tool as a process: the function has them, and nothing that is printed does.</summary>
public sealed class InvokeCredentialsTests : IDisposable
{
    private const string Id = "ASIAEXAMPLEEXAMPLE00";
    private const string Secret = "wJalr+a/secret=key";
    private const string Token = "a-session-token//==";

    private readonly ScratchFolder _home = new();

    [Theory]
    [InlineData("--credentials profile keys")]
    [InlineData("--credentials=profile keys --json")]
    [InlineData("--credentials profile session")]
    [InlineData("--credentials environment", $"AWS_ACCESS_KEY_ID={Id} AWS_SECRET_ACCESS_KEY={Secret} AWS_SESSION_TOKEN={Token}")]
    public async Task Reach_the_function_and_are_printed_nowhere(string option, string variables = "")
    {
        WriteProfiles();

        var (exitCode, printed) = await InvokeAsync(option, variables, "$PWD/bin:$PATH");

        Assert.True(exitCode == 0 && printed.Contains(Digest(), StringComparison.Ordinal), $"{exitCode}\n{printed}");
        AssertNothingIsSaid(printed);
    }

    [Fact]
    public async Task Of_the_shell_are_no_function_s_that_was_not_given_them()
    {
        var (exitCode, printed) = await InvokeAsync("--timeout 30", $"AWS_ACCESS_KEY_ID={Id} AWS_SECRET_ACCESS_KEY={Secret} AWS_SESSION_TOKEN={Token}", "$PATH");

        Assert.True(exitCode == 0 && printed.Contains(Convert.ToHexStringLower(SHA256.HashData("//"u8)), StringComparison.Ordinal), $"{exitCode}\n{printed}");
    }

    /// <summary>The AWS CLI tells what is wrong in several lines, and a helper of somebody's own may have printed a key before it failed.</summary>
    [Theory]
    [InlineData("session", true, "aws ended with exit code 255 and 'The session has expired. Run aws sso login.'. Try it by hand: aws configure export-credentials --profile session.")]
    [InlineData("session", false, "for SSO and roles the AWS CLI is asked, and aws is not installed. Install it, or export the credentials and give --credentials environment.")]
    [InlineData("nobody", true, "Expected the profile 'nobody' in ")]
    public async Task That_cannot_be_had_end_in_one_sentence(string profile, bool hasCli, string said)
    {
        WriteProfiles();
        var cli = _home.Script("bin/aws", $"#!/bin/sh\necho '{Secret}'\nprintf '\\nThe session has expired.\\nRun aws sso login.\\n' >&2\nexit 255\n");
        if (!hasCli)
        {
            File.Delete(cli);
            _ = File.CreateSymbolicLink(Path.Combine(_home.Path, "bin", "dotnet"), RequiredTools.Find("dotnet", "dotnet-sdk-10.0"));
        }

        var (exitCode, printed) = await InvokeAsync($"--credentials profile {profile}", "", hasCli ? "$PWD/bin:$PATH" : "$PWD/bin");

        Assert.True(exitCode == 2 && printed.Contains(said, StringComparison.Ordinal) && printed.TrimEnd().Split('\n').Length == 1, $"{exitCode}\n{printed}");
        AssertNothingIsSaid(printed);
    }

    public void Dispose() => _home.Dispose();

    private static string Digest() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Id}/{Secret}/{Token}")));

    private static void AssertNothingIsSaid(string printed) => Assert.All([Id, Secret, Token], key => Assert.DoesNotContain(key, printed, StringComparison.Ordinal));

    /// <summary>Keys in a file, and a profile of which only the AWS CLI knows what to do; a program of that name answers for it.</summary>
    private void WriteProfiles()
    {
        _ = _home.Write(".aws/credentials", $"[keys]\naws_access_key_id = {Id}\naws_secret_access_key = {Secret}\naws_session_token = {Token}\n");
        _ = _home.Write(".aws/config", "[profile session]\nsso_session = company\nsso_account_id = 123456789012\nsso_role_name = Developer\n[sso-session company]\nsso_start_url = https://company.example/start\n");
        _ = _home.Script("bin/aws", $$"""
            #!/bin/sh
            [ "$*" = "configure export-credentials --profile session --format process" ] || { echo "found $*" >&2; exit 2; }
            echo '{"Version": 1, "AccessKeyId": "{{Id}}", "SecretAccessKey": "{{Secret}}", "SessionToken": "{{Token}}", "Expiration": "2030-01-01T00:00:00+00:00"}'

            """);
    }

    private async Task<(int ExitCode, string Printed)> InvokeAsync(string option, string variables, string path)
    {
        var event_ = _home.Write("event.json", "\"credentials\"");
        var layer = (await BuiltLayer.GetAsync()).Directory;
        var function = await PublishedFunctions.TestFunctionAsync("Profiles");
        // The function's own log of what happens is the one that would have them.
        return await Programs.ShellAsync(_home.Path, $"env -u AWS_SHARED_CREDENTIALS_FILE -u AWS_CONFIG_FILE HOME=$PWD PATH={path} {variables} {{0}} invoke --function '{function}' --layer '{layer}' --handler Profiles::Profiles.Function::Handle --event '{event_}' --env PINTLE_LOG=debug {option}");
    }
}
