using System.Diagnostics;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Pintle.Cli.Cloud;
using Pintle.TestSupport;
using YamlDotNet.RepresentationModel;

namespace Pintle.Cli.Tests.Deploying;

/// <summary>Every form of <c>layer/deploy</c> gives the same function, on the newest version that <c>layers.json</c> has for its region and architecture: by the tools themselves where they can be had.</summary>
public sealed partial class DeploymentFormTests : IDisposable
{
    private const string Arn = "arn:aws:lambda:eu-central-1:123456789012:layer:pintle-core:10";
    private const string Handler = "Orders::Orders.Function::Place";
    private const string Cdk = "aws-cdk-lib@2 constructs@10";

    private static readonly string Folder = Path.Combine(Repository.Root, "layer", "deploy");
    private static readonly string Layers = Path.Combine(Folder, "layers.example.json");

    private readonly ScratchFolder _scratch = new();

    [Fact]
    public void The_example_is_a_layers_json_as_publish_writes_it()
    {
        var read = PublishedLayers.Read(Layers);

        Assert.Equal(Arn, read.Newest("eu-central-1", "pintle-core", "x86_64")?.Arn);
        Assert.Equal(4, read.Layers.Count);
    }

    [Fact]
    public async Task A_script_prints_the_ARN_that_a_parameter_takes_or_says_what_is_missing()
    {
        _ = RequiredTools.Find("jq", "jq");

        var (exitCode, output, _) = await ShellAsync("eu-central-1", "pintle-core", "x86_64", Layers);
        var missing = await ShellAsync("eu-west-1", "pintle-core", "x86_64", Layers);

        Assert.Equal((0, Arn), (exitCode, output.Trim()));
        Assert.NotEqual(0, missing.ExitCode);
        Assert.Contains("no x86_64 version of pintle-core in eu-west-1", missing.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_SAM_takes_the_layer_as_a_parameter_and_has_nothing_left_to_migrate()
    {
        var file = Path.Combine(Folder, "sam", "template.yaml");
        var root = Yaml(file);
        var parameter = root["Parameters"]["PintleLayer"];
        var properties = root["Resources"]["Orders"]["Properties"];

        Assert.Matches(parameter["AllowedPattern"].ToString(), Arn);
        Assert.Equal(("!Ref", "PintleLayer"), (Assert.Single((YamlSequenceNode)properties["Layers"]).Tag.Value, properties["Layers"][0].ToString()));
        RequireFunction(properties["Runtime"].ToString(), properties["Handler"].ToString(), properties["Architectures"][0].ToString(), properties["MemorySize"].ToString());
        var run = await Run.PintleAsync("migrate", file);
        Assert.True(run.ExitCode == 0 && !run.Output.Contains("\nline ", StringComparison.Ordinal), run.ToString());
    }

    [Fact]
    public async Task Of_the_CDK_synthesizes_to_it_for_one_region_and_for_any()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Folder, "cdk"), "*.js"))
            File.Copy(file, Path.Combine(_scratch.Path, Path.GetFileName(file)));
        _ = _scratch.Write("orders.zip", "not looked into");

        var one = await SynthesizeAsync("one", """CDK_CONTEXT_JSON={"region":"eu-central-1"}""");
        var any = await SynthesizeAsync("any");
        var missing = await NodeAsync(Cdk, [$"LAYERS_FILE={Layers}", "CDK_OUTDIR=missing", """CDK_CONTEXT_JSON={"region":"eu-west-1"}"""], "app.js");

        Assert.Equal(Arn, RequireFunction(one));
        var found = Function(any)["Layers"]![0]!["Fn::FindInMap"]!.AsArray();
        Assert.Equal("""{"Ref":"AWS::Region"}""", found[1]!.ToJsonString());
        Assert.Equal(Arn, any["Mappings"]![(string)found[0]!]!["eu-central-1"]!["arn"]!.GetValue<string>());
        Assert.Equal("arn:aws:lambda:us-east-1:123456789012:layer:pintle-core:4", any["Mappings"]![(string)found[0]!]!["us-east-1"]!["arn"]!.GetValue<string>());
        Assert.NotEqual(0, missing.ExitCode);
        Assert.Contains("Expected the layer \"pintle-core\" in eu-west-1", missing.Errors, StringComparison.Ordinal);
        var run = await Run.PintleAsync("migrate", Path.Combine(_scratch.Path, "one"), "--file-only");
        Assert.True(run.ExitCode == 0, run.ToString());
    }

    [Fact]
    public async Task Of_the_CDK_in_CSharp_compiles_against_its_package()
    {
        _ = _scratch.Write("App.csproj", """
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Amazon.CDK.Lib" Version="2.*" />
              </ItemGroup>
            </Project>
            """);
        File.Copy(Path.Combine(Folder, "cdk", "PinnedDotNetLayer.cs"), Path.Combine(_scratch.Path, "PinnedDotNetLayer.cs"));

        var restored = await RunAsync("dotnet", _scratch.Path, "restore", "--nologo", "-v", "quiet");
        if (restored.ExitCode != 0 && (restored.Output + restored.Errors).Contains("NU11", StringComparison.Ordinal))
            Assert.Skip("Needs the package Amazon.CDK.Lib with all that it depends on, which this feed has not.");
        var built = await RunAsync("dotnet", _scratch.Path, "build", "--no-restore", "--nologo", "-v", "quiet", "-nodeReuse:false");

        Assert.True(built.ExitCode == 0, restored.Output + built.Output);
    }

    [Fact]
    public async Task Of_the_Serverless_Framework_is_packaged_to_it()
    {
        _ = _scratch.CopyFrom(Path.Combine(Folder, "serverless"));
        _ = _scratch.Write("orders.zip", "not looked into");

        var run = await NodeAsync("osls@4", [$"LAYERS_FILE={Layers}", "SLS_TELEMETRY_DISABLED=1", "AWS_ACCESS_KEY_ID=x", "AWS_SECRET_ACCESS_KEY=x"], "/osls", "package");
        var missing = await NodeAsync("osls@4", [$"LAYERS_FILE={Layers}", "SLS_TELEMETRY_DISABLED=1", "AWS_ACCESS_KEY_ID=x", "AWS_SECRET_ACCESS_KEY=x"], "/osls", "package", "--region", "eu-west-1");

        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.Equal(Arn, RequireFunction(JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_scratch.Path, ".serverless", "cloudformation-template-update-stack.json"), TestContext.Current.CancellationToken))!));
        Assert.Contains("Expected an x86_64 version of pintle-core in eu-west-1", missing.Output + missing.Errors, StringComparison.Ordinal);
        var migrated = await Run.PintleAsync("migrate", Path.Combine(Folder, "serverless", "serverless.yml"), "--file-only");
        Assert.DoesNotContain("blocker", migrated.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_Terraform_reads_the_version_with_the_real_terraform()
    {
        var terraform = RequiredTools.Find("terraform", "terraform (of HashiCorp's repository)");
        File.Copy(Path.Combine(Folder, "terraform", "main.tf"), Path.Combine(_scratch.Path, "main.tf"));

        var format = await RunAsync(terraform, Folder, "fmt", "-check", "-recursive", "terraform");
        var prepared = await RunAsync(terraform, _scratch.Path, "init", "-input=false", "-no-color");
        var applied = await RunAsync(terraform, _scratch.Path, "apply", "-auto-approve", "-input=false", "-no-color", $"-var=layers_file={Layers}", "-var=layer_name=pintle-core", "-var=region=eu-central-1");
        var shown = await RunAsync(terraform, _scratch.Path, "output", "-json");
        var missing = await RunAsync(terraform, _scratch.Path, "plan", "-input=false", "-no-color", $"-var=layers_file={Layers}", "-var=layer_name=pintle-core", "-var=region=eu-west-1");

        Assert.True(format.ExitCode == 0 && prepared.ExitCode == 0 && applied.ExitCode == 0, format.Output + prepared.Errors + applied.Errors);
        var outputs = JsonNode.Parse(shown.Output)!;
        Assert.Equal((Arn, "10.0.15", "provided.al2023"), (Output(outputs, "layer_arn"), Output(outputs, "dotnet_version"), Output(outputs, "runtime")));
        Assert.Contains("Expected an x86_64 version of pintle-core in eu-west-1", (missing.Output + missing.Errors).ReplaceLineEndings(" "), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_Terraform_has_the_functions_properties()
    {
        _ = _scratch.Write("parse.js", """
            const { parse } = require('@cdktf/hcl2json');
            parse('orders.tf', require('fs').readFileSync(process.argv[2], 'utf8')).then((read) => { console.log(JSON.stringify(read)); process.exit(0); });
            """);

        var run = await NodeAsync("@cdktf/hcl2json@0", [], "parse.js", Path.Combine(Folder, "terraform", "example", "orders.tf"));

        Assert.True(run.ExitCode == 0, run.Errors);
        var read = JsonNode.Parse(run.Output)!;
        var function = read["resource"]!["aws_lambda_function"]!["orders"]![0]!;
        Assert.Equal("""["${module.dotnet.layer_arn}"]""", function["layers"]!.ToJsonString());
        Assert.Equal("${module.dotnet.runtime}", (string?)function["runtime"]);
        RequireFunction("provided.al2023", (string)function["handler"]!, (string)function["architectures"]![0]!, function["memory_size"]!.ToString());
        Assert.Equal(("../", "${path.module}/layers.json"), ((string?)read["module"]!["dotnet"]![0]!["source"], (string?)read["module"]!["dotnet"]![0]!["layers_file"]));
    }

    [Fact]
    public void Of_GitHub_s_Actions_asks_for_a_token_and_runs_actions_by_digest()
    {
        var text = File.ReadAllText(Path.Combine(Folder, "github", "deploy.yml"));
        var root = Yaml(Path.Combine(Folder, "github", "deploy.yml"));
        string[] used = [.. ((YamlSequenceNode)root["jobs"]["deploy"]["steps"]).Cast<YamlMappingNode>().Where(step => step.Children.ContainsKey("uses")).Select(step => step["uses"].ToString())];

        Assert.Equal(3, used.Length);
        Assert.All(used, each => Assert.Matches("^[a-z-]+/[a-z-]+@[0-9a-f]{40}$", each));
        Assert.All(Uses().Matches(text).Cast<Match>(), match => Assert.Matches(" # v[0-9]+\\.[0-9]+\\.[0-9]+$", match.Value));
        Assert.Equal("write", root["permissions"]["id-token"].ToString());
        Assert.Equal("read", root["permissions"]["contents"].ToString());
        Assert.DoesNotContain("secrets.", text, StringComparison.Ordinal);
        Assert.Contains("layer/deploy/layer-arn.sh", text, StringComparison.Ordinal);
    }

    private async Task<JsonNode> SynthesizeAsync(string output, params string[] variables)
    {
        var run = await NodeAsync(Cdk, [$"LAYERS_FILE={Layers}", $"CDK_OUTDIR={output}", .. variables], "app.js");
        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        return JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(_scratch.Path, output, "Orders.template.json"), TestContext.Current.CancellationToken))!;
    }

    private static JsonNode Function(JsonNode template) => template["Resources"]!.AsObject().Single(resource => (string?)resource.Value!["Type"] == "AWS::Lambda::Function").Value!["Properties"]!;

    /// <returns>The layer's ARN.</returns>
    private static string RequireFunction(JsonNode template)
    {
        var properties = Function(template);
        RequireFunction((string)properties["Runtime"]!, (string)properties["Handler"]!, (string)properties["Architectures"]![0]!, properties["MemorySize"]!.ToString());
        return (string)Assert.Single(properties["Layers"]!.AsArray())!;
    }

    private static void RequireFunction(string runtime, string handler, string architecture, string memory) => Assert.Equal(("provided.al2023", Handler, "x86_64", "512"), (runtime, handler, architecture, memory));

    private static string? Output(JsonNode outputs, string name) => (string?)outputs[name]!["value"];

    private static YamlMappingNode Yaml(string file)
    {
        using var text = File.OpenText(file);
        var stream = new YamlStream();
        stream.Load(text);
        return (YamlMappingNode)stream.Documents[0].RootNode;
    }

    private async Task<(int ExitCode, string Output, string Errors)> NodeAsync(string packages, string[] variables, string program, params string[] arguments)
    {
        return await NodePackages.RunInAsync(packages, _scratch.Path, variables, program, arguments);
    }

    private Task<(int ExitCode, string Output, string Errors)> ShellAsync(params string[] arguments) => RunAsync("sh", _scratch.Path, [Path.Combine(Folder, "layer-arn.sh"), .. arguments]);

    private static async Task<(int ExitCode, string Output, string Errors)> RunAsync(string program, string folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true })!;
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromMinutes(10));
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        return (process.ExitCode, await output, await errors);
    }

    [GeneratedRegex("uses: .*")]
    private static partial Regex Uses();

    public void Dispose() => _scratch.Dispose();
}
