using System.Net;
using System.Net.Http.Json;
using FluentValidation;
using Microsoft.Extensions.DependencyInjection;

namespace Shop;

public sealed class SaleValidator : AbstractValidator<Sale>
{
    public SaleValidator()
    {
        _ = RuleFor(sale => sale.Sku).NotEmpty().Length(1, 20).Matches("^[a-z]+$");
        _ = RuleFor(sale => sale.Quantity).GreaterThan(0);
    }
}

/// <summary>A typed client of an HTTP service.</summary>
public sealed class PriceClient(HttpClient client)
{
    public async Task<decimal> OfAsync(string sku) => (await client.GetFromJsonAsync<Price>($"/prices/{sku}"))!.Amount;

    private sealed record Price(string Sku, decimal Amount);
}

/// <summary>Services by name and type: a client from a factory, whose answers come from this process, and a validator.</summary>
public sealed class Prices
{
    private readonly ServiceProvider _services;

    public Prices()
    {
        var services = new ServiceCollection();
        _ = services.AddSingleton<IValidator<Sale>, SaleValidator>();
        _ = services.AddTransient<Answers>();
        _ = services.AddHttpClient<PriceClient>(client => client.BaseAddress = new Uri("http://prices.example")).ConfigurePrimaryHttpMessageHandler<Answers>();
        _services = services.BuildServiceProvider();
    }

    public async Task<string> Handle(Sale sale)
    {
        var result = await _services.GetRequiredService<IValidator<Sale>>().ValidateAsync(sale);
        if (!result.IsValid)
            return string.Join("; ", result.Errors.Select(error => error.PropertyName));
        return FormattableString.Invariant($"{sale.Quantity * await _services.GetRequiredService<PriceClient>().OfAsync(sale.Sku)}");
    }

    private sealed class Answers : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = JsonContent.Create(new { Sku = request.RequestUri!.Segments[^1], Amount = 2.5m }) });
    }
}
