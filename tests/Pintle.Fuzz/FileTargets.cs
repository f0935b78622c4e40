using System.Text;
using Pintle.Cli;
using Pintle.Cli.Cloud;
using Pintle.Cli.Layers;
using Pintle.Cli.Serving;
using Pintle.Layer;
using Pintle.Layer.Definition;

namespace Pintle.Fuzz;

/// <summary>Files that people write or download: a template, <c>pintle.json</c>, <c>layers.yaml</c>, <c>layers.json</c>, <c>pins.json</c>. Each is understood, or refused in a bounded sentence.</summary>
internal static class FileTargets
{
    private const string Template = """
        Transform: AWS::Serverless-2016-10-31
        Parameters: { Stage: { Type: String, Default: test }, Sizes: { Type: CommaDelimitedList, Default: "1,2" } }
        Conditions: { IsTest: !Equals [!Ref Stage, test], IsLive: !Not [Condition: IsTest] }
        Mappings: { M: { a: { b: "7" } } }
        Globals: { Function: { Timeout: 5, Environment: { Variables: { A: !Sub "${Stage}-${AWS::Region}" } } } }
        Resources:
          Queue: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 30, RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3 } } }
          Dead: { Type: AWS::SQS::Queue }
          Api: { Type: AWS::Serverless::HttpApi, Properties: { StageName: v1, CorsConfiguration: { AllowOrigins: ["*"] } } }
          F:
            Type: AWS::Serverless::Function
            Condition: IsTest
            Properties:
              CodeUri: src
              Handler: !Join ["::", [Orders, Orders.Function, Place]]
              MemorySize: !FindInMap [M, a, b]
              FunctionUrlConfig: { AuthType: NONE, InvokeMode: RESPONSE_STREAM }
              Events:
                Get: { Type: HttpApi, Properties: { ApiId: !Ref Api, Path: "/a/{id}", Method: get } }
                All: { Type: Api, Properties: { Path: "/{proxy+}", Method: any } }
                Sqs: { Type: SQS, Properties: { Queue: !GetAtt Queue.Arn, BatchSize: 5, FilterCriteria: { Filters: [{ Pattern: '{"body":{"a":[1]}}' }] } } }
        """;

    private const string PintleJson = """
        { "layer": "layer.zip", /* c */ "functions": { "orders": { "code": "src", "handler": "A::B::C", "memory": 256, "timeout": 5.5, "environment": { "A": "b" }, "http": "http-api", "cors": { "allowOrigins": ["*"] },
        "events": { "retries": 1, "deadLetterFile": "dead.jsonl" }, "queues": [ { "from": "queue", "batchSize": 5, "filters": [ "{}", { "body": { "a": [1] } } ] } ], }, "b": { "code": "src", "handler": "X" } } }
        """;

    private const string Layers = "layers:\n  - name: core\n    pin: \"10.0\"\n    keep: [diagnostics]\n  - { name: web, framework: aspnet, architecture: arm64, globalization: icu }\n";

    private const string Published = """
        { "format": 1, "layers": [ { "region": "eu-central-1", "name": "pintle-core", "version": 3, "arn": "arn:aws:lambda:eu-central-1:123456789012:layer:pintle-core:3", "architecture": "x86_64", "dotnet": "10.0.14",
        "framework": "core", "codeSha256": "x=", "size": 36300000, "unzippedSize": 84100000, "date": "2026-11-02T08:15:00.000+0000" } ] }
        """;

    public static IReadOnlyList<byte[]> TemplateSeeds { get; } = Texts(Template, "{\"Resources\":{\"F\":{\"Type\":\"AWS::Lambda::Function\",\"Properties\":{\"Code\":\"src\",\"Handler\":{\"Ref\":\"P\"},\"Timeout\":900}}},\"Parameters\":{\"P\":{\"Default\":\"H\",\"Type\":\"String\"}}}");

    public static IReadOnlyList<byte[]> PintleJsonSeeds { get; } = Texts(PintleJson);

    public static IReadOnlyList<byte[]> LayersSeeds { get; } = Texts(Layers);

    public static IReadOnlyList<byte[]> PublishedSeeds { get; } = Texts(Published);

    public static IReadOnlyList<byte[]> PinsSeeds { get; } = Texts(Pins());

    public static void RunTemplate(byte[] input) => Refusing(() =>
    {
        var plan = ServeFile.Read(FuzzFolder.Write("template.yaml", input), new Dictionary<string, string>());
        Check(plan);
    });

    public static void RunPintleJson(byte[] input) => Refusing(() =>
    {
        var plan = ServeFile.Read(FuzzFolder.Write("pintle.json", input), new Dictionary<string, string>());
        Check(plan);
    });

    public static void RunLayers(byte[] input) => Refusing(() =>
    {
        var layers = LayersFile.Read(FuzzFolder.Write("layers.yaml", input));
        InvariantException.Require(layers.Count > 0 && layers.Select(each => each.Name).Distinct().Count() == layers.Count, "expected names that differ");
    });

    public static void RunPublished(byte[] input) => Refusing(() =>
    {
        var path = FuzzFolder.Write("layers.json", input);
        var layers = PublishedLayers.Read(path).Layers;
        InvariantException.Require(layers.All(each => each is { Arn: not null, Name: not null }), "expected whole entries");
    });

    public static void RunPins(byte[] input) => Refusing(() =>
    {
        var pins = PinFileReader.Read("pins.json", input);
        InvariantException.Require(pins.Pins.ContainsKey(pins.DefaultPin), "expected the default among the pins");
        foreach (var package in pins.Pins.Values.SelectMany(pin => pin.Architectures.Values).SelectMany(each => each.Frameworks.Values.Concat(each.Compilers.Values)))
            InvariantException.Require(package is { Id.Length: > 0, Version.Length: > 0, Sha512.Length: 88 }, $"expected a whole package, found {package}");
    });

    private static void Check(ServePlan plan)
    {
        InvariantException.Require(plan.Functions.Count > 0 && plan.Functions.Select(each => each.Name).Distinct().Count() == plan.Functions.Count, "expected functions with names that differ");
        InvariantException.Require(plan.Functions.All(each => Path.IsPathFullyQualified(each.Source) && each.Options.Timeout > TimeSpan.Zero && each.Options.Timeout <= TimeSpan.FromSeconds(900)), "expected paths and timeouts that can be used");
        InvariantException.Require(plan.Queues.All(queue => plan.Functions.Any(each => each.Name == queue.FunctionName)), "expected queues of functions that there are");
    }

    private static void Refusing(Action read)
    {
        try
        {
            read();
        }
        catch (Exception refused) when (refused is ToolException or LayerException)
        {
            InvariantException.Require(refused.Message.Length is > 20 and < 8000, $"expected a bounded message, found {refused.Message.Length} characters");
        }
    }

    private static string Pins()
    {
        static string Package(string id, char digest) => $$"""{ "id": "{{id}}", "version": "10.0.15", "sha512": "{{new string(digest, 86)}}==", "license": "MIT", "projectUrl": "https://dot.net/" }""";
        return $$"""
            { "format": 1, "default": "10.0", "pins": { "10.0": { "x64": { "frameworks": { "core": {{Package("Microsoft.NETCore.App.Runtime.linux-x64", 'A')}} },
            "compilers": { "linux-x64": {{Package("Microsoft.NETCore.App.Crossgen2.linux-x64", 'Q')}} } } } } }
            """;
    }

    private static IReadOnlyList<byte[]> Texts(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];
}
