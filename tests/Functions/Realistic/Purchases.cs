using System.Text.Json.Serialization;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;

namespace Realistic;

public enum Channel
{
    Shop,
    Web,
}

/// <summary>An event with a member of each of the commonest types.</summary>
public sealed class Purchase
{
    public Guid Id { get; set; }
    public long Number { get; set; }
    public bool Paid { get; set; }
    public bool? Gift { get; set; }
    public decimal Total { get; set; }
    public double Weight { get; set; }
    public int? Rating { get; set; }
    public DateTime CreatedAt { get; set; }
    public DateTime? PaidAt { get; set; }
    public DateTimeOffset Shipped { get; set; }
    public Channel Channel { get; set; }
    public List<PurchaseItem>? Items { get; set; }
    public List<long>? Coupons { get; set; }
    public string[]? Tags { get; set; }
    public Dictionary<string, string>? Attributes { get; set; }
    public Dictionary<string, decimal>? Taxes { get; set; }
}

public sealed class PurchaseItem
{
    public string? Sku { get; set; }
    public int Quantity { get; set; }
    public decimal Price { get; set; }
    public bool Taxed { get; set; }
}

[JsonSerializable(typeof(Purchase))]
internal sealed partial class PurchaseContext : JsonSerializerContext;

/// <summary>The same event by System.Text.Json's reflection and by a context that was generated for it.</summary>
public sealed class Purchases
{
    public Purchase ByReflection(Purchase purchase) => Discounted(purchase);

    [LambdaSerializer(typeof(SourceGeneratorLambdaJsonSerializer<PurchaseContext>))]
    public Task<Purchase> Generated(Purchase purchase) => Task.FromResult(Discounted(purchase));

    private static Purchase Discounted(Purchase purchase)
    {
        purchase.Total = purchase.Items?.Sum(item => item.Quantity * item.Price) ?? 0;
        purchase.Paid = purchase.PaidAt is not null;
        return purchase;
    }
}
