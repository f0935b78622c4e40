using Pintle.Cli.Serving;
using Pintle.Cli.Templates;
using Pintle.Emulator.Http;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

/// <summary>APIs of a template with properties of their own, and what of a template can't be served.</summary>
public sealed class TemplateFrontTests
{
    private const string Sam = """
        Globals:
          HttpApi: { CorsConfiguration: { AllowOrigins: ["https://a.example"] } }
          Api: { BinaryMediaTypes: [image~1png] }
        Resources:
          Shop: { Type: AWS::Serverless::HttpApi, Properties: { StageName: dev, CorsConfiguration: true, Auth: { DefaultAuthorizer: X } } }
          Old: { Type: AWS::Serverless::Api, Properties: { StageName: v1, BinaryMediaTypes: ["*~1*"], Cors: { AllowOrigin: "'https://b.example'", AllowHeaders: "'x-one, x-two'", MaxAge: "'600'", AllowCredentials: true } } }
          Text: { Type: AWS::Serverless::Api, Properties: { StageName: Prod, Cors: "'*'", DefinitionUri: api.yaml } }
          Unused: { Type: AWS::Serverless::HttpApi }
          Machine: { Type: AWS::Serverless::StateMachine }
          F:
            Type: AWS::Serverless::Function
            Properties:
              CodeUri: src/
              Handler: H
              Architectures: [arm64]
              Events:
                One: { Type: HttpApi, Properties: { ApiId: !Ref Shop, Path: /a, Method: get, PayloadFormatVersion: "1.0" } }
                Two: { Type: HttpApi, Properties: { Path: /a, Method: post } }
                Three: { Type: Api, Properties: { RestApiId: !Ref Old, Path: "/a/{id}", Method: get } }
                Four: { Type: Api, Properties: { RestApiId: !Ref Text, Path: /b, Method: any } }
                Five: { Type: Api, Properties: { Path: /c, Method: get } }
          G:
            Type: AWS::Serverless::Function
            Properties: { CodeUri: src/, Handler: H, Events: { One: { Type: HttpApi, Properties: { ApiId: !Ref Shop } } } }
        """;

    [Fact]
    public void Each_API_has_an_address_and_properties_of_its_own()
    {
        using var scratch = new ScratchFolder();

        var fronts = Read(scratch, Sam).Fronts;

        Assert.Equal(
            ["Shop HttpApi dev GET /a F 1.0,ANY $default G 2.0", "HttpApi HttpApi  POST /a F 2.0", "Old RestApi v1 GET /a/{id} F 2.0", "Text RestApi Prod ANY /b F 2.0", "Api RestApi Prod GET /c F 2.0"],
            fronts.Select(front => $"{front.Name} {front.Format} {front.Stage} {string.Join(',', front.Routes.Select(route => $"{route.Method} {route.Path} {route.FunctionName} {(route.UsesPayloadVersion1 ? "1.0" : "2.0")}"))}"));
        Assert.Equal(["", "", "*/*", "image/png", "image/png"], fronts.Select(front => string.Join(',', front.BinaryMediaTypes)));
    }

    [Fact]
    public void Policies_are_read_in_all_their_forms()
    {
        using var scratch = new ScratchFolder();

        var policies = Read(scratch, Sam).Fronts.ToDictionary(front => front.Name, front => front.Cors);

        Assert.Equal(("*", "https://a.example", "*", null), (policies["Shop"]!.AllowOrigins.Single(), policies["HttpApi"]!.AllowOrigins.Single(), policies["Text"]!.AllowOrigins.Single(), policies["Api"]));
        Assert.Equal(7, policies["Text"]!.AllowMethods.Count);
        Assert.Equal(("https://b.example", "GET,OPTIONS", "x-one,x-two", 600, true),
            (policies["Old"]!.AllowOrigins.Single(), string.Join(',', policies["Old"]!.AllowMethods), string.Join(',', policies["Old"]!.AllowHeaders), policies["Old"]!.MaxAge!.Value, policies["Old"]!.AllowCredentials));
    }

    [Fact]
    public void What_has_no_effect_here_is_named()
    {
        using var scratch = new ScratchFolder();

        var plan = Read(scratch, Sam);

        foreach (var named in (string[])["Shop: nobody is authorized", "Text: routes of its definition", "Unused is not served", "Machine is not served"])
            Assert.Single(plan.Notices, notice => notice.StartsWith(named, StringComparison.Ordinal));
        Assert.Equal(["arm64", null], plan.Functions.Select(each => each.Architecture));
    }

    [Theory]
    [InlineData("Bad: { Type: AWS::Serverless::Function, Properties: { CodeUri: nowhere, Handler: H } }", "there is nothing")]
    [InlineData("Bad: { Type: AWS::Serverless::Function, Properties: { CodeUri: src } }", "Handler of 'Bad'")]
    [InlineData("Bad: { Type: AWS::Serverless::Function, Properties: { PackageType: Image, ImageUri: x } }", "found S3, inline code or an image")]
    [InlineData("Bad: { Type: AWS::Serverless::Function, Properties: { CodeUri: src, Handler: H, FunctionName: Good } }", "another function is called 'Good'")]
    [InlineData("Bad: { Type: AWS::Serverless::Function, Properties: { CodeUri: src, Handler: H, MemorySize: 64 } }", "128 to 10240")]
    [InlineData("Bad: { Type: AWS::Serverless::Function, Properties: { CodeUri: src, Handler: H, Architectures: [ppc] } }", "Architectures of 'Bad'")]
    [InlineData("Bad: { Type: AWS::Serverless::Function, Properties: { CodeUri: src, Handler: H, Architectures: [arm64, x86_64] } }", "Architectures of 'Bad'")]
    [InlineData("Bad: { Type: AWS::Serverless::Function, Properties: { CodeUri: src, Handler: H, Environment: { Variables: { AWS_REGION: x } } } }", "'AWS_REGION' is set by Lambda")]
    [InlineData("Bad: { Type: AWS::Serverless::Function, Properties: { CodeUri: src, Handler: H, Events: { E: { Type: HttpApi, Properties: { Path: a, Method: get } } } } }", "to begin with '/'")]
    [InlineData("Bad: { Type: AWS::Serverless::Function, Properties: { CodeUri: src, Handler: H, Events: { E: { Type: HttpApi, Properties: { PayloadFormatVersion: 3 } } } } }", "PayloadFormatVersion of the event 'E'")]
    [InlineData("Bad: { Type: AWS::Serverless::Function, Properties: { CodeUri: src, Handler: H, Events: { E: { Type: SQS, Properties: { Queue: 'arn:aws:sqs:eu-west-1:1:q', BatchSize: 11 } } } } }", "at least a second")]
    [InlineData("Bad: { Type: AWS::Serverless::Function, Properties: { CodeUri: src, Handler: H, Events: { E: { Type: SQS, Properties: { Queue: 'arn:aws:sqs:eu-west-1:1:q', FilterCriteria: { Filters: [{ Pattern: x }] } } } } } }", "Invalid filter pattern definition")]
    public void What_can_t_be_served_is_named_and_the_others_are_served(string resource, string why)
    {
        using var scratch = new ScratchFolder();

        var plan = Read(scratch, $"Resources:\n  Good: {{ Type: AWS::Serverless::Function, Properties: {{ CodeUri: src, Handler: H }} }}\n  {resource}");

        Assert.Equal(["Good"], plan.Functions.Select(each => each.Name));
        Assert.Equal(["Good"], plan.Fronts.Select(each => each.Name));
        Assert.Empty(plan.Queues);
        Assert.Contains(why, Assert.Single(plan.Notices, notice => notice.StartsWith("Bad is not served: ", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_that_is_no_queue_is_named()
    {
        using var scratch = new ScratchFolder();

        var plan = Read(scratch, """
            Resources:
              F: { Type: AWS::Lambda::Function, Properties: { Code: src, Handler: H } }
              M: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref F, EventSourceArn: "arn:aws:kinesis:eu-west-1:1:stream/s" } }
            """);

        Assert.Single(plan.Notices, notice => notice.StartsWith("M is not served: F gets events of queues", StringComparison.Ordinal));
    }

    [Fact]
    public void Filters_of_a_queue_are_its_patterns()
    {
        using var scratch = new ScratchFolder();

        var plan = Read(scratch, """
            Resources:
              F:
                Type: AWS::Serverless::Function
                Properties:
                  CodeUri: src
                  Handler: H
                  Events:
                    E: { Type: SQS, Properties: { Queue: "arn:aws:sqs:eu-west-1:1:q", FilterCriteria: { Filters: [{ Pattern: '{"body":{"a":["b"]}}' }, { Pattern: !Sub '{"body":["${AWS::Region}"]}' }] } } }
            """);

        Assert.Equal(["""{"body":{"a":["b"]}}""", """{"body":["us-east-1"]}"""], Assert.Single(plan.Queues).Filters);
    }

    [Theory]
    [InlineData("Resources:\n  F:\n    Type: [a\n  G: 1\n", 3)]
    [InlineData("A: 1\nResources:\n  F: {Type: x, Properties: {Handler: H}\n  G: 1\nZ: 1\n", 3)]
    [InlineData("Resources:\n  F:\n    Type: x\n\tG: 1\n", 4)]
    [InlineData("Resources:\n  F:\n    Type: x\n   G: 1\n", 4)]
    [InlineData("Resources:\n  F: a\n  G: \"x\n  H: 1\n", 3)]
    [InlineData("Resources:\n\tF: 1\n", 2)]
    [InlineData("Resources:\n  F: { Type: 'x }\n", 2)]
    [InlineData("Resources:\n  F: 1\n  F: 2\n", 3)]
    [InlineData("Resources:\n  F: a: b\n", 2)]
    [InlineData("{\n  \"Resources\": {\n    \"F\": [1, ]]\n  }\n}\n", 3)]
    public void What_is_no_YAML_is_placed_where_it_goes_wrong(string text, int line)
    {
        using var scratch = new ScratchFolder();

        var fault = Assert.Throws<ToolException>(() => Read(scratch, text));

        Assert.Contains($"line {line}, ", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("9001", "orders:9001 shop:0", false)]
    [InlineData("9001", "", true)]
    [InlineData("shop=9001,orders=9002", "orders:9002 shop:9001", true)]
    [InlineData("other=9001", "", true)]
    [InlineData("orders=70000", "", true)]
    [InlineData("orders=", "", true)]
    public void Ports_are_given_by_name(string given, string expected, bool areTwo)
    {
        Testing.HttpFront[] fronts = [Testing.HttpFront.For("orders"), Testing.HttpFront.For("shop", HttpEventFormat.HttpApi)];
        var plan = new ServePlan([], areTwo ? fronts : fronts[..1], [], null, []);

        if (expected.Length == 0)
        {
            Assert.Contains("Expected --http-port to", Assert.Throws<ToolException>(() => FrontPorts.Apply(plan, given.Split(','))).Message, StringComparison.Ordinal);
            return;
        }

        Assert.Equal(areTwo ? expected : expected.Split(' ')[0], string.Join(' ', FrontPorts.Apply(plan, given.Split(',')).Fronts.Select(front => $"{front.Name}:{front.Port}")));
    }

    private static ServePlan Read(ScratchFolder scratch, string text)
    {
        _ = scratch.Write("src/Orders.csproj", "<Project />");
        return TemplatePlan.Read(scratch.Write("template.yaml", text));
    }
}
