namespace Realistic;

public sealed record Sale(Guid Customer, string Sku, int Quantity, decimal Price, DateTime At);

public sealed class SalesReport
{
    public decimal Total { get; set; }
    public long Count { get; set; }
    public bool Any { get; set; }
    public double Average { get; set; }
    public DateTime? First { get; set; }
    public Dictionary<string, decimal>? BySku { get; set; }
    public List<Guid>? Customers { get; set; }
    public int[]? Quantities { get; set; }
}

/// <summary>LINQ over values of several types.</summary>
public sealed class Sales
{
    public SalesReport Handle(List<Sale> sales) => new()
    {
        Total = sales.Sum(sale => sale.Quantity * sale.Price),
        Count = sales.LongCount(sale => sale.Quantity > 1),
        Any = sales.Any(sale => sale.Price > 100),
        Average = sales.Average(sale => (double)sale.Quantity),
        First = sales.Count == 0 ? null : sales.Min(sale => sale.At),
        BySku = sales.GroupBy(sale => sale.Sku).ToDictionary(group => group.Key, group => group.Sum(sale => sale.Quantity * sale.Price)),
        Customers = [.. sales.Select(sale => sale.Customer).Distinct().Order()],
        Quantities = [.. sales.Select(sale => sale.Quantity).Where(quantity => quantity > 0).OrderByDescending(quantity => quantity).Take(3)],
    };
}
