using System.Text.Json.Serialization;

namespace Realistic;

[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(CardPayment), "card")]
[JsonDerivedType(typeof(TransferPayment), "transfer")]
public abstract record Payment(Guid Id, decimal Amount, DateTimeOffset? At);

public sealed record CardPayment(Guid Id, decimal Amount, DateTimeOffset? At, long Number, bool Contactless) : Payment(Id, Amount, At);

public sealed record TransferPayment(Guid Id, decimal Amount, DateTimeOffset? At, string Account, int? Days) : Payment(Id, Amount, At);

public sealed record Batch(int Version, IReadOnlyList<Payment> Payments, IReadOnlyDictionary<string, long> Counts);

/// <summary>Records of several kinds in one list, by their constructors.</summary>
public sealed class Payments
{
    public async ValueTask<Batch> Handle(Batch batch)
    {
        await Task.Delay(1);
        return batch with { Version = batch.Version + 1, Payments = [.. batch.Payments.OrderByDescending(payment => payment.Amount)] };
    }
}
