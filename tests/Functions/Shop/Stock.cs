using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Shop;

public sealed class Item
{
    public int Id { get; set; }
    public string Sku { get; set; } = "";
    public int Quantity { get; set; }
    public List<Movement> Movements { get; } = [];
}

public sealed class Movement
{
    public int Id { get; set; }
    public int Quantity { get; set; }
    public DateTime At { get; set; }
}

public sealed class StockContext(DbContextOptions<StockContext> options) : DbContext(options)
{
    public DbSet<Item> Items => Set<Item>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Item>().HasIndex(item => item.Sku).IsUnique();
}

/// <summary>A database in memory behind EF Core, whose schema is made with the handler's object.</summary>
public sealed class Stock : IDisposable
{
    private readonly SqliteConnection _connection = new("Data Source=:memory:");
    private readonly DbContextOptions<StockContext> _options;

    public Stock()
    {
        _connection.Open();
        _options = new DbContextOptionsBuilder<StockContext>().UseSqlite(_connection).Options;
        using var context = new StockContext(_options);
        _ = context.Database.EnsureCreated();
    }

    public async Task<string> Handle(Sale sale)
    {
        await using var context = new StockContext(_options);
        var item = await context.Items.Include(each => each.Movements).SingleOrDefaultAsync(each => each.Sku == sale.Sku);
        if (item is null)
            _ = context.Items.Add(item = new Item { Sku = sale.Sku });
        item.Quantity += sale.Quantity;
        item.Movements.Add(new Movement { Quantity = sale.Quantity, At = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc) });
        _ = await context.SaveChangesAsync();
        var all = await context.Items.Where(each => each.Quantity > 0).OrderBy(each => each.Sku).Select(each => new { each.Sku, each.Quantity, Moved = each.Movements.Count }).ToListAsync();
        return string.Join(", ", all.Select(each => $"{each.Sku}: {each.Quantity} in {each.Moved}"));
    }

    public void Dispose() => _connection.Dispose();
}
