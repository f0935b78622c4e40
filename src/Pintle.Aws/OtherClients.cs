using System.Xml;
using System.Xml.Linq;

namespace Pintle.Aws;

/// <summary>Who the credentials belong to. https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html</summary>
internal sealed class IdentityClient(AwsSession session, string region)
{
    /// <returns>The account's number.</returns>
    public async Task<string> GetAccountAsync(CancellationToken cancellationToken)
    {
        var call = QueryProtocol.Call(AwsAction.GetCallerIdentity, "these credentials", ("Action", "GetCallerIdentity"), ("Version", "2011-06-15"));
        return QueryProtocol.Find(await session.SendAsync(call, region, cancellationToken).ConfigureAwait(false), "Account")
            ?? throw new AwsException("Expected the credentials' account from STS, found none in its answer. Correct --endpoint-url, or leave it out.");
    }
}

/// <summary>The state of alarms. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html</summary>
internal sealed class AlarmClient(AwsSession session, string region)
{
    /// <returns>OK, ALARM or INSUFFICIENT_DATA.</returns>
    public async Task<string> GetStateAsync(string alarm, CancellationToken cancellationToken)
    {
        var call = QueryProtocol.Call(
            AwsAction.DescribeAlarms, $"alarm {alarm}", ("Action", "DescribeAlarms"), ("Version", "2010-08-01"), ("AlarmNames.member.1", alarm), ("AlarmTypes.member.1", "MetricAlarm"), ("AlarmTypes.member.2", "CompositeAlarm"));
        return QueryProtocol.Find(await session.SendAsync(call, region, cancellationToken).ConfigureAwait(false), "StateValue")
            ?? throw new AwsException($"Expected the CloudWatch alarm '{alarm}' in {region}, found none. Correct its name or the region.");
    }
}

/// <summary>Objects of S3: a layer that is too large to go with the request. https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html</summary>
internal sealed class BucketClient(AwsSession session, string region)
{
    public async Task PutAsync(string bucket, string key, byte[] content, CancellationToken cancellationToken)
    {
        // With the bucket in the path, which every endpoint takes: names with dots have no certificate as a host.
        var path = $"/{Uri.EscapeDataString(bucket)}/{string.Join('/', key.Split('/').Select(Uri.EscapeDataString))}";
        _ = await session.SendAsync(new AwsCall(AwsAction.PutObject, "PUT", path, $"s3://{bucket}/{key}") { Content = content, Limit = TimeSpan.FromMinutes(30) }, region, cancellationToken).ConfigureAwait(false);
    }
}

/// <summary>The form in which the older services are asked: names and values in, XML out.</summary>
internal static class QueryProtocol
{
    public static AwsCall Call(AwsAction action, string target, params (string Name, string Value)[] members) => new(action, "POST", "/", target)
    {
        Content = System.Text.Encoding.UTF8.GetBytes(string.Join('&', members.Select(each => $"{Uri.EscapeDataString(each.Name)}={Uri.EscapeDataString(each.Value)}"))),
        Headers = new(StringComparer.OrdinalIgnoreCase) { ["Content-Type"] = "application/x-www-form-urlencoded; charset=utf-8" },
    };

    /// <returns>The first element of that name; null where there is none, or no XML.</returns>
    public static string? Find(AwsAnswer answer, string element)
    {
        try
        {
            return XDocument.Parse(answer.Text).Descendants().FirstOrDefault(each => each.Name.LocalName == element)?.Value;
        }
        catch (XmlException)
        {
            return null;
        }
    }
}
