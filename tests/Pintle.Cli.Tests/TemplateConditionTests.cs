using Pintle.Cli.Serving;
using Pintle.Cli.Templates;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

/// <summary>Parameters, conditions and names of a template.</summary>
public sealed class TemplateConditionTests
{
    private const string Sam = """
        Parameters:
          Stage: { Type: String, Default: test, AllowedValues: [test, production] }
          Zones: { Type: CommaDelimitedList, Default: "a, b" }
          Secret: { Type: String }
          Stored: { Type: AWS::SSM::Parameter::Value<String>, Default: /shop/key }
        Conditions:
          IsProduction: !Equals [!Ref Stage, production]
          IsTest: !Not [!Condition IsProduction]
          Both: !And [!Condition IsTest, { "Fn::Equals": [!Ref "AWS::Region", us-east-1] }]
          Either: !Or [{ Condition: IsProduction }, !Equals [a, a]]
          Open: !Equals [!Ref Secret, x]
          Closed: !And [!Condition Open, !Condition IsProduction]
        Globals:
          Function: { Timeout: !If [IsProduction, 20, 5], Environment: { Variables: { LEVEL: !If [IsTest, debug, !Ref "AWS::NoValue"] } } }
        Resources:
          Table: { Type: AWS::DynamoDB::Table, Properties: { TableName: !Sub "orders-${Stage}" } }
          Unnamed: { Type: AWS::DynamoDB::Table }
          Simple: { Type: AWS::Serverless::SimpleTable, Properties: { TableName: simple } }
          Bucket: { Type: AWS::S3::Bucket, Properties: { BucketName: pictures } }
          Stream: { Type: AWS::Kinesis::Stream, Properties: { Name: clicks } }
          Queue: { Type: AWS::SQS::Queue, Properties: { QueueName: waiting } }
          Topic: { Type: AWS::SNS::Topic, Properties: { TopicName: news } }
          Api: { Type: AWS::Serverless::HttpApi, Properties: { Name: shop } }
          Place:
            Type: AWS::Serverless::Function
            Properties:
              CodeUri: src/
              Handler: H
              FunctionName: !If [Either, placed, never]
              MemorySize: !If [IsProduction, 1024, !If [Both, 256, 128]]
              Environment:
                Variables:
                  TABLE: !Ref Table
                  UNNAMED: !Ref Unnamed
                  SIMPLE: !Ref Simple
                  BUCKET: !Sub "s3://${Bucket}/x"
                  STREAM: !Ref Stream
                  QUEUE: !Ref Queue
                  TOPIC: !Ref Topic
                  API: !Ref Api
                  SELF: !Ref Place
                  SCRIPT: !Base64 "echo ü"
                  LONG: { "Fn::Base64": !Sub "${Stage}!" }
                  SECOND: !Select [1, !Ref Zones]
                  LIST: !Join ["+", !Ref Zones]
                  CHOSEN: { "Fn::If": [IsProduction, big, small] }
                  SECRET: !Ref Secret
                  STORED: !Ref Stored
          Only: { Type: AWS::Serverless::Function, Condition: IsProduction, Properties: { CodeUri: src/, Handler: H } }
          Maybe: { Type: AWS::Serverless::Function, Condition: Open, Properties: { CodeUri: src/, Handler: H } }
          Never: { Type: AWS::Serverless::Function, Condition: Closed, Properties: { CodeUri: src/, Handler: H } }
        """;

    [Fact]
    public void Conditions_choose_resources_branches_and_members()
    {
        using var scratch = new ScratchFolder();

        var (test, production) = (Read(scratch, Sam), Read(scratch, Sam, ("Stage", "production"), ("Secret", "x")));

        Assert.Equal(["placed"], test.Functions.Select(each => each.Name));
        Assert.Equal(["placed", "Only", "Maybe", "Never"], production.Functions.Select(each => each.Name));
        var (small, big) = (test.Functions[0].Options, production.Functions[0].Options);
        Assert.Equal((256, 5, "debug", "small"), (small.MemoryMB, small.Timeout.TotalSeconds, small.Environment["LEVEL"], small.Environment["CHOSEN"]));
        Assert.Equal((1024, 20, "big", "x"), (big.MemoryMB, big.Timeout.TotalSeconds, big.Environment["CHOSEN"], big.Environment["SECRET"]));
        Assert.False(big.Environment.ContainsKey("LEVEL"));
    }

    [Fact]
    public void What_depends_on_a_value_that_nobody_gave_is_named()
    {
        using var scratch = new ScratchFolder();

        var notices = Read(scratch, Sam).Notices;

        Assert.Contains("Maybe is not served: its condition Open depends on a parameter without a value. Give it one with --parameter-overrides.", notices);
        Assert.DoesNotContain(notices, notice => notice.StartsWith("Never", StringComparison.Ordinal));
        Assert.Contains(notices, notice => notice.Contains("variable SECRET is known only after", StringComparison.Ordinal));
        Assert.Contains(notices, notice => notice.Contains("variable STORED is known only after", StringComparison.Ordinal));
    }

    [Fact]
    public void Ref_gives_the_name_that_the_template_states()
    {
        using var scratch = new ScratchFolder();

        var environment = Read(scratch, Sam).Functions[0].Options.Environment;

        Assert.Equal(
            ("orders-test", "Unnamed", "simple", "s3://pictures/x", "clicks", "https://sqs.us-east-1.amazonaws.com/123456789012/waiting", "arn:aws:sns:us-east-1:123456789012:news", "Api", "placed"),
            (environment["TABLE"], environment["UNNAMED"], environment["SIMPLE"], environment["BUCKET"], environment["STREAM"], environment["QUEUE"], environment["TOPIC"], environment["API"], environment["SELF"]));
    }

    [Fact]
    public void Base64_and_lists_of_parameters_have_their_value()
    {
        using var scratch = new ScratchFolder();

        var environment = Read(scratch, Sam).Functions[0].Options.Environment;

        Assert.Equal(("ZWNobyDDvA==", "dGVzdCE=", "b", "a+b"), (environment["SCRIPT"], environment["LONG"], environment["SECOND"], environment["LIST"]));
    }

    [Theory]
    [InlineData("Nothing", "1", "(Stage, Zones, Secret, Stored), found 'Nothing'")]
    [InlineData("Stage", "other", "'Stage' to be one of test, production")]
    public void An_override_that_is_none_is_refused(string name, string value, string said)
    {
        using var scratch = new ScratchFolder();

        Assert.Contains(said, Assert.Throws<ToolException>(() => Read(scratch, Sam, (name, value))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Stage=test Size=5", "Stage=test,Size=5")]
    [InlineData("ParameterKey=Stage,ParameterValue=a=b", "Stage=a=b")]
    [InlineData("Empty=", "Empty=")]
    [InlineData("template.yaml", null)]
    public void Overrides_are_pairs_in_the_forms_of_SAM_and_of_the_AWS_CLI(string given, string? expected)
    {
        var texts = given.Split(' ');

        if (expected is null)
            Assert.Contains("NAME=VALUE", Assert.Throws<ToolException>(() => ServeFile.Pairs("--parameter-overrides", texts)).Message, StringComparison.Ordinal);
        else
            Assert.Equal(expected, string.Join(',', ServeFile.Pairs("--parameter-overrides", texts).Select(each => $"{each.Key}={each.Value}")));
    }

    [Theory]
    [InlineData("Conditions: { A: !Condition B, B: !Condition A }", "'A' not to depend on itself")]
    [InlineData("Conditions: { A: !Condition C }", "'C' under Conditions")]
    [InlineData("Conditions: { A: yes }", "'A' to be made of")]
    [InlineData("Conditions: {}", "'A' under Conditions")]
    public void A_condition_that_is_none_is_refused(string conditions, string said)
    {
        using var scratch = new ScratchFolder();

        Assert.Contains(said, Assert.Throws<ToolException>(() => Read(scratch, $"{conditions}\nResources: {{ F: {{ Type: AWS::Lambda::Function, Condition: A, Properties: {{ Code: src, Handler: H }} }} }}")).Message, StringComparison.Ordinal);
    }

    private static ServePlan Read(ScratchFolder scratch, string text, params (string Name, string Value)[] overrides)
    {
        _ = scratch.Write("src/Orders.csproj", "<Project />");
        return TemplatePlan.Read(scratch.Write("template.yaml", text), overrides.ToDictionary(each => each.Name, each => each.Value));
    }
}
