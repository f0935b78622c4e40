using System.Globalization;

namespace Pintle.Emulator.Queues;

/// <summary>What is known of a message in a folder, all of it in the name of its file: a rename is the only change of state, and only one process can make it.</summary>
/// <param name="VisibleAt">When it may be received again, in milliseconds since 1970.</param>
/// <param name="Receipts">How often it was received.</param>
/// <param name="Sequence">Rises with each first receipt; without its last six digits it is the time of that receipt, in milliseconds.</param>
/// <param name="MessageId">The same at each receipt.</param>
/// <param name="Name">The name that the sender gave the file, or its beginning.</param>
internal sealed record ReceivedFile(long VisibleAt, int Receipts, long Sequence, Guid MessageId, string Name)
{
    private const char Separator = '_';

    /// <summary>What the other parts leave of the 255 bytes that a name may have.</summary>
    private const int MaxNameBytes = 160;

    public long FirstReceipt => Sequence / 1_000_000;

    public static ReceivedFile? Parse(string fileName) =>
        fileName.Split(Separator, 5) is [var visibleAt, var receipts, var sequence, var id, var name]
            && long.TryParse(visibleAt, NumberStyles.None, CultureInfo.InvariantCulture, out var at)
            && int.TryParse(receipts, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
            && long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && Guid.TryParseExact(id, "N", out var guid)
            ? new ReceivedFile(at, count, number, guid, name)
            : null;

    /// <summary>Received once more, and kept from others until then. No message is received often enough to exhaust the count, but a forged name may say so, and has to stay readable.</summary>
    public ReceivedFile Received(long visibleAt) => this with { VisibleAt = visibleAt, Receipts = Math.Min(Receipts, int.MaxValue - 1) + 1 };

    /// <summary>As if that receipt had not been.</summary>
    public ReceivedFile Released() => this with { VisibleAt = 0, Receipts = Math.Max(0, Receipts - 1) };

    /// <summary>As much of the beginning as there is room for, without half a character.</summary>
    public static string Shorten(string name)
    {
        while (System.Text.Encoding.UTF8.GetByteCount(name) > MaxNameBytes)
            name = name[..^1];
        return name.Length > 0 && char.IsHighSurrogate(name[^1]) ? name[..^1] : name;
    }

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{VisibleAt:D13}{Separator}{Receipts}{Separator}{Sequence:D19}{Separator}{MessageId:N}{Separator}{Name}");
}
