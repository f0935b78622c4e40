namespace Pintle.Host.Tests.Handlers;

/// <summary>A type of the function's own.</summary>
public sealed class Order
{
    public string? Text { get; set; }
}
