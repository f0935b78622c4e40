using CsCheck;

namespace Pintle.Aws.Tests;

/// <summary>The signature of requests as they go over the wire, computed once more by who receives them.</summary>
public sealed class SignatureTests
{
    private static readonly Gen<string> Text = Gen.String[Gen.Char["aZ09-_.~ :/+=&?#%$@!*'()é€\"<>\\[]{}|^`,;"], 1, 30];

    /// <summary>What names and ARNs consist of: more than that no command takes.</summary>
    private static readonly Gen<string> Segment = Gen.String[Gen.Char["aZ09-_:%é "], 1, 30];

    /// <summary>As those of the calls.</summary>
    private static readonly Gen<string> Name = Gen.String[Gen.Char["abcXYZ"], 1, 8];

    [Fact]
    public async Task Paths_values_and_bodies_are_signed_as_AWS_reads_them()
    {
        await using var cloud = await Cloud.StartAsync();
        using var session = new AwsSession(new AwsAccess(null, name => name == "AWS_SESSION_TOKEN" ? "a/token+with=signs" : cloud.Variables.GetValueOrDefault(name)), cloud.Fake.Address, [AwsAction.ListTags, AwsAction.PutObject], cloud.Clock);
        cloud.Fake.Buckets["bucket"] = new();

        await Gen.Select(Segment, Gen.Select(Name, Text).Array[0, 3], Gen.Byte.Array[0, 50]).SampleAsync(async (segment, query, body) =>
        {
            var call = new AwsCall(AwsAction.ListTags, body.Length > 0 ? "POST" : "GET", $"/2017-03-31/tags/{Uri.EscapeDataString(segment)}", "anything") { Query = [.. query.DistinctBy(each => each.Item1)], Content = body };
            var fault = await Assert.ThrowsAsync<AwsException>(() => session.SendAsync(call, Cloud.Region, TestContext.Current.CancellationToken));
            Assert.True(fault.Status == 404, $"{segment} {string.Join(' ', query)}: {fault.Message}");

            await new BucketClient(session, Cloud.Region).PutAsync("bucket", $"pintle/{string.Concat(segment.Where(each => char.IsAsciiLetterOrDigit(each) || each is '-' or '_'))}.zip", body, TestContext.Current.CancellationToken);
        }, iter: 200, threads: 1);
    }
}
