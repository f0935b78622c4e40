using System.CommandLine;
using Pintle.Cli.Functions;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

public sealed class CredentialTests
{
    private const string Credentials = """
        [default]
        aws_access_key_id = DEFAULT
        aws_secret_access_key = default-secret

        [ work ]
        aws_access_key_id=WORK
        aws_secret_access_key=work=secret
        aws_session_token=work-token
        # [other]
        """;

    private const string Config = """
        [profile work]
        region = eu-west-1
        s3 =
          aws_access_key_id = NESTED
        [profile process]
        credential_process = printf '%s' '{"Version":1,"AccessKeyId":"PROCESS","SecretAccessKey":"process-secret"}'
        [profile broken]
        credential_process = echo told-to-nobody; echo why >&2; exit 3
        [profile noise]
        credential_process = echo told-to-nobody
        """;

    [Theory]
    [InlineData("default", "DEFAULT default-secret ")]
    [InlineData("work", "WORK work=secret work-token")]
    [InlineData("process", "PROCESS process-secret ")]
    public void Are_those_of_a_profile(string name, string expected)
    {
        using var scratch = new ScratchFolder();

        var read = AwsProfile.Read(name, scratch.Write("credentials", Credentials), scratch.Write("config", Config));

        Assert.Equal(expected, $"{read.AccessKeyId} {read.SecretAccessKey} {read.SessionToken}");
    }

    [Theory]
    [InlineData("other", "Expected the profile 'other' in")]
    [InlineData("broken", "ended with exit code 3 and 'why'. Try it by hand.")]
    [InlineData("noise", "Expected JSON with AccessKeyId")]
    public void Of_a_profile_that_gives_none_are_one_sentence_without_what_it_printed(string name, string expected)
    {
        using var scratch = new ScratchFolder();

        var fault = Assert.Throws<ToolException>(() => AwsProfile.Read(name, scratch.Write("credentials", Credentials), scratch.Write("config", Config)));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("told-to-nobody", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void Of_the_environment_are_all_three_variables()
    {
        var all = new Dictionary<string, string> { ["AWS_ACCESS_KEY_ID"] = "A", ["AWS_SECRET_ACCESS_KEY"] = "B", ["AWS_SESSION_TOKEN"] = "C" };

        Assert.Equal(new AwsCredentials("A", "B", "C"), CredentialSettings.OfEnvironment(all.GetValueOrDefault));
        _ = all.Remove("AWS_SESSION_TOKEN");
        Assert.Equal(new AwsCredentials("A", "B"), CredentialSettings.OfEnvironment(all.GetValueOrDefault));
        _ = all.Remove("AWS_SECRET_ACCESS_KEY");
        _ = Assert.Throws<ToolException>(() => CredentialSettings.OfEnvironment(all.GetValueOrDefault));
    }

    [Fact]
    public void Are_nobody_s_unless_somebody_says_so()
    {
        var settings = new CredentialSettings();
        var command = new Command("x");
        settings.AddTo(command);

        Assert.Null(settings.Read(command.Parse([])));
        Assert.Null(settings.Read(command.Parse(["--credentials", "none"])));
        Assert.NotEmpty(command.Parse(["--credentials", "mine"]).Errors);
        Assert.NotEmpty(command.Parse(["--credentials", "profile"]).Errors);
    }

    [Theory]
    [InlineData("serve --credentials profile work template.yaml", "serve|--credentials|profile work|template.yaml")]
    [InlineData("serve --credentials=profile work template.yaml", "serve|--credentials=profile work|template.yaml")]
    [InlineData("serve --credentials environment template.yaml", "serve|--credentials|environment|template.yaml")]
    [InlineData("serve --name profile x", "serve|--name|profile|x")]
    [InlineData("serve --credentials profile", "serve|--credentials|profile")]
    public void A_profile_s_name_is_the_word_after_it(string given, string expected) => Assert.Equal(expected, string.Join('|', CredentialSettings.Join(given.Split(' '))));

    [Fact]
    public void Variables_come_from_files_the_shell_and_the_command_line()
    {
        using var scratch = new ScratchFolder();
        var file = scratch.Write("a.env", "# secrets\nexport ONE=1\n\nTWO = \"a \\\"b\\\"\\nc\\\\n\"\nTHREE='$x \\n'\nFOUR=a=b # c\nFIVE=\n");

        var read = VariableSettings.Read(["ONE=2", "PATH", "EMPTY="], [file], null);

        Assert.Equal(
            new Dictionary<string, string> { ["ONE"] = "2", ["TWO"] = "a \"b\"\nc\\n", ["THREE"] = "$x \\n", ["FOUR"] = "a=b # c", ["FIVE"] = "", ["PATH"] = Environment.GetEnvironmentVariable("PATH")!, ["EMPTY"] = "" },
            read);
    }

    [Theory]
    [InlineData("PINTLE_TEST_NOT_SET", null, "is not set there")]
    [InlineData("=x", null, "has no name")]
    [InlineData("AWS_SECRET_ACCESS_KEY=secret-key", null, "Give credentials as such: --credentials profile NAME")]
    [InlineData("A=1", "secret-key", "in line 1 of")]
    public void A_variable_without_a_value_is_one_sentence_that_shows_none(string given, string? line, string expected)
    {
        using var scratch = new ScratchFolder();

        var fault = Assert.Throws<ToolException>(() => VariableSettings.Read([given], line is null ? [] : [scratch.Write("a.env", line)], null));

        Assert.Contains(expected, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-key", fault.Message, StringComparison.Ordinal);
    }
}
