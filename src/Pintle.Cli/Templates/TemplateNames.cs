using YamlDotNet.RepresentationModel;

namespace Pintle.Cli.Templates;

/// <summary>What <c>Ref</c> gives for a resource: the name that the template states for it, where AWS gives a name; else the logical id, because the real one comes with a deployment.</summary>
internal static class TemplateNames
{
    // AWS makes an id or an ARN of its own for these, whatever they are called.
    private static readonly HashSet<string> WithIds = new(StringComparer.Ordinal)
    {
        "AWS::Serverless::HttpApi", "AWS::Serverless::Api", "AWS::ApiGateway::RestApi", "AWS::ApiGatewayV2::Api", "AWS::AppSync::GraphQLApi", "AWS::Serverless::GraphQLApi",
        "AWS::Serverless::LayerVersion", "AWS::Lambda::LayerVersion", "AWS::SecretsManager::Secret", "AWS::Cognito::UserPool", "AWS::Cognito::UserPoolClient",
    };

    /// <param name="id">The logical id.</param>
    /// <param name="resource">The resource.</param>
    /// <param name="text">The text of a node; null where it is not known.</param>
    /// <returns>Null where the template states a name that only a deployment knows.</returns>
    public static string? Of(string id, YamlNode resource, Func<YamlNode?, string?> text)
    {
        var type = (TemplateDocument.Find(resource, "Type") as YamlScalarNode)?.Value ?? "";
        if (WithIds.Contains(type))
            return id;

        var kind = type.Split("::")[^1];
        var stated = (TemplateDocument.Find(resource, "Properties", kind == "SimpleTable" ? "TableName" : kind + "Name") ?? TemplateDocument.Find(resource, "Properties", "Name")) switch
        {
            null => id,
            var node => text(node),
        };
        return stated is null ? null : type switch
        {
            "AWS::SQS::Queue" => $"https://sqs.{TemplateValues.Region}.amazonaws.com/{TemplateValues.Account}/{stated}",
            "AWS::SNS::Topic" => $"arn:aws:sns:{TemplateValues.Region}:{TemplateValues.Account}:{stated}",
            "AWS::StepFunctions::StateMachine" or "AWS::Serverless::StateMachine" => $"arn:aws:states:{TemplateValues.Region}:{TemplateValues.Account}:stateMachine:{stated}",
            _ => stated,
        };
    }
}
