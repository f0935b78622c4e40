using System.Collections.Concurrent;
using Pintle.Emulator.Queues;

namespace Pintle.Emulator.Tests.Queues;

public sealed class FolderMessagesTests
{
    [Fact]
    public async Task A_file_is_a_message_and_deleting_it_removes_it()
    {
        using var folder = new QueueFolder();
        folder.Send("b.json", "two");
        folder.Send("a.json", "ö1");
        await using var queue = folder.Open();

        var messages = await queue.ReceiveAsync(10, TimeSpan.Zero, TestContext.Current.CancellationToken);
        await queue.DeleteAsync(messages);

        Assert.Equal(["ö1", "two"], messages.Select(message => message.Body));
        Assert.All(messages, message => Assert.True(Guid.TryParse(message.MessageId, out _), message.ToString()));
        Assert.Equal("1", messages[0].Attributes["ApproximateReceiveCount"]);
        Assert.Equal($"{(folder.Time.GetUtcNow() - TimeSpan.FromMinutes(1)).ToUnixTimeMilliseconds()}", messages[0].Attributes["SentTimestamp"]);
        Assert.Equal($"{folder.Time.GetUtcNow().ToUnixTimeMilliseconds()}", messages[0].Attributes["ApproximateFirstReceiveTimestamp"]);
        Assert.Equal(("arn:aws:sqs:us-east-1:123456789012:orders", false), (queue.Arn, queue.IsFifo));
        Assert.Empty(folder.Files);
    }

    /// <summary>What a process knew is in the names of the files: one that was killed takes nothing with it.</summary>
    [Fact]
    public async Task What_a_killed_process_had_in_hand_comes_again_to_the_next_one_after_the_visibility_timeout()
    {
        using var folder = new QueueFolder();
        folder.Send("a", "one");
        var first = Assert.Single(await folder.Open().ReceiveAsync(10, TimeSpan.Zero, TestContext.Current.CancellationToken));
        await using var next = folder.Open();

        var tooEarly = await next.ReceiveAsync(10, TimeSpan.Zero, TestContext.Current.CancellationToken);
        folder.Time.Advance(TimeSpan.FromSeconds(30));
        var again = Assert.Single(await next.ReceiveAsync(10, TimeSpan.Zero, TestContext.Current.CancellationToken));

        Assert.Empty(tooEarly);
        Assert.Equal((first.MessageId, "one", "2"), (again.MessageId, again.Body, again.Attributes["ApproximateReceiveCount"]));
        Assert.Equal(first.Attributes["ApproximateFirstReceiveTimestamp"], again.Attributes["ApproximateFirstReceiveTimestamp"]);
        Assert.NotEqual(first.ReceiptHandle, again.ReceiptHandle);
    }

    [Fact]
    public async Task An_old_receipt_deletes_nothing()
    {
        using var folder = new QueueFolder();
        folder.Send("a", "one");
        await using var queue = folder.Open();

        var old = await queue.ReceiveAsync(10, TimeSpan.Zero, TestContext.Current.CancellationToken);
        folder.Time.Advance(TimeSpan.FromSeconds(30));
        var current = await queue.ReceiveAsync(10, TimeSpan.Zero, TestContext.Current.CancellationToken);
        await queue.DeleteAsync(old);
        var left = folder.Files.Count();
        await queue.DeleteAsync(current);

        Assert.Equal(1, left);
        Assert.Empty(folder.Files);
    }

    [Fact]
    public async Task A_released_message_comes_at_once_and_has_not_been_counted()
    {
        using var folder = new QueueFolder();
        folder.Send("a", "one");
        await using var queue = folder.Open();

        await queue.ReleaseAsync(await queue.ReceiveAsync(10, TimeSpan.Zero, TestContext.Current.CancellationToken));
        var again = Assert.Single(await queue.ReceiveAsync(10, TimeSpan.Zero, TestContext.Current.CancellationToken));

        Assert.Equal("1", again.Attributes["ApproximateReceiveCount"]);
    }

    [Fact]
    public async Task After_its_most_receipts_a_message_is_a_dead_letter_with_the_name_it_had()
    {
        using var folder = new QueueFolder();
        await using var queue = folder.Open(options => options with { MaxReceiveCount = 2, DeadLetterFolder = folder.DeadLetters });
        for (var round = 0; round < 2; round++)
        {
            folder.Send("a.json", "one");
            for (var receipt = 0; receipt < 3; receipt++)
            {
                Assert.Equal(receipt < 2 ? 1 : 0, (await queue.ReceiveAsync(10, TimeSpan.Zero, TestContext.Current.CancellationToken)).Count);
                folder.Time.Advance(TimeSpan.FromSeconds(30));
            }
        }

        Assert.Empty(folder.Files);
        var letters = Directory.GetFiles(folder.DeadLetters).Select(Path.GetFileName).ToArray();
        Assert.True(letters.Length == 2 && letters.Contains("a.json") && Array.Exists(letters, name => name!.EndsWith("-a.json", StringComparison.Ordinal)), string.Join(' ', letters));
        Assert.All(Directory.GetFiles(folder.DeadLetters), path => Assert.Equal("one", File.ReadAllText(path)));
        Assert.Equal(2, folder.Log.Count(line => line.Contains("received 2 times", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Files_that_are_being_written_hidden_or_links_are_left_alone()
    {
        using var folder = new QueueFolder();
        folder.Send("written", "half", TimeSpan.FromMilliseconds(40));
        folder.Send(".hidden", "no");
        folder.Send("folder/inner", "no");
        _ = File.CreateSymbolicLink(Path.Combine(folder.Path, "link"), Path.Combine(folder.Path, ".hidden"));
        await using var queue = folder.Open();

        var early = await queue.ReceiveAsync(10, TimeSpan.Zero, TestContext.Current.CancellationToken);
        folder.Time.Advance(TimeSpan.FromMilliseconds(60));
        var settled = await queue.ReceiveAsync(10, TimeSpan.Zero, TestContext.Current.CancellationToken);

        Assert.Empty(early);
        Assert.Equal("half", Assert.Single(settled).Body);
    }

    [Fact]
    public async Task What_SQS_would_not_take_is_put_aside_and_said()
    {
        using var folder = new QueueFolder();
        folder.Send("binary", [0xff, 0xfe]);
        folder.Send("empty", "");
        folder.Send("large", new byte[(1024 * 1024) + 1]);
        folder.Send("valid", "yes");
        await using var queue = folder.Open();

        var message = Assert.Single(await queue.ReceiveAsync(10, TimeSpan.Zero, TestContext.Current.CancellationToken));

        Assert.Equal("yes", message.Body);
        Assert.Equal([".refused/binary", ".refused/empty", ".refused/large"], folder.Files.Where(file => !file.StartsWith(".received", StringComparison.Ordinal)));
        Assert.Equal(3, folder.Log.Count);
    }

    /// <summary>Each rename succeeds once, whoever tries.</summary>
    /// <summary>Cut off within a pair of characters, the name would be another one on the disk.</summary>
    [Fact]
    public async Task A_long_name_is_shortened_between_characters()
    {
        using var folder = new QueueFolder();
        await using var queue = folder.Open();
        folder.Send(string.Concat(Enumerable.Repeat("a\U0001F600", 50)), "x");

        _ = await queue.ReceiveAsync(1, TimeSpan.Zero, TestContext.Current.CancellationToken);

        Assert.EndsWith(string.Concat(Enumerable.Repeat("_a\U0001F600", 1).Concat(Enumerable.Repeat("a\U0001F600", 31))), folder.Files.Single(), StringComparison.Ordinal);
    }

    /// <summary>One more than the largest number would be negative, and such a name is none of ours: the message would never come again.</summary>
    [Fact]
    public async Task A_message_that_was_received_more_often_than_can_be_counted_comes_again()
    {
        using var folder = new QueueFolder();
        await using var queue = folder.Open();
        folder.Send(".received/0000000000000_2147483647_1700000000000000000_00112233445566778899aabbccddeeff_a", "x");

        var first = await queue.ReceiveAsync(1, TimeSpan.Zero, TestContext.Current.CancellationToken);
        await queue.ReleaseAsync(first);
        var second = await queue.ReceiveAsync(1, TimeSpan.Zero, TestContext.Current.CancellationToken);

        Assert.Equal(("x", "x"), (first.Single().Body, second.Single().Body));
    }

    [Fact]
    public async Task Of_several_readers_each_message_reaches_one()
    {
        using var folder = new QueueFolder();
        for (var i = 0; i < 300; i++)
            folder.Send($"{i:D3}", $"{i}");
        var seen = new ConcurrentBag<string>();

        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            await using var queue = folder.Open();
            while (await queue.ReceiveAsync(7, TimeSpan.Zero, TestContext.Current.CancellationToken) is { Count: > 0 } messages)
            {
                foreach (var message in messages)
                    seen.Add(message.Body);
                await queue.DeleteAsync(messages);
            }
        }, TestContext.Current.CancellationToken)));

        Assert.Equal(Enumerable.Range(0, 300), seen.Select(int.Parse).Order());
        Assert.Empty(folder.Files);
    }

    [Fact]
    public async Task A_group_keeps_its_order_and_waits_for_what_is_in_hand()
    {
        using var folder = new QueueFolder("orders.fifo");
        foreach (var file in (string[])["x/1", "x/2", "x/3", "y/1"])
            folder.Send(file, file);
        await using var queue = folder.Open();

        var first = await queue.ReceiveAsync(2, TimeSpan.Zero, TestContext.Current.CancellationToken);
        var other = await queue.ReceiveAsync(10, TimeSpan.Zero, TestContext.Current.CancellationToken);
        await queue.DeleteAsync([first[0]]);
        var blocked = await queue.ReceiveAsync(10, TimeSpan.Zero, TestContext.Current.CancellationToken);
        folder.Time.Advance(TimeSpan.FromSeconds(30));
        var rest = await queue.ReceiveAsync(10, TimeSpan.Zero, TestContext.Current.CancellationToken);

        Assert.Equal(["x/1", "x/2"], first.Select(message => message.Body));
        Assert.Equal("y/1", Assert.Single(other).Body);
        Assert.Empty(blocked);
        Assert.Equal(["x/2", "x/3", "y/1"], rest.Select(message => message.Body));
        Assert.Equal(("x", "y"), (rest[0].Attributes["MessageGroupId"], rest[2].Attributes["MessageGroupId"]));
        Assert.True(string.CompareOrdinal(rest[0].Attributes["SequenceNumber"], rest[1].Attributes["SequenceNumber"]) < 0, string.Join('\n', rest));
    }

    /// <summary>The time stands still here: only what the file system tells can end the wait.</summary>
    [Fact(Timeout = 600_000)]
    public async Task A_new_file_ends_the_wait()
    {
        using var folder = new QueueFolder();
        await using var queue = folder.Open();
        var waiting = queue.ReceiveAsync(10, TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        folder.Send("late", "here");

        Assert.Equal("here", Assert.Single(await waiting).Body);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1001, true)]
    [InlineData(3, false)]
    public void A_redrive_that_cannot_be_is_refused(int most, bool hasFolder)
    {
        using var folder = new QueueFolder();

        var fault = Assert.Throws<QueueException>(() => folder.Open(options => options with { MaxReceiveCount = most, DeadLetterFolder = hasFolder ? folder.DeadLetters : null }));

        Assert.Contains($"found {most}", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_in_the_folder_s_place_is_refused()
    {
        using var folder = new QueueFolder("orders/inner");
        folder.Send("../inner", "a file");

        var fault = Assert.Throws<QueueException>(() => folder.Open());

        Assert.StartsWith("Expected a folder that can be written to at ", fault.Message, StringComparison.Ordinal);
    }
}
