using Pintle.Cli.Serving;
using Pintle.Cli.Templates;
using Pintle.TestSupport;

namespace Pintle.Cli.Tests;

public sealed class TemplateQueueTests
{
    private const string Sam = """
        Parameters: { Size: { Type: Number, Default: 25 } }
        Mappings: { ByStage: { test: { limit: "7" } } }
        Resources:
          Orders: { Type: AWS::SQS::Queue, Properties: { QueueName: !Join ["-", [orders, !Ref AWS::Region]], VisibilityTimeout: 60, RedrivePolicy: { deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3 } } }
          Dead: { Type: AWS::SQS::Queue }
          Place:
            Type: AWS::Serverless::Function
            Properties:
              CodeUri: src/
              Handler: H
              Environment:
                Variables:
                  QUEUE: !GetAtt Orders.Arn
                  LONG: { "Fn::Join": [":", [a, { "Fn::Sub": ["${X}-${AWS::StackName}", { X: !Ref Size }] }]] }
                  PICK: !Select [1, !Split [",", "a,b,c"]]
                  MAP: !FindInMap [ByStage, test, limit]
                  SELF: !Sub "${Place.Arn}/x"
              Events:
                Queue: { Type: SQS, Properties: { Queue: !GetAtt Orders.Arn, BatchSize: !Ref Size, MaximumBatchingWindowInSeconds: 2, FunctionResponseTypes: [ReportBatchItemFailures], ScalingConfig: { MaximumConcurrency: 4 } } }
                Off: { Type: SQS, Properties: { Queue: !GetAtt Dead.Arn, Enabled: false } }
                Filtered: { Type: SQS, Properties: { Queue: "arn:aws:sqs:eu-west-1:1:elsewhere", FilterCriteria: { Filters: [] } } }
          Plain: { Type: AWS::Lambda::Function, Properties: { Code: src/, Handler: H } }
          Mapping: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Plain, EventSourceArn: { "Fn::GetAtt": [Dead, Arn] } } }
          Stream: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref Plain, EventSourceArn: "arn:aws:kinesis:eu-west-1:1:stream/s" } }
        """;

    [Fact]
    public void Queues_are_folders_with_the_timeouts_and_the_redrive_policy_of_the_template()
    {
        using var scratch = new ScratchFolder();
        string At(string name) => Path.Combine(scratch.Path, ".pintle", "queues", name);

        var plan = Read(scratch, Sam);

        Assert.Equal(
            [
                ("Place", At("orders-us-east-1"), 25, 2, true, 60, 3, At("Dead"), 4),
                ("Place", At("elsewhere"), 10, 0, false, null, null, null, null),
                ("Plain", At("Dead"), 10, 0, false, 30, (int?)null, null, (int?)null),
            ],
            plan.Queues.Select(each => (each.FunctionName, each.Queue, each.BatchSize, each.BatchingWindow.Seconds, each.ReportsItemFailures, (int?)each.VisibilityTimeout?.TotalSeconds, each.MaxReceiveCount, each.DeadLetterFolder, each.MaxConcurrency)));
        Assert.Contains($"Place: messages of the queue orders-us-east-1 are files in {At("orders-us-east-1")}.", plan.Notices);
        Assert.All(plan.Queues, each => Assert.Empty(each.Filters));
    }

    [Fact]
    public void Functions_of_CloudFormation_that_need_no_deployment_have_their_value()
    {
        using var scratch = new ScratchFolder();

        var environment = Read(scratch, Sam).Functions[0].Options.Environment;

        Assert.Equal(
            ("arn:aws:sqs:us-east-1:123456789012:orders-us-east-1", "a:25-local", "b", "7", "arn:aws:lambda:us-east-1:123456789012:function:Place/x"),
            (environment["QUEUE"], environment["LONG"], environment["PICK"], environment["MAP"], environment["SELF"]));
    }

    [Fact]
    public void Layers_of_the_template_come_after_the_runtime_s_and_others_are_named()
    {
        using var scratch = new ScratchFolder();
        _ = scratch.Write("tools/bin/tool", "");

        var plan = Read(scratch, """
            Globals: { Function: { Layers: [!Ref Tools] } }
            Resources:
              Tools: { Type: AWS::Serverless::LayerVersion, Properties: { ContentUri: tools } }
              Data: { Type: AWS::Lambda::LayerVersion, Properties: { Content: src/ } }
              Stored: { Type: AWS::Lambda::LayerVersion, Properties: { Content: { S3Bucket: b, S3Key: k } } }
              F: { Type: AWS::Serverless::Function, Properties: { CodeUri: src, Handler: H, Layers: [!Ref Data, !Ref Stored, "arn:aws:lambda:eu-west-1:1:layer:pintle:1"] } }
            """);

        Assert.Equal([Path.Combine(scratch.Path, "tools"), Path.Combine(scratch.Path, "src") + "/"], plan.Functions[0].Options.MoreLayers);
        Assert.Equal(["Stored", "arn:aws:lambda:eu-west-1:1:layer:pintle:1"], plan.Notices.Where(notice => notice.Contains("has no content", StringComparison.Ordinal)).Select(notice => notice.Split(' ')[3]));
    }

    [Theory]
    [InlineData("Queue: { Type: SQS, Properties: { Queue: !Ref Nothing } }", "a queue of 'F' to be an ARN")]
    [InlineData("Queue: { Type: SQS, Properties: { Queue: 'arn:aws:sqs:eu-west-1:1:..' } }", "a queue of 'F' to be an ARN")]
    [InlineData("Queue: { Type: SQS, Properties: { Queue: 'arn:aws:sqs:eu-west-1:1:a/../../b' } }", "a queue of 'F' to be an ARN")]
    [InlineData("Queue: { Type: SQS, Properties: { Queue: 'arn:aws:sqs:eu-west-1:1:q', BatchSize: many } }", "BatchSize of 'F'")]
    public void Refuses_a_queue_that_is_none_with_one_sentence(string events, string said)
    {
        using var scratch = new ScratchFolder();

        var fault = Assert.Throws<ToolException>(() => Read(scratch, $"Resources: {{ F: {{ Type: AWS::Serverless::Function, Properties: {{ CodeUri: src, Handler: H, Events: {{ {events} }} }} }} }}"));

        Assert.Contains(said, fault.Message, StringComparison.Ordinal);
    }

    private static ServePlan Read(ScratchFolder scratch, string text)
    {
        _ = scratch.Write("src/Orders.csproj", "<Project />");
        return TemplatePlan.Read(scratch.Write("template.yaml", text));
    }
}
