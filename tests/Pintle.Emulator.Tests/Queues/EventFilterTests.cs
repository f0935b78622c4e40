using Pintle.Emulator.Queues;

namespace Pintle.Emulator.Tests.Queues;

/// <summary>https://docs.aws.amazon.com/lambda/latest/dg/invocation-eventfiltering.html, and what AWS let through when it was asked.</summary>
public sealed class EventFilterTests
{
    [Theory(Timeout = 600_000)]
    [InlineData("""{"body":{"kind":["order"]}}""", """{"kind":"order"}""", """{"kind":"Order"}""")]
    [InlineData("""{"body":{"kind":["order","return"]}}""", """{"kind":"return"}""", """{"other":"return"}""")]
    [InlineData("""{"body":{"kind":["order"],"land":["de","at"]}}""", """{"kind":"order","land":"at"}""", """{"kind":"order","land":"fr"}""")]
    [InlineData("""{"body":{"coupon":[{"exists":true}]}}""", """{"coupon":""}""", """{"kind":"order"}""")]
    [InlineData("""{"body":{"coupon":[{"exists":false}]}}""", """{"kind":"order"}""", """{"coupon":null}""")]
    [InlineData("""{"body":{"coupon":[{"exists":true}]}}""", """{"coupon":[1]}""", """{"coupon":{"of":1}}""")]
    [InlineData("""{"body":{"total":[{"numeric":[">",50]}]}}""", """{"total":50.5}""", """{"total":50}""")]
    [InlineData("""{"body":{"total":[{"numeric":["<",50]}]}}""", """{"total":-1e2}""", """{"total":"1"}""")]
    [InlineData("""{"body":{"total":[{"numeric":[">=",50,"<",60]}]}}""", """{"total":50}""", """{"total":60}""")]
    [InlineData("""{"body":{"total":[{"numeric":[">",50,"<=",60]}]}}""", """{"total":60}""", """{"total":50}""")]
    [InlineData("""{"body":{"total":[{"numeric":["=",50]}]}}""", """{"total":50.0}""", """{"total":50.01}""")]
    [InlineData("""{"body":{"total":[{"numeric":[">",50]}]}}""", """{"total":51}""", "only text")]
    [InlineData("""{"body":{"total":[50,"many"]}}""", """{"total":50}""", """{"total":"50"}""")]
    [InlineData("""{"body":{"zone":[{"prefix":"eu-"}]}}""", """{"zone":"eu-2"}""", """{"zone":"EU-2"}""")]
    [InlineData("""{"body":{"zone":[{"prefix":{"equals-ignore-case":"eu-"}}]}}""", """{"zone":"EU-2"}""", """{"zone":"us-2"}""")]
    [InlineData("""{"body":{"file":[{"suffix":".png"}]}}""", """{"file":"a.png"}""", """{"file":"a.png.txt"}""")]
    [InlineData("""{"body":{"kind":[{"equals-ignore-case":"ORDER"}]}}""", """{"kind":"order"}""", """{"kind":"orders"}""")]
    [InlineData("""{"body":{"kind":[{"anything-but":"order"}]}}""", """{"kind":"return"}""", """{"kind":"order"}""")]
    [InlineData("""{"body":{"kind":[{"anything-but":["order","return"]}]}}""", """{"kind":"gift"}""", """{"kind":"return"}""")]
    [InlineData("""{"body":{"kind":[{"anything-but":{"prefix":"or"}}]}}""", """{"kind":"gift"}""", """{"kind":"order"}""")]
    [InlineData("""{"body":{"kind":[{"anything-but":"order"}]}}""", """{"kind":1}""", """{"other":1}""")]
    [InlineData("""{"body":{"kind":[null]}}""", """{"kind":null}""", """{"other":1}""")]
    [InlineData("""{"body":{"kind":[""]}}""", """{"kind":""}""", """{"kind":" "}""")]
    [InlineData("""{"body":{"paid":[true]}}""", """{"paid":true}""", """{"paid":false}""")]
    [InlineData("""{"body":{"tags":["new"]}}""", """{"tags":["old","new"]}""", """{"tags":["old"]}""")]
    [InlineData("""{"body":{"to":{"land":["de"]}}}""", """{"to":{"land":"de"}}""", """{"to":"de"}""")]
    [InlineData("""{"body":{"items":{"id":["a"],"count":[1]}}}""", """{"items":[{"id":"b"},{"id":"a","count":1}]}""", """{"items":[{"id":"a","count":2},{"id":"b","count":1}]}""")]
    [InlineData("""{"body":{"$or":[{"kind":["order"]},{"total":[{"numeric":[">",50]}]}]}}""", """{"kind":"gift","total":60}""", """{"kind":"gift","total":40}""")]
    [InlineData("""{"$or":[{"body":{"kind":["order"]}},{"messageId":["id-stop"]}]}""", "stop", "go on")]
    [InlineData("""{"body":["stop",{"prefix":"go"}]}""", "go on", "went")]
    [InlineData("""{"body":["stop"]}""", "stop", """{"stop":1}""")]
    [InlineData("""{"body":{"kind":["order"]}}""", """{"kind":"order"}""", """{"kind":"\ud800"}""")]
    [InlineData("""{"eventSource":["aws:sqs"],"body":{"kind":["order"]}}""", """{"kind":"order"}""", "text")]
    [InlineData("""{"messageId":["id-stop"]}""", "stop", "go on")]
    public async Task Lets_the_one_through_and_deletes_the_other(string filter, string matching, string other)
    {
        var queue = TestMessages.Answering("\"done\"");
        queue.Send(other, matching);
        await using var poller = queue.Poll(new QueuePollerOptions { BatchSize = 1, Filters = [filter] });

        var (first, second) = (await queue.NextAsync(TestContext.Current.CancellationToken), await queue.NextAsync(TestContext.Current.CancellationToken));

        Assert.Equal(($"deleted {other}", $"deleted {matching}"), (first, second));
        using var seen = System.Text.Json.JsonDocument.Parse(Assert.Single(queue.Calls).Payload);
        Assert.Equal(matching, Assert.Single(seen.RootElement.GetProperty("Records").EnumerateArray()).GetProperty("body").GetString());
    }

    [Fact(Timeout = 600_000)]
    public async Task Of_several_filters_one_is_enough_and_a_batch_is_filled_with_what_matches()
    {
        var queue = TestMessages.Answering("\"done\"");
        queue.Send("a", "b", "c", "a", "d");
        await using var poller = queue.Poll(new QueuePollerOptions { BatchSize = 5, Filters = ["""{"body":["a"]}""", """{"body":["d"]}"""] });

        Assert.Equal(("deleted b c", "deleted a a d"), (await queue.NextAsync(TestContext.Current.CancellationToken), await queue.NextAsync(TestContext.Current.CancellationToken)));
        Assert.Single(queue.Calls);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"text\"")]
    [InlineData("[]")]
    [InlineData("no JSON")]
    [InlineData("")]
    [InlineData("""{"eventSource":"aws:sqs"}""")]
    [InlineData("""{"eventSource":[]}""")]
    [InlineData("""{"body":{"a":1}}""")]
    [InlineData("""{"body":{"a":[{"unknown":1}]}}""")]
    [InlineData("""{"body":{"a":[{"exists":"true"}]}}""")]
    [InlineData("""{"body":{"a":[{"prefix":1}]}}""")]
    [InlineData("""{"body":{"a":[{"prefix":"x","suffix":"y"}]}}""")]
    [InlineData("""{"body":{"a":[{}]}}""")]
    [InlineData("""{"body":{"a":[["b"]]}}""")]
    [InlineData("""{"body":{"a":[{"numeric":[]}]}}""")]
    [InlineData("""{"body":{"a":[{"numeric":["~",1]}]}}""")]
    [InlineData("""{"body":{"a":[{"numeric":[">","1"]}]}}""")]
    [InlineData("""{"body":{"a":[{"numeric":[">",2,"<",1]}]}}""")]
    [InlineData("""{"body":{"a":[{"anything-but":[]}]}}""")]
    [InlineData("""{"$or":{"a":["b"]}}""")]
    [InlineData("""{"body":["\ud800"]}""")]
    [InlineData("""{"body":{"\udfff":["a"]}}""")]
    public void What_Lambda_takes_for_no_filter_is_refused(string filter)
    {
        var why = new QueuePollerOptions { Filters = ["""{"body":["a"]}""", filter] }.WhyNot(isFifo: false);

        Assert.StartsWith("Invalid filter pattern definition", why, StringComparison.Ordinal);
    }

    [Fact]
    public void More_filters_than_Lambda_has_are_refused() =>
        Assert.Contains("at most 10 filters, found 11", new QueuePollerOptions { Filters = [.. Enumerable.Repeat("{}", 11)] }.WhyNot(isFifo: false), StringComparison.Ordinal);
}
