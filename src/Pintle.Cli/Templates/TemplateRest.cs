namespace Pintle.Cli.Templates;

/// <summary>Resources that call functions on AWS, or that define APIs in a way that is not read here: each is named, so that nobody waits for it.</summary>
internal static class TemplateRest
{
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["AWS::Serverless::StateMachine"] = "a state machine; send its events yourself",
        ["AWS::StepFunctions::StateMachine"] = "a state machine; send its events yourself",
        ["AWS::Serverless::GraphQLApi"] = "a GraphQL API",
        ["AWS::AppSync::GraphQLApi"] = "a GraphQL API",
        ["AWS::Serverless::WebSocketApi"] = "a WebSocket API",
        ["AWS::Serverless::Application"] = "another application; serve its own template",
        ["AWS::CloudFormation::Stack"] = "another stack; serve its own template",
        ["AWS::ApiGatewayV2::Api"] = "an API without SAM's events; its routes are not read",
        ["AWS::ApiGateway::RestApi"] = "an API without SAM's events; its routes are not read",
        ["AWS::Events::Rule"] = "a rule of EventBridge; use --sample eventbridge or the page",
        ["AWS::Scheduler::Schedule"] = "a schedule; use --sample schedule or the page",
    };

    public static void Name(IEnumerable<(string Id, string Type)> resources, List<string> notices)
    {
        foreach (var (id, type) in resources)
        {
            if (Kinds.TryGetValue(type, out var kind))
                notices.Add($"{id} is not served: it is {kind}.");
        }
    }
}
