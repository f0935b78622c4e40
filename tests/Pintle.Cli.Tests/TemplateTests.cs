using Pintle.Cli.Serving;
using Pintle.Cli.Templates;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

public sealed class TemplateTests
{
    private const string Sam = """
        AWSTemplateFormatVersion: "2010-09-09"
        Transform: AWS::Serverless-2016-10-31
        Parameters:
          Stage: { Type: String, Default: test }
        Globals:
          Function: { Timeout: 7, MemorySize: 256, Environment: { Variables: { SHARED: "1", STAGE: !Ref Stage } } }
          HttpApi: { CorsConfiguration: { AllowOrigins: ["https://shop.example"], AllowMethods: [GET] } }
        Resources:
          Table: { Type: AWS::DynamoDB::Table }
          Place:
            Type: AWS::Serverless::Function
            Properties:
              FunctionName: !Sub "place-${Stage}"
              CodeUri: src/
              Handler: Orders::Orders.Function::Place
              MemorySize: 512
              ReservedConcurrentExecutions: 4
              EphemeralStorage: { Size: 1024 }
              EventInvokeConfig: { MaximumRetryAttempts: 1, MaximumEventAgeInSeconds: 600 }
              DeadLetterQueue: { Type: SQS, TargetArn: !GetAtt Table.Arn }
              Environment: { Variables: { TABLE: !Ref Table, ARN: !GetAtt Table.Arn, STAGE: own } }
              Events:
                Get: { Type: HttpApi, Properties: { Path: "/orders/{id}", Method: get } }
                Old: { Type: Api, Properties: { Path: "/orders", Method: any } }
                Nightly: { Type: Schedule, Properties: { Schedule: rate(1 day) } }
          Echo:
            Type: AWS::Serverless::Function
            Properties: { CodeUri: src/, Handler: E::E.F::G, FunctionUrlConfig: { AuthType: NONE, InvokeMode: RESPONSE_STREAM, Cors: { AllowOrigins: ["*"], MaxAge: 5 } } }
          Plain:
            Type: AWS::Lambda::Function
            Properties: { Code: src/, Handler: P::P.F::G, Role: none }
          PlainEvents:
            Type: AWS::Lambda::EventInvokeConfig
            Properties: { FunctionName: !Ref Plain, Qualifier: $LATEST, MaximumRetryAttempts: 0 }
        """;

    [Fact]
    public void Reads_functions_with_globals_parameters_and_environment()
    {
        using var scratch = new ScratchFolder();

        var plan = Read(scratch, Sam);

        Assert.Equal(["place-test", "Echo", "Plain"], plan.Functions.Select(each => each.Name));
        var place = plan.Functions[0];
        Assert.Equal((Path.Combine(scratch.Path, "src", "Orders.csproj"), "Orders::Orders.Function::Place", 512, TimeSpan.FromSeconds(7)), (place.Project, place.Options.Handler, place.Options.MemoryMB, place.Options.Timeout));
        Assert.Equal([("SHARED", "1"), ("STAGE", "own"), ("TABLE", "Table")], place.Options.Environment.OrderBy(each => each.Key, StringComparer.Ordinal).Select(each => (each.Key, each.Value)));
        Assert.Contains(plan.Notices, notice => notice.Contains("ARN", StringComparison.Ordinal));
        Assert.Contains(plan.Notices, notice => notice.Contains("Schedule", StringComparison.Ordinal));
    }

    [Fact]
    public void Reads_reserved_concurrency_storage_and_what_becomes_of_events()
    {
        using var scratch = new ScratchFolder();

        var plan = Read(scratch, Sam);

        var (place, echo, plain) = (plan.Functions[0].Options, plan.Functions[1].Options, plan.Functions[2].Options);
        Assert.Equal((4, 1024, 1, TimeSpan.FromMinutes(10)), (place.ReservedConcurrency!.Value, place.EphemeralStorageMB, place.Events.MaxRetries, place.Events.MaxAge));
        Assert.Equal(Path.Combine(scratch.Path, ".pintle", "place-test.dead-letters.jsonl"), place.Events.DeadLetterFile);
        Assert.Contains(plan.Notices, notice => notice.Contains("place-test.dead-letters.jsonl", StringComparison.Ordinal));
        Assert.Equal((null, 512, 2, null), (echo.ReservedConcurrency, echo.EphemeralStorageMB, echo.Events.MaxRetries, echo.Events.DeadLetterFile));
        Assert.Equal(0, plain.Events.MaxRetries);
    }

    [Fact]
    public void Reads_the_life_of_environments_from_pintle_json()
    {
        using var scratch = new ScratchFolder();
        _ = scratch.Write("code/Orders.csproj", "<Project />");

        var options = PintleFile.Read(scratch.Write("pintle.json", """
            { "functions": { "orders": { "code": "code", "handler": "H", "environments": 3, "reservedConcurrency": 2, "enforceMemory": false, "cpuShare": true, "freeze": true,
              "ephemeralStorage": 600, "events": { "retries": 1, "retryDelay": 0.5, "maxAge": 60, "deadLetterFile": "dead.jsonl" } } } }
            """)).Functions[0].Options;

        Assert.Equal((3, 2, false, true, true, 600), (options.MaxEnvironments, options.ReservedConcurrency!.Value, options.EnforceMemory, options.LimitCpu, options.FreezeBetweenInvocations, options.EphemeralStorageMB));
        Assert.Equal((1, 0.5, 60, Path.Combine(scratch.Path, "dead.jsonl")), (options.Events.MaxRetries, options.Events.RetryDelay.TotalSeconds, options.Events.MaxAge.TotalSeconds, options.Events.DeadLetterFile));
    }

    [Fact]
    public void Reads_APIs_function_URLs_and_their_CORS()
    {
        using var scratch = new ScratchFolder();

        var fronts = Read(scratch, Sam).Fronts;

        Assert.Equal(["HttpApi HttpApi GET /orders/{id} place-test", "Api RestApi ANY /orders place-test", "Echo FunctionUrl ANY $default Echo", "Plain FunctionUrl ANY $default Plain"],
            fronts.Select(front => $"{front.Name} {front.Format} {front.Routes[0].Method} {front.Routes[0].Path} {front.Routes[0].FunctionName}"));
        Assert.Equal(("https://shop.example", true, 5, "Prod"), (fronts[0].Cors!.AllowOrigins.Single(), fronts[2].StreamsResponses, fronts[2].Cors!.MaxAge!.Value, fronts[1].Stage));
    }

    [Theory]
    [InlineData("just text", "with \"Resources\"")]
    [InlineData("{}", "with \"Resources\"")]
    [InlineData("Resources: {}", "AWS::Serverless::Function or AWS::Lambda::Function")]
    [InlineData("Resources: [", "can't be read at line")]
    [InlineData("a: &a [1]\nResources: *a", "without YAML aliases")]
    [InlineData("Resources: { F: { Type: AWS::Lambda::Function, Properties: { Handler: H, Code: { S3Bucket: b, S3Key: k } } } }", "the code of 'F' to be a path")]
    [InlineData("Resources: { F: { Type: AWS::Lambda::Function, Properties: { Handler: H, Code: 's3://b/k' } } }", "found an address")]
    [InlineData("Resources: { F: { Type: AWS::Lambda::Function, Properties: { Handler: H, Code: nowhere } } }", "there is nothing")]
    [InlineData("Resources: { F: { Type: AWS::Lambda::Function, Properties: { Code: src } } }", "Handler of 'F'")]
    [InlineData("Resources: { F: { Type: AWS::Lambda::Function, Properties: { Code: src, Handler: !GetAtt A.B } } }", "Handler of 'F'")]
    [InlineData("Resources: { F: { Type: AWS::Lambda::Function, Properties: { Code: src, Handler: H, Timeout: 901 } } }", "timeout of 'F'")]
    [InlineData("Resources: { F: { Type: AWS::Lambda::Function, Properties: { Code: src, Handler: H, MemorySize: much } } }", "MemorySize of 'F'")]
    [InlineData("Resources: { F: { Type: AWS::Serverless::Function, Properties: { CodeUri: src, Handler: H, EventInvokeConfig: { MaximumRetryAttempts: 3 } } } }", "MaximumRetryAttempts of 'F'")]
    [InlineData("Resources: !<> {}", "a tag there is none")]
    [InlineData("Resources:\n  - name\r:", "a member of it has no value that can be read")]
    public void Refuses_what_is_no_template_or_can_t_run_here_with_one_sentence(string text, string said)
    {
        using var scratch = new ScratchFolder();

        var fault = Assert.Throws<ToolException>(() => Read(scratch, text));

        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    [Fact]
    public void Refuses_a_template_that_is_nested_without_end()
    {
        using var scratch = new ScratchFolder();

        var fault = Assert.Throws<ToolException>(() => Read(scratch, $"Resources: {new string('[', 100_000)}"));

        Assert.Contains("nested at most 64 deep", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "pintle.json or template.yaml")]
    [InlineData("{\"functions\":{}}", "at least one function")]
    [InlineData("{\"functions\":{\"a\":{\"code\":\"x\"}}}", "it is not. Correct it")]
    [InlineData("{\"functions\":{\"a\":{\"code\":\".\",\"handler\":\"H\",\"memry\":1}}}", "$.functions.a")]
    [InlineData("{\"functions\":{\"../a\":{\"code\":\".\",\"handler\":\"H\"}}}", "a function name of 1 to 64")]
    [InlineData("{\"functions\":{\"a\":{\"code\":\"../nowhere\",\"handler\":\"H\"}}}", "there is nothing")]
    public async Task Serve_refuses_a_configuration_that_is_not_one_with_exit_code_2(string text, string said)
    {
        using var scratch = new ScratchFolder();
        var layer = await BuiltLayer.GetAsync();
        string[] file = text.Length == 0 ? [] : [scratch.Write("pintle.json", text)];

        var run = await Run.PintleAsync(["serve", .. file, "--layer", layer.Directory]);

        Assert.True(run.ExitCode == 2 && run.Output.Length == 0 && run.Messages.Contains(said, StringComparison.Ordinal), run.ToString());
    }

    private static ServePlan Read(ScratchFolder scratch, string text)
    {
        _ = scratch.Write("src/Orders.csproj", "<Project />");
        return TemplatePlan.Read(scratch.Write("template.yaml", text));
    }
}
