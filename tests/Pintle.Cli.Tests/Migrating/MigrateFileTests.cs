using System.Runtime.Versioning;
using System.Text;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests.Migrating;

/// <summary>Deployment files as users have them: what is found, and what <c>--write</c> makes of them.</summary>
[SupportedOSPlatform("linux")]
public sealed class MigrateFileTests : IDisposable
{
    private const string Arn = "arn:aws:lambda:eu-central-1:123456789012:layer:pintle-core-x64:7";
    private const string ArmArn = "arn:aws:lambda:eu-central-1:123456789012:layer:pintle-core:9";

    private readonly ScratchFolder _scratch = new();

    [Fact]
    public async Task A_template_with_Globals_gets_its_runtime_there_and_its_layers_where_they_are_meant()
    {
        _ = Directory.CreateDirectory(Path.Combine(_scratch.Path, "src"));
        File.WriteAllText(Path.Combine(_scratch.Path, "src", "Orders.csproj"), "<Project Sdk=\"Microsoft.NET.Sdk\" />");
        var file = Write("template.yaml", Sam);

        var run = await WriteAsync(file, "--layer-arn", Arn);

        Assert.Equal(ExitCode.WillNotRun, run.ExitCode);
        Assert.Equal(
            Sam.Replace("    Runtime: dotnet8   # until", "    Runtime: provided.al2023   # until", StringComparison.Ordinal)
                .Replace("  Place:\n    Type: AWS::Serverless::Function\n", "  Place:\n    Type: AWS::Serverless::Function\n    Metadata:\n      BuildMethod: dotnet8\n", StringComparison.Ordinal)
                .Replace("Function::Place   # the method\n", $"Function::Place   # the method\n      Layers:\n        - {Arn}\n", StringComparison.Ordinal)
                .Replace(":layer:otel:3 # tracing\n", $":layer:otel:3 # tracing\n        - {Arn}\n", StringComparison.Ordinal),
            File.ReadAllText(file));
        await RequireNoChangeAsync(file, "--layer-arn", Arn);
    }

    [Fact]
    public async Task A_template_without_a_known_version_gets_a_parameter()
    {
        var file = Write("template.yaml", Sam);

        var run = await WriteAsync(file);

        Assert.Contains("    - !Ref PintleLayer\n", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.Contains("Parameters:\n  PintleLayer:\n    Type: String\n    Description: The ARN of the layer version with .NET for x64 (layers.json)\n  # The stage.\n  Stage:\n", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.Contains("Parameters.PintleLayer: new: String", run.Output, StringComparison.Ordinal);
        await RequireNoChangeAsync(file);
    }

    [Fact]
    public async Task Where_all_functions_move_their_layer_is_said_once_in_Globals()
    {
        var file = Write("template.yaml", """
            Transform: AWS::Serverless-2016-10-31
            Globals:
              Function:
                Runtime: dotnet10
            Resources:
              A:
                Type: AWS::Serverless::Function
                Properties: { Handler: A::B.C::D, CodeUri: s3://b/k }
              B:
                Type: AWS::Serverless::Function
                Properties:
                  Handler: Executable

            """);

        _ = await WriteAsync(file, "--layer-arn", Arn);

        Assert.Contains($"    Runtime: provided.al2023\n    Layers:\n      - {Arn}\nResources:", File.ReadAllText(file), StringComparison.Ordinal);
        await RequireNoChangeAsync(file, "--layer-arn", Arn);
    }

    [Fact]
    public async Task A_newer_version_of_the_layer_takes_the_place_of_the_older_one()
    {
        var file = Write("template.yaml", $"Resources:\n  A:\n    Type: AWS::Lambda::Function\n    Properties:\n      Handler: A::B::C\n      Runtime: provided.al2023\n      Layers: ['{Arn}']\n");

        _ = await WriteAsync(file, "--layer-arn", Arn[..^1] + "8");

        Assert.Contains($"Layers: ['{Arn[..^1]}8']", File.ReadAllText(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_architecture_gets_the_layer_that_layers_json_has_for_it_in_the_region()
    {
        File.WriteAllText(Path.Combine(_scratch.Path, "layers.json"), LayersJson);
        var file = Write("template.json", """
            {
              "Resources": {
                "X": { "Type": "AWS::Lambda::Function", "Properties": { "Runtime": "dotnet10", "Handler": "A::B::C", "Code": { "S3Bucket": "b", "S3Key": "k" } } },
                "Arm": {
                  "Type": "AWS::Lambda::Function",
                  "Properties": {
                    "Runtime": "dotnet10",
                    "Architectures": ["arm64"],
                    "Handler": "A::B::C"
                  }
                }
              }
            }
            """);

        var several = await RunAsync("migrate", file, "--layer-name", "pintle-core");
        _ = await WriteAsync(file, "--layer-name", "pintle-core", "--region", "eu-central-1");

        Assert.Equal(ExitCode.CouldNotTell, several.ExitCode);
        Assert.Contains("Expected --region, because", several.Messages, StringComparison.Ordinal);
        var text = File.ReadAllText(file);
        Assert.Contains("\"Runtime\": \"provided.al2023\", \"Layers\": [\"arn:aws:lambda:eu-central-1:123456789012:layer:pintle-core:8\"], \"Handler\"", text, StringComparison.Ordinal);
        Assert.Contains($"        \"Runtime\": \"provided.al2023\",\n        \"Layers\": [\n          \"{ArmArn}\"\n        ],\n        \"Architectures\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serverless_yml_gets_both_in_its_provider_or_in_the_functions_that_have_their_own()
    {
        var file = Write("serverless.yml", Serverless.ReplaceLineEndings("\r\n"));

        var run = await WriteAsync(file, "--layer-arn", Arn);

        Assert.Equal(ExitCode.LookFirst, run.ExitCode);
        Assert.Equal(
            Serverless.Replace("  runtime: dotnet8 # the team's", "  runtime: provided.al2023 # the team's", StringComparison.Ordinal)
                .Replace("    handler: Orders::Orders.Function::Place\n", $"    handler: Orders::Orders.Function::Place\n    layers:\n      - {Arn}\n", StringComparison.Ordinal)
                .Replace("      - ${cf:otel.Layer}\n", $"      - ${{cf:otel.Layer}}\n      - {Arn}\n", StringComparison.Ordinal)
                .ReplaceLineEndings("\r\n"),
            File.ReadAllText(file));
        Assert.Contains("Its runtime updates are on manual", run.Output, StringComparison.Ordinal);
        await RequireNoChangeAsync(file, "--layer-arn", Arn);
    }

    [Fact]
    public async Task Serverless_yml_without_a_known_version_gets_a_parameter_of_the_framework()
    {
        var file = Write("serverless.yml", "service: s\nprovider:\n  name: aws\n  runtime: 'dotnet10'\nfunctions:\n  a:\n    handler: A::B::C\n");

        _ = await WriteAsync(file);

        Assert.Equal("service: s\nprovider:\n  name: aws\n  runtime: 'provided.al2023'\n  layers:\n    - '${param:pintleLayer}'\nfunctions:\n  a:\n    handler: A::B::C\n", File.ReadAllText(file));
        await RequireNoChangeAsync(file);
    }

    [Fact]
    public async Task Lists_in_brackets_get_what_they_can_hold()
    {
        var file = Write("serverless.yml", "service: s\nprovider: { name: aws, runtime: dotnet10, layers: [ 'x' ] }\nfunctions:\n  - a: { handler: A::B::C }\n");
        var template = Write("template.yaml", "{ Transform: AWS::Serverless-2016-10-31, Resources: { A: { Type: AWS::Serverless::Function, Properties: { Runtime: dotnet10, Handler: A::B::C } } } }\n");

        _ = await WriteAsync(file);
        _ = await WriteAsync(template);

        Assert.Contains("layers: [ 'x', '${param:pintleLayer}' ]", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.Contains("Runtime: provided.al2023, Layers: [!Ref PintleLayer], Handler", File.ReadAllText(template), StringComparison.Ordinal);
        await RequireNoChangeAsync(file);
        await RequireNoChangeAsync(template);
    }

    [Theory]
    [InlineData("serverless.yml", "service: s\nprovider: { name: aws, runtime: dotnet10 }\nfunctions: ${file(functions.yml)}\n", "Its functions stand in another file")]
    [InlineData("serverless.yml", "service: s\nprovider: { name: aws, runtime: dotnet10 }\nfunctions:\n  - a: { handler: A::B::C }\n  - ${file(b.yml)}\n", "Some of its functions stand in another file")]
    [InlineData("template.yaml", "Transform: AWS::LanguageExtensions\nGlobals: { Function: { Runtime: dotnet10 } }\nResources:\n  Fn::ForEach::F:\n    - N\n    - [A]\n    - 'F${N}':\n        Type: AWS::Serverless::Function\n  A:\n    Type: AWS::Serverless::Function\n    Properties: { Handler: A::B::C }\n", "Fn::ForEach::F makes resources")]
    public async Task What_stands_elsewhere_is_said_and_keeps_what_it_inherits(string name, string text, string said)
    {
        var file = Write(name, text);

        var run = await WriteAsync(file, "--layer-arn", Arn);

        Assert.Equal(ExitCode.LookFirst, run.ExitCode);
        Assert.Contains(said, run.Output, StringComparison.Ordinal);
        Assert.Contains("untime: dotnet10 }", File.ReadAllText(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_template_in_JSON_without_a_known_version_gets_a_parameter()
    {
        const string Text = "{\r\n  \"AWSTemplateFormatVersion\": \"2010-09-09\",\r\n  \"Resources\": {\r\n    \"A\": {\r\n      \"Type\": \"AWS::Serverless::Function\",\r\n      \"Properties\": {\r\n        \"Handler\": \"A::B::C\",\r\n        \"Runtime\": \"dotnet8\"\r\n      }\r\n    }\r\n  }\r\n}\r\n";
        var file = Write("serverless.template", Text);

        _ = await WriteAsync(file);

        var text = File.ReadAllText(file);
        Assert.Contains("\"2010-09-09\",\r\n  \"Parameters\": {\r\n    \"PintleLayer\": {\r\n      \"Type\": \"String\",\r\n", text, StringComparison.Ordinal);
        Assert.Contains("\"provided.al2023\",\r\n        \"Layers\": [\r\n          { \"Ref\": \"PintleLayer\" }\r\n        ]\r\n      }", text, StringComparison.Ordinal);
        await RequireNoChangeAsync(file);
    }

    [Fact]
    public async Task A_project_s_settings_say_its_handler_and_are_what_write_changes()
    {
        var blocked = Path.Combine(_scratch.Path, "Aot.csproj");
        File.WriteAllText(blocked, "<Project Sdk=\"Microsoft.NET.Sdk\"><PropertyGroup><TargetFramework>net10.0</TargetFramework><PublishAot>true</PublishAot></PropertyGroup></Project>");
        var settings = Write("aws-lambda-tools-defaults.json", "{ \"function-runtime\": \"dotnet10\", \"function-handler\": \"A::B::C\" }");

        var run = await RunAsync("migrate", blocked, "--write", "--layer-arn", Arn);
        var looked = await RunAsync("migrate", blocked);

        Assert.Equal((ExitCode.WillNotRun, ExitCode.WillNotRun), (run.ExitCode, looked.ExitCode));
        Assert.Contains("blocker: project, Aot.csproj, PublishAot", run.Output, StringComparison.Ordinal);
        Assert.Contains("Aot.csproj (A::B::C)", looked.Output, StringComparison.Ordinal);
        Assert.Contains("dotnet10", File.ReadAllText(settings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_runtime_behind_a_variable_or_an_anchor_that_others_use_is_left_to_hand()
    {
        var variable = Write("serverless.yml", "service: s\ncustom:\n  rt: dotnet8\nprovider:\n  name: aws\n  runtime: ${self:custom.rt}\nfunctions:\n  a:\n    handler: A::B::C\n");
        var anchor = Write("anchor.yml", "service: s\ncustom:\n  rt: &rt dotnet8\nprovider:\n  name: aws\n  runtime: *rt\nfunctions:\n  a:\n    handler: A::B::C\n");

        var first = await RunAsync("migrate", variable, "--write", "--layer-arn", Arn);
        var second = await RunAsync("migrate", anchor, "--write", "--layer-arn", Arn);

        Assert.Equal(ExitCode.LookFirst, first.ExitCode);
        Assert.Contains("Change that by hand to provided.al2023", first.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.LookFirst, second.ExitCode);
        Assert.Contains("Change it by hand", second.Output, StringComparison.Ordinal);
        Assert.Contains("rt: &rt dotnet8", File.ReadAllText(anchor), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_that_would_mean_something_else_is_refused_as_a_whole()
    {
        var file = Write("serverless.yml", "service: s\ncustom: { rt: &rt dotnet8 }\nprovider: { name: aws, layers: [x], runtime: *rt }\nfunctions:\n  a: { handler: A::B::C }\n");

        var run = await WriteAsync(file, "--layer-arn", Arn);

        Assert.Equal(ExitCode.CouldNotTell, run.ExitCode);
        Assert.Contains("custom.rt would be another one, as where an anchor gives a value to several places", run.Messages, StringComparison.Ordinal);
        Assert.Contains("&rt dotnet8", File.ReadAllText(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_anchor_that_only_functions_use_is_changed_once()
    {
        var file = Write("serverless.yml", "service: s\nprovider: { name: aws }\nx-common: &common\n  timeout: 3\nfunctions:\n  a:\n    <<: *common\n    handler: A::B::C\n    runtime: &rt dotnet8\n  b:\n    handler: A::B::C\n    runtime: *rt\n");

        _ = await WriteAsync(file, "--layer-arn", Arn);

        Assert.Contains("runtime: &rt provided.al2023\n", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.Contains("runtime: *rt\n", File.ReadAllText(file), StringComparison.Ordinal);
        await RequireNoChangeAsync(file, "--layer-arn", Arn);
    }

    [Fact]
    public async Task Settings_of_dotnet_lambda_are_changed_with_comments_byte_order_mark_and_tabs()
    {
        var file = Path.Combine(_scratch.Path, "aws-lambda-tools-defaults.json");
        const string Text = "{\r\n\t// by the wizard\r\n\t\"framework\": \"net8.0\",\r\n\t\"function-runtime\": \"dotnet8\",\r\n\t\"function-layers\": \"arn:aws:lambda:eu-central-1:123456789012:layer:otel:3\",\r\n\t\"function-handler\": \"A::B::C\",\r\n}\r\n";
        File.WriteAllBytes(file, [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Text)]);

        _ = await WriteAsync(file, "--layer-arn", Arn);

        Assert.Equal(
            (byte[])[.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Text.Replace("\"dotnet8\"", "\"provided.al2023\"", StringComparison.Ordinal).Replace("otel:3\"", $"otel:3,{Arn}\"", StringComparison.Ordinal))],
            File.ReadAllBytes(file));
        await RequireNoChangeAsync(file, "--layer-arn", Arn);
    }

    [Fact]
    public async Task Settings_of_dotnet_lambda_without_a_runtime_get_one()
    {
        var file = Write("aws-lambda-tools-defaults.json", "{\n  \"framework\" : \"net10.0\",\n  \"region\": \"us-east-1\"\n}");
        File.WriteAllText(Path.Combine(_scratch.Path, "layers.json"), LayersJson);

        _ = await WriteAsync(file, "--layer-name", "pintle-core");

        Assert.Equal(
            "{\n  \"framework\" : \"net10.0\",\n  \"function-runtime\": \"provided.al2023\",\n  \"function-layers\": \"arn:aws:lambda:us-east-1:123456789012:layer:pintle-core:3\",\n  \"region\": \"us-east-1\"\n}",
            File.ReadAllText(file));
    }

    [Fact]
    public async Task What_the_CDK_generated_is_looked_at_and_not_written()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_scratch.Path, "cdk.out")).FullName;
        var template = Path.Combine(folder, "Orders.template.json");
        const string Text = """{ "Resources": { "F": { "Type": "AWS::Lambda::Function", "Properties": { "Runtime": "dotnet10", "Handler": "A::B::C", "Code": { "S3Bucket": "b" } } } } }""";
        File.WriteAllText(template, Text);

        var looked = await RunAsync("migrate", folder);
        var written = await RunAsync("migrate", folder, "--write", "--layer-arn", Arn);

        Assert.Equal(ExitCode.Success, looked.ExitCode);
        Assert.Contains("Resources.F.Properties.Runtime: dotnet10 -> provided.al2023", looked.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.CouldNotTell, written.ExitCode);
        Assert.Contains("change the source of the CDK application", written.Messages, StringComparison.Ordinal);
        Assert.Equal(Text, File.ReadAllText(template));
    }

    [Theory]
    [InlineData("SnapStart: { ApplyOn: PublishedVersions }", "SnapStart")]
    [InlineData("DurableConfig: { ExecutionTimeout: 60 }", "durable functions")]
    [InlineData("Layers: [a, b, c, d, e]", "layers")]
    public async Task A_function_with_a_blocker_is_left_as_it_is(string property, string check)
    {
        var file = Write("template.yaml", $"Resources:\n  A:\n    Type: AWS::Lambda::Function\n    Properties:\n      Runtime: dotnet10\n      Handler: A::B::C\n      {property}\n");

        var run = await RunAsync("migrate", file, "--write", "--layer-arn", Arn);

        Assert.Equal(ExitCode.WillNotRun, run.ExitCode);
        Assert.Contains($"blocker: {check}, line ", run.Output, StringComparison.Ordinal);
        Assert.Contains("Runtime: dotnet10", File.ReadAllText(file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Runtime: !If [P, dotnet8, dotnet10]", "runtime", "Change it by hand")]
    [InlineData("Runtime: dotnet10\n      Layers: !Ref Layers", "deployment file", "made by a function of the template")]
    [InlineData("Runtime: dotnet10\n      AutoPublishAlias: live", "alias", "AutoPublishAliasAllProperties: true")]
    [InlineData("Runtime: dotnet10\n      RuntimeManagementConfig: { UpdateRuntimeOn: Manual }", "patches", "UpdateRuntimeOn to Auto")]
    [InlineData("Runtime: dotnet10\n      Architectures: [!Ref Unknown]", "architecture", "x86_64 was taken")]
    public async Task What_has_to_be_looked_at_is_a_warning_with_its_line(string properties, string check, string said)
    {
        var file = Write("template.yaml", $"Resources:\n  A:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: A::B::C\n      {properties}\n");

        var run = await RunAsync("migrate", file, "--layer-arn", Arn);

        Assert.Equal(ExitCode.LookFirst, run.ExitCode);
        Assert.Contains($"warning: {check}, line ", run.Output, StringComparison.Ordinal);
        Assert.Contains(said, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Layers: !Ref Layers")]
    [InlineData("Layers: !If [A, [b], [c]]")]
    public async Task A_function_that_cannot_be_changed_whole_is_not_changed_at_all_and_others_are(string layers)
    {
        var text = $"Globals:\n  Function:\n    Runtime: dotnet10\nResources:\n  A:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: A::B::C\n      {layers}\n  B:\n    Type: AWS::Serverless::Function\n    Properties:\n      Handler: A::B::C\n";
        var file = Write("template.yaml", text);

        var run = await WriteAsync(file, "--layer-arn", Arn);

        Assert.Equal(ExitCode.LookFirst, run.ExitCode);
        Assert.Contains("Change it by hand", run.Output, StringComparison.Ordinal);
        Assert.Equal(text + $"      Layers:\n        - {Arn}\n      Runtime: provided.al2023\n".ReplaceLineEndings("\n"), Sorted(File.ReadAllText(file)));

        // Both are added behind the handler; in which order does not matter.
        static string Sorted(string written) => written.Replace($"      Runtime: provided.al2023\n      Layers:\n        - {Arn}\n", $"      Layers:\n        - {Arn}\n      Runtime: provided.al2023\n", StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_ARN_for_two_architectures_is_refused()
    {
        var file = Write("template.yaml", "Resources:\n  A:\n    Type: AWS::Lambda::Function\n    Properties: { Runtime: dotnet10, Handler: A::B::C }\n  B:\n    Type: AWS::Lambda::Function\n    Properties: { Runtime: dotnet10, Handler: A::B::C, Architectures: [arm64] }\n");

        var run = await WriteAsync(file, "--layer-arn", Arn);
        _ = await WriteAsync(file);

        Assert.Equal(ExitCode.CouldNotTell, run.ExitCode);
        Assert.Contains("has some for x64 and some for arm64", run.Messages, StringComparison.Ordinal);
        Assert.Contains("Layers: [!Ref PintleLayerArm64]", File.ReadAllText(file), StringComparison.Ordinal);
        Assert.Contains("Layers: [!Ref PintleLayerX64]", File.ReadAllText(file), StringComparison.Ordinal);
        await RequireNoChangeAsync(file);
    }

    [Fact]
    public async Task Text_that_is_no_UTF_8_is_refused()
    {
        var file = Path.Combine(_scratch.Path, "template.yaml");
        File.WriteAllBytes(file, [.. Encoding.UTF8.GetBytes("Resources: # "), 0xFC]);

        var run = await RunAsync("migrate", file);

        Assert.Equal(ExitCode.CouldNotTell, run.ExitCode);
        Assert.Contains("to be in UTF-8", run.Messages, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_link_and_a_read_only_file_are_refused_and_stay()
    {
        var file = Write("template.yaml", Sam);
        var link = Path.Combine(_scratch.Path, "link.yaml");
        _ = File.CreateSymbolicLink(link, file);

        var linked = await RunAsync("migrate", link, "--write", "--file-only");
        File.SetUnixFileMode(file, UnixFileMode.UserRead);
        var readOnly = await RunAsync("migrate", file, "--write", "--file-only");

        Assert.Equal((ExitCode.CouldNotTell, ExitCode.CouldNotTell), (linked.ExitCode, readOnly.ExitCode));
        Assert.Contains("it is a symbolic link to", linked.Messages, StringComparison.Ordinal);
        Assert.Contains("it is read-only", readOnly.Messages, StringComparison.Ordinal);
        Assert.Equal(Sam, File.ReadAllText(file));
    }

    [Fact]
    public async Task A_written_file_keeps_its_mode_and_leaves_nothing_beside_it()
    {
        var file = Write("template.yaml", Sam);
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);

        _ = await WriteAsync(file);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(file));
        Assert.Equal([file], Directory.EnumerateFiles(_scratch.Path));
    }

    [Theory]
    [InlineData("x.yaml", "a: b\n", "found none of them")]
    [InlineData("x.yaml", "a: [b\n", "can't be read")]
    [InlineData("x.yaml", "", "found nothing in it")]
    [InlineData("x.json", "{ \"Resources\": ", "can't be read at line 1")]
    [InlineData("x.yaml", "a: *nothing\n", "Expected an anchor &nothing")]
    [InlineData("x.yaml", "Resources: !<> {}\n", "a tag in it is none")]
    [InlineData("serverless.yml", "service: s\nprovider: google\n", "for AWS, found the provider")]
    public async Task What_is_no_deployment_file_is_refused_in_a_sentence(string name, string text, string said)
    {
        var run = await RunAsync("migrate", Write(name, text));

        Assert.Equal(ExitCode.CouldNotTell, run.ExitCode);
        Assert.Contains(said, run.Messages, StringComparison.Ordinal);
        Assert.Single(run.Messages.Trim().Split('\n'));
    }

    [Fact]
    public async Task Json_has_findings_and_changes()
    {
        var run = await RunAsync("migrate", Write("template.yaml", Sam), "--file-only", "--json", "--layer-arn", Arn);

        Assert.Contains("\"property\": \"Globals.Function.Runtime\"", run.Output, StringComparison.Ordinal);
        Assert.Contains("\"outcome\": \"blocked\"", run.Output, StringComparison.Ordinal);
    }

    private static async Task RequireNoChangeAsync(string file, params string[] more)
    {
        var there = File.ReadAllBytes(file);
        var again = await WriteAsync(file, more);
        Assert.DoesNotContain("\nline ", "\n" + again.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing was written", again.Messages, StringComparison.Ordinal);
        Assert.Equal(there, File.ReadAllBytes(file));
    }

    private static Task<Run> WriteAsync(string file, params string[] more) => RunAsync(["migrate", file, "--write", "--file-only", .. more]);

    private static Task<Run> RunAsync(params string[] arguments) => Run.PintleAsync(arguments);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_scratch.Path, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => _scratch.Dispose();

    private const string Sam = """
        AWSTemplateFormatVersion: '2010-09-09'
        Transform: AWS::Serverless-2016-10-31   # SAM
        Description: >
          Orders, and what belongs to them.

        Parameters:
          # The stage.
          Stage:
            Type: String
            Default: dev

        Conditions:
          IsProd: !Equals [!Ref Stage, prod]

        Globals:
          Function:
            Timeout: 30
            Runtime: dotnet8   # until November
            Environment:
              Variables:
                STAGE: !Ref Stage

        Resources:
          # The one that takes orders.
          Place:
            Type: AWS::Serverless::Function
            Properties:
              CodeUri: ./src/
              Handler: Orders::Orders.Function::Place   # the method
              Events:
                Api:
                  Type: HttpApi
                  Properties: { Path: /orders, Method: post }
          Echo:
            Type: AWS::Serverless::Function
            Condition: IsProd
            Properties:
              Handler: Orders::Orders.Function::Echo
              CodeUri: s3://bucket/orders.zip
              Layers:
                - !Sub arn:aws:lambda:${AWS::Region}:123456789012:layer:otel:3 # tracing
          Snappy:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: 'dotnet10'
              SnapStart:
                ApplyOn: PublishedVersions
              Handler: Orders::Orders.Function::Fail
          Script:
            Type: AWS::Serverless::Function
            Properties:
              Runtime: python3.12
              Handler: app.handler
              CodeUri: ./script/
        Outputs:
          PlaceArn:
            Value: !GetAtt Place.Arn

        """;

    private const string Serverless = """
        service: orders
        frameworkVersion: '4'
        plugins:
          - serverless-plugin-x
        custom:
          stage: ${opt:stage, 'dev'}
        provider:
          name: aws
          region: eu-central-1
          runtime: dotnet8 # the team's
          runtimeManagement: manual
        functions:
          place: # takes orders
            handler: Orders::Orders.Function::Place
            events:
              - httpApi: 'POST /orders'
          echo:
            handler: Orders::Orders.Function::Echo
            layers:
              - ${cf:otel.Layer}
          script:
            runtime: nodejs22.x
            handler: index.handler
        resources:
          Outputs:
            X: { Value: !GetAtt PlaceLambdaFunction.Arn }

        """;

    private const string LayersJson = """
        {
          "format": 1,
          "layers": [
            { "region": "eu-central-1", "name": "pintle-core", "version": 7, "arn": "arn:aws:lambda:eu-central-1:123456789012:layer:pintle-core:7", "architecture": "x86_64", "dotnet": "10.0.14", "framework": "core", "codeSha256": "x", "size": 1, "unzippedSize": 2, "date": "2026-11-30" },
            { "region": "eu-central-1", "name": "pintle-core", "version": 8, "arn": "arn:aws:lambda:eu-central-1:123456789012:layer:pintle-core:8", "architecture": "x86_64", "dotnet": "10.0.15", "framework": "core", "codeSha256": "x", "size": 1, "unzippedSize": 2, "date": "2026-11-30" },
            { "region": "eu-central-1", "name": "pintle-core", "version": 9, "arn": "arn:aws:lambda:eu-central-1:123456789012:layer:pintle-core:9", "architecture": "arm64", "dotnet": "10.0.15", "framework": "core", "codeSha256": "x", "size": 1, "unzippedSize": 2, "date": "2026-11-30" },
            { "region": "us-east-1", "name": "pintle-core", "version": 3, "arn": "arn:aws:lambda:us-east-1:123456789012:layer:pintle-core:3", "architecture": "x86_64", "dotnet": "10.0.15", "framework": "core", "codeSha256": "x", "size": 1, "unzippedSize": 2, "date": "2026-11-30" }
          ]
        }
        """;
}
