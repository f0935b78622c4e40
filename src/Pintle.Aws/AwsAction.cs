namespace Pintle.Aws;

/// <summary>A call that the client can make, by its name in IAM. The list is closed: a policy for each command is made from it, and the client sends nothing else.</summary>
internal sealed record AwsAction(string Service, string Name, bool Writes = false)
{
    private const string Lambda = "lambda";

    public static readonly AwsAction GetAccountSettings = new(Lambda, nameof(GetAccountSettings));
    public static readonly AwsAction ListFunctions = new(Lambda, nameof(ListFunctions));
    public static readonly AwsAction GetFunction = new(Lambda, nameof(GetFunction));
    public static readonly AwsAction GetFunctionConfiguration = new(Lambda, nameof(GetFunctionConfiguration));
    public static readonly AwsAction GetRuntimeManagementConfig = new(Lambda, nameof(GetRuntimeManagementConfig));
    public static readonly AwsAction ListTags = new(Lambda, nameof(ListTags));
    public static readonly AwsAction CreateFunction = new(Lambda, nameof(CreateFunction), Writes: true);
    public static readonly AwsAction UpdateFunctionConfiguration = new(Lambda, nameof(UpdateFunctionConfiguration), Writes: true);
    public static readonly AwsAction DeleteFunction = new(Lambda, nameof(DeleteFunction), Writes: true);
    public static readonly AwsAction PublishVersion = new(Lambda, nameof(PublishVersion), Writes: true);
    public static readonly AwsAction GetAlias = new(Lambda, nameof(GetAlias));
    public static readonly AwsAction CreateAlias = new(Lambda, nameof(CreateAlias), Writes: true);
    public static readonly AwsAction UpdateAlias = new(Lambda, nameof(UpdateAlias), Writes: true);
    public static readonly AwsAction DeleteAlias = new(Lambda, nameof(DeleteAlias), Writes: true);
    public static readonly AwsAction InvokeFunction = new(Lambda, nameof(InvokeFunction), Writes: true);
    public static readonly AwsAction ListLayerVersions = new(Lambda, nameof(ListLayerVersions));
    public static readonly AwsAction GetLayerVersion = new(Lambda, nameof(GetLayerVersion));
    public static readonly AwsAction PublishLayerVersion = new(Lambda, nameof(PublishLayerVersion), Writes: true);
    public static readonly AwsAction DeleteLayerVersion = new(Lambda, nameof(DeleteLayerVersion), Writes: true);
    public static readonly AwsAction GetLayerVersionPolicy = new(Lambda, nameof(GetLayerVersionPolicy));
    public static readonly AwsAction AddLayerVersionPermission = new(Lambda, nameof(AddLayerVersionPermission), Writes: true);
    public static readonly AwsAction PassRole = new("iam", nameof(PassRole), Writes: true);
    public static readonly AwsAction PutObject = new("s3", nameof(PutObject), Writes: true);
    public static readonly AwsAction GetObject = new("s3", nameof(GetObject));
    public static readonly AwsAction GetCallerIdentity = new("sts", nameof(GetCallerIdentity));
    public static readonly AwsAction DescribeAlarms = new("cloudwatch", nameof(DescribeAlarms));

    /// <summary>As a policy spells it.</summary>
    public override string ToString() => $"{Service}:{Name}";
}
