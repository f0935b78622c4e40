using System.Text.Json.Serialization;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;

namespace Realistic;

/// <summary>An event with members of the less common types. No family of the layer was chosen by what it needs.</summary>
public sealed record Booking
{
    public uint Id { get; init; }
    public Guid? Parent { get; init; }
    public DateOnly Day { get; init; }
    public TimeOnly? From { get; init; }
    public TimeSpan Lasts { get; init; }
    public DateTimeOffset? Cancelled { get; init; }
    public float Rate { get; init; }
    public byte Floor { get; init; }
    public short? Room { get; init; }
    public ulong Flags { get; init; }
    public double? Deposit { get; init; }
    public decimal? Paid { get; init; }
    public char Wing { get; init; }
    public long[]? Guests { get; init; }
    public HashSet<int>? Seats { get; init; }
    public IReadOnlyList<double>? Ratings { get; init; }
    public Dictionary<string, bool>? Options { get; init; }
    public Dictionary<int, string>? Names { get; init; }
    public IDictionary<string, DateTime>? Changes { get; init; }
    public IEnumerable<Guid>? Related { get; init; }
    public object? Note { get; init; }
}

[JsonSerializable(typeof(Booking))]
[JsonSerializable(typeof(System.Text.Json.JsonElement))]
internal sealed partial class BookingContext : JsonSerializerContext;

public sealed class Bookings
{
    public async Task<Booking> ByReflection(Booking booking)
    {
        await Task.Yield();
        return booking with { Flags = booking.Flags | 1, Seats = [.. booking.Seats ?? [], 1] };
    }

    [LambdaSerializer(typeof(SourceGeneratorLambdaJsonSerializer<BookingContext>))]
    public Booking Generated(Booking booking) => booking with { Lasts = booking.Lasts + TimeSpan.FromMinutes(5) };
}
