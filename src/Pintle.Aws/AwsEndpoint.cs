using Amazon;

namespace Pintle.Aws;

/// <summary>Where a service of a region is reached, and what its signature names.</summary>
internal sealed record AwsEndpoint(Uri Address, string SigningName)
{
    /// <param name="service">As IAM calls it.</param>
    /// <param name="region">The region's name.</param>
    /// <param name="given">An address in place of AWS's own, for all services; null for AWS's.</param>
    public static AwsEndpoint Of(string service, string region, Uri? given)
    {
        var (host, signing) = service switch
        {
            "cloudwatch" => ("monitoring", "monitoring"),
            "iam" => throw new ArgumentException("IAM is never called.", nameof(service)),
            _ => (service, service),
        };
        return new AwsEndpoint(given ?? new Uri($"https://{host}.{region}.{RegionEndpoint.GetBySystemName(region).PartitionDnsSuffix}/"), signing);
    }
}
