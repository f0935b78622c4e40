using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;

[assembly: LambdaSerializer(typeof(CamelCaseLambdaJsonSerializer))]

namespace Orders;

public sealed record Order(string Id, int Quantity, decimal Price);

public sealed record Receipt(string Id, decimal Total);

/// <summary>Three functions of a small shop; each handler string names one of these methods.</summary>
public sealed class Function
{
    /// <summary>Prices an order: <c>Orders::Orders.Function::Place</c>.</summary>
    public async Task<Receipt> Place(Order order, ILambdaContext context)
    {
        // A real shop awaits its database here.
        await Task.Yield();

        context.Logger.LogInformation($"Order {order.Id} is placed, {context.RemainingTime.TotalSeconds:0} s are left.");
        return new Receipt(order.Id, order.Quantity * order.Price);
    }

    /// <summary>Sends the event back as it came, without reading it: <c>Orders::Orders.Function::Echo</c>.</summary>
    public Stream Echo(Stream order) => order;

    /// <summary>Fails, to show what the caller sees then: <c>Orders::Orders.Function::Fail</c>.</summary>
    public void Fail() => throw new InvalidOperationException("No order was placed: this handler always fails, to show what an error looks like.");
}
