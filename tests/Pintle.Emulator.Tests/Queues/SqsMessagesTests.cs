using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using Pintle.Emulator.Queues;

namespace Pintle.Emulator.Tests.Queues;

public sealed class SqsMessagesTests
{
    [Fact(Timeout = 600_000)]
    public async Task Receives_with_all_attributes_and_deletes()
    {
        await using var server = await LocalQueue.OpenAsync();
        server.Send("ö", new JsonObject { ["kind"] = new JsonObject { ["DataType"] = "String", ["StringValue"] = "order" }, ["raw"] = new JsonObject { ["DataType"] = "Binary", ["BinaryValue"] = "AQI=" } });
        await using var queue = await SqsMessages.OpenAsync(new Uri(server.Url), cancellationToken: TestContext.Current.CancellationToken);

        var message = Assert.Single(await queue.ReceiveAsync(10, TimeSpan.Zero, TestContext.Current.CancellationToken));
        await queue.DeleteAsync([message]);

        Assert.Equal(("arn:aws:sqs:us-east-1:123456789012:orders", TimeSpan.FromSeconds(30), false), (queue.Arn, queue.VisibilityTimeout, queue.IsFifo));
        Assert.Equal(("ö", "1"), (message.Body, message.Attributes["ApproximateReceiveCount"]));
        Assert.Equal((new MessageAttributeValue("String", "order", null), new MessageAttributeValue("Binary", null, "AQI=")), (message.MessageAttributes["kind"], message.MessageAttributes["raw"]));
        Assert.Empty(server.Bodies);
        Assert.Equal(["AmazonSQS.GetQueueAttributes", "AmazonSQS.ReceiveMessage", "AmazonSQS.DeleteMessageBatch"], server.Asked);
    }

    [Fact(Timeout = 600_000)]
    public async Task A_released_message_comes_at_once()
    {
        await using var server = await LocalQueue.OpenAsync();
        server.Send("one");
        await using var queue = await SqsMessages.OpenAsync(new Uri(server.Url), cancellationToken: TestContext.Current.CancellationToken);

        await queue.ReleaseAsync(await queue.ReceiveAsync(10, TimeSpan.Zero, TestContext.Current.CancellationToken));

        Assert.Equal("one", Assert.Single(await queue.ReceiveAsync(10, TimeSpan.Zero, TestContext.Current.CancellationToken)).Body);
    }

    [Fact(Timeout = 600_000)]
    public async Task More_than_ten_are_deleted_in_several_requests_and_a_refused_one_is_said()
    {
        await using var server = await LocalQueue.OpenAsync();
        for (var i = 0; i < 12; i++)
            server.Send($"{i}");
        await using var queue = await SqsMessages.OpenAsync(new Uri(server.Url), cancellationToken: TestContext.Current.CancellationToken);
        QueueMessage[] all = [.. await queue.ReceiveAsync(10, TimeSpan.Zero, TestContext.Current.CancellationToken), .. await queue.ReceiveAsync(10, TimeSpan.Zero, TestContext.Current.CancellationToken)];

        await queue.DeleteAsync(all);
        var fault = await Assert.ThrowsAsync<QueueException>(() => queue.DeleteAsync(all[..1]));

        Assert.Empty(server.Bodies);
        Assert.Contains("1 were refused (ReceiptHandleIsInvalid)", fault.Message, StringComparison.Ordinal);
    }

    [Fact(Timeout = 600_000)]
    public async Task A_queue_that_is_not_there_is_named_with_the_refusal()
    {
        await using var server = await LocalQueue.OpenAsync();

        var fault = await Assert.ThrowsAsync<QueueException>(() => SqsMessages.OpenAsync(new Uri(server.Url + "-other"), cancellationToken: TestContext.Current.CancellationToken));

        Assert.Equal($"Expected the queue {server.Url}-other to answer GetQueueAttributes, but it refused with 400 com.amazonaws.sqs#QueueDoesNotExist. Look at the URL and the queue.", fault.Message);
    }

    [Theory(Timeout = 600_000)]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n<xml></x>")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]")]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://example.com/\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("nothing of HTTP\r\n\r\n")]
    public async Task What_is_no_answer_of_a_queue_is_one_fault(string answer)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var served = AnswerOnceAsync(listener, answer);

        var fault = await Assert.ThrowsAsync<QueueException>(() => SqsMessages.OpenAsync(new Uri($"http://{listener.LocalEndpoint}/1/orders"), cancellationToken: TestContext.Current.CancellationToken));
        await served;

        Assert.StartsWith($"Expected the queue http://{listener.LocalEndpoint}/1/orders to answer GetQueueAttributes", fault.Message, StringComparison.Ordinal);
    }

    private static async Task AnswerOnceAsync(TcpListener listener, string answer)
    {
        using var connection = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await using var stream = connection.GetStream();
        _ = await stream.ReadAsync(new byte[16 * 1024], TestContext.Current.CancellationToken);
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), TestContext.Current.CancellationToken);
    }
}
