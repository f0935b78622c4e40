using Amazon.Lambda.Core;
using Serilog;
using Serilog.Context;
using Serilog.Formatting.Compact;

namespace Shop;

public sealed record Sale(string Sku, int Quantity, decimal Price);

/// <summary>A structured log with an enricher and a formatter, made once for the process.</summary>
public sealed class Receipts
{
    private static readonly ILogger Log = new LoggerConfiguration().MinimumLevel.Information().Enrich.FromLogContext().WriteTo.Console(new RenderedCompactJsonFormatter()).CreateLogger();

    public decimal Handle(Sale sale, ILambdaContext context)
    {
        using (LogContext.PushProperty("RequestId", context.AwsRequestId))
            Log.Information("sold {@Sale} for {Total}", sale, sale.Quantity * sale.Price);
        return sale.Quantity * sale.Price;
    }
}
