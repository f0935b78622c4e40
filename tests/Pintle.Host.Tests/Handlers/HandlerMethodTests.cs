using Pintle.Host.Handlers;
using Pintle.Shared;

namespace Pintle.Host.Tests.Handlers;

public sealed class HandlerMethodTests
{
    [Theory]
    [InlineData(typeof(Methods), "Public")]
    [InlineData(typeof(Methods), "Private")]
    [InlineData(typeof(Methods), "Protected")]
    [InlineData(typeof(Methods), "Internal")]
    [InlineData(typeof(Methods), "PrivateStatic")]
    [InlineData(typeof(Methods), "Optional")]
    [InlineData(typeof(Methods), "AsyncTask")]
    [InlineData(typeof(Methods), "Inherited")]
    [InlineData(typeof(Methods), "InheritedPrivate")]
    [InlineData(typeof(Methods), "InheritedStatic")]
    [InlineData(typeof(Methods), "ToString")]
    [InlineData(typeof(StructHandler), "Handle")]
    [InlineData(typeof(RecordHandler), "Handle")]
    [InlineData(typeof(StaticHandler), "Handle")]
    [InlineData(typeof(AbstractHandler), "Static")]
    public void Is_found_and_valid_whatever_its_access_and_place(Type type, string name)
    {
        var method = HandlerMethod.Find(type, name);
        HandlerMethod.Validate(type, method);

        Assert.Equal(name, method.Name);
    }

    [Theory]
    [InlineData("Overridden")]
    [InlineData("Hidden")]
    public void Of_the_derived_type_stands_before_that_of_the_base(string name)
    {
        var method = HandlerMethod.Find(typeof(Methods), name);

        Assert.Equal(typeof(Methods), method.DeclaringType);
    }

    [Theory]
    [InlineData("Case", "Case")]
    [InlineData("case_", "case_")]
    public void Is_found_by_its_exact_case(string name, string expected) => Assert.Equal(expected, HandlerMethod.Find(typeof(Methods), name).Name);

    [Theory]
    [InlineData("public")]
    [InlineData("PUBLIC")]
    [InlineData("Missing")]
    [InlineData("Publi")]
    [InlineData("Publi*")]
    [InlineData("Public*")]
    [InlineData("*")]
    [InlineData("Public()")]
    [InlineData(".ctor")]
    [InlineData("System.String Public(System.Int32)")]
    public void Is_not_found_by_another_name(string name)
    {
        var fault = Assert.Throws<HandlerFaultException>(() => HandlerMethod.Find(typeof(Methods), name));

        Assert.Equal(FaultCode.HandlerMethodNotFound, fault.Code);
        Assert.Equal($"Expected the method {name} in {typeof(Methods).FullName}, but there is none. Correct the handler's third part: the method's name exactly as written.", fault.Message);
    }

    [Fact]
    public void Among_overloads_is_refused_with_their_signatures()
    {
        var fault = Assert.Throws<HandlerFaultException>(() => HandlerMethod.Find(typeof(Methods), "Over"));

        Assert.Equal(FaultCode.HandlerMethodInvalid, fault.Code);
        Assert.Contains("but there are 2: ", fault.Message, StringComparison.Ordinal);
        Assert.Contains("System.String Over(Pintle.Host.Tests.Handlers.Order)", fault.Message, StringComparison.Ordinal);
        Assert.Contains("System.String Over(System.String)", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("System.String Over(Pintle.Host.Tests.Handlers.Order)", typeof(Order))]
    [InlineData("System.String Over(System.String)", typeof(string))]
    [InlineData("System.String Inherited(System.String)", typeof(string))]
    [InlineData("System.String InheritedPrivate(System.String)", typeof(string))]
    [InlineData("System.String InheritedStatic(System.String)", typeof(string))]
    public void Is_found_by_its_signature(string signature, Type parameter)
    {
        var method = HandlerMethod.Find(typeof(Methods), signature);

        Assert.Equal(signature, method.ToString());
        Assert.Equal(parameter, Assert.Single(method.GetParameters()).ParameterType);
    }

    [Theory]
    [InlineData(typeof(AbstractHandler), "Abstract", "is abstract")]
    [InlineData(typeof(AbstractHandler), "Instance", "is an instance method of an abstract type")]
    [InlineData(typeof(IHandler), "Handle", "is abstract")]
    [InlineData(typeof(IHandler), "Default", "is in an interface")]
    [InlineData(typeof(GenericHandler<>), "Handle", "is in a generic type")]
    [InlineData(typeof(GenericHandler<string>), "Handle", "is in a generic type")]
    [InlineData(typeof(DayOfWeek), "GetTypeCode", "is in an enum or a primitive type")]
    [InlineData(typeof(BadMethods), "Generic", "is generic")]
    [InlineData(typeof(BadMethods), "AsyncVoid", "is async void")]
    [InlineData(typeof(BadMethods), "Params", "has a params parameter")]
    [InlineData(typeof(BadMethods), "VarArgs", "takes a variable number of arguments")]
    public void Is_refused_with_the_reason(Type type, string name, string reason)
    {
        var method = HandlerMethod.Find(type, name);

        var fault = Assert.Throws<HandlerFaultException>(() => HandlerMethod.Validate(type, method));

        Assert.Equal(FaultCode.HandlerMethodInvalid, fault.Code);
        Assert.StartsWith($"Expected {type.FullName}.{name} to be callable as a handler, but it {reason}", fault.Message, StringComparison.Ordinal);
    }
}
