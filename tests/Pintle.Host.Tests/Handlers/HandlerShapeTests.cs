using System.Reflection;
using Pintle.Host.Handlers;
using Pintle.Shared;

namespace Pintle.Host.Tests.Handlers;

public sealed class HandlerShapeTests
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    [Theory]
    [InlineData("Instance", typeof(Order), false)]
    [InlineData("InstanceContext", typeof(Order), true)]
    [InlineData("InstanceNothing", typeof(Nothing), false)]
    [InlineData("InstanceNothingContext", typeof(Nothing), true)]
    [InlineData("Static", typeof(Order), false)]
    [InlineData("StaticNothingContext", typeof(Nothing), true)]
    public void Tells_input_and_context(string name, Type input, bool takesContext)
    {
        var method = typeof(Shapes<Order, string>).GetMethod(name)!;

        Assert.Equal(new HandlerShape(method, input, takesContext, typeof(string)), HandlerShape.Of(method.DeclaringType!, method));
    }

    [Theory]
    [InlineData(typeof(string), typeof(string))]
    [InlineData(typeof(int), typeof(int))]
    [InlineData(typeof(Stream), typeof(Stream))]
    [InlineData(typeof(MemoryStream), typeof(MemoryStream))]
    [InlineData(typeof(Task), typeof(Task))]
    [InlineData(typeof(PlainTask), typeof(Task))]
    [InlineData(typeof(Task<Order>), typeof(Task<Order>))]
    [InlineData(typeof(OrderTask), typeof(Task<Order>))]
    [InlineData(typeof(ValueTask), typeof(ValueTask))]
    [InlineData(typeof(ValueTask<int>), typeof(ValueTask<int>))]
    public void Tells_the_output_and_takes_a_kind_of_task_as_the_task(Type returned, Type output)
    {
        var method = typeof(Shapes<,>).MakeGenericType(typeof(Order), returned).GetMethod("Instance")!;

        Assert.Equal(output, HandlerShape.Of(method.DeclaringType!, method).Output);
    }

    [Fact]
    public void Has_no_output_where_the_method_is_void()
    {
        var method = typeof(VoidShapes<Order>).GetMethod("Instance")!;

        Assert.Equal(typeof(Nothing), HandlerShape.Of(method.DeclaringType!, method).Output);
    }

    [Theory]
    [InlineData("Three", "takes 3 parameters")]
    [InlineData("Second", "is System.String")]
    [InlineData("ContextFirst", "is System.String")]
    [InlineData("OwnContext", "is Pintle.Host.Tests.Handlers.OwnContext")]
    [InlineData("OwnContextOnly", "Pintle.Host.Tests.Handlers.OwnContext")]
    [InlineData("SpanIn", "System.ReadOnlySpan`1[System.Byte]")]
    [InlineData("SpanOut", "System.ReadOnlySpan`1[System.Byte]")]
    [InlineData("PointerIn", "System.Int32*")]
    [InlineData("PointerOut", "System.Int32*")]
    [InlineData("RefIn", "System.String&")]
    [InlineData("OutIn", "System.String&")]
    [InlineData("InIn", "System.Int32&")]
    [InlineData("RefOut", "System.String&")]
    public void Refuses_what_no_event_could_be(string name, string found)
    {
        var method = typeof(BadMethods).GetMethod(name, Any)!;

        var fault = Assert.Throws<HandlerFaultException>(() => HandlerShape.Of(typeof(BadMethods), method));

        Assert.Equal(FaultCode.HandlerMethodInvalid, fault.Code);
        Assert.Contains($"{typeof(BadMethods).FullName}.{name}", fault.Message, StringComparison.Ordinal);
        Assert.Contains(found, fault.Message, StringComparison.Ordinal);
    }
}
