using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Realistic;

public sealed class ShopOptions
{
    public string Name { get; set; } = "";
    public decimal Discount { get; set; }
}

public interface IPrices
{
    decimal Of(string sku);
}

internal sealed class Prices(IOptions<ShopOptions> options) : IPrices
{
    public decimal Of(string sku) => sku.Length * (1 - options.Value.Discount);
}

internal sealed class Shop(IPrices prices, IOptions<ShopOptions> options)
{
    public string Quote(string sku) => FormattableString.Invariant($"{options.Value.Name}: {prices.Of(sku):F2}");
}

/// <summary>A generic host with dependency injection, options and configuration, made with the handler's object.</summary>
public sealed class Hosted
{
    private readonly IHost _host;

    public Hosted()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        _ = builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["Shop:Name"] = "corner", ["Shop:Discount"] = "0.25" });
        _ = builder.Services.Configure<ShopOptions>(builder.Configuration.GetSection("Shop"));
        _ = builder.Services.AddSingleton<IPrices, Prices>();
        _ = builder.Services.AddScoped<Shop>();
        _host = builder.Build();
    }

    public async Task<string> Handle(string sku)
    {
        await using var scope = _host.Services.CreateAsyncScope();
        return scope.ServiceProvider.GetRequiredService<Shop>().Quote(sku);
    }
}
