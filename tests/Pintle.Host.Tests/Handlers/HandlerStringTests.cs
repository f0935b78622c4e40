using Pintle.Host.Handlers;
using Pintle.Shared;

namespace Pintle.Host.Tests.Handlers;

public sealed class HandlerStringTests
{
    [Theory]
    [InlineData("Orders::Orders.Function::Place", "Orders", "Orders.Function", "Place")]
    [InlineData("  Orders :: Orders.Function\t::  Place ", "Orders", "Orders.Function", "Place")]
    [InlineData("Orders.Api::Orders.Outer+Inner::Place", "Orders.Api", "Orders.Outer+Inner", "Place")]
    [InlineData("A::B::C::D", "A", "B", "C::D")]
    [InlineData("A::B::C::", "A", "B", "C::")]
    [InlineData("A::N.F::System.String Over(N.In)", "A", "N.F", "System.String Over(N.In)")]
    [InlineData("A::B:::C", "A", "B", ":C")]
    [InlineData("A.dll::B::C", "A.dll", "B", "C")]
    [InlineData("Größe::Straße::Übergang", "Größe", "Straße", "Übergang")]
    [InlineData("A::<Program>$::<Main>$", "A", "<Program>$", "<Main>$")]
    public void Has_three_parts_of_which_the_last_keeps_further_separators(string text, string assembly, string type, string method)
    {
        var parts = HandlerString.Parse(text);

        Assert.Equal(assembly, parts.Assembly.Name);
        Assert.Null(parts.Assembly.Version);
        Assert.Equal(type, parts.Type);
        Assert.Equal(method, parts.Method);
    }

    [Fact]
    public void May_demand_a_version_of_the_assembly()
    {
        var parts = HandlerString.Parse("Fn, Version=9.8.7.6, Culture=neutral, PublicKeyToken=null::N.F::M");

        Assert.Equal("Fn", parts.Assembly.Name);
        Assert.Equal(new Version(9, 8, 7, 6), parts.Assembly.Version);
    }

    [Theory]
    [InlineData("", "one part")]
    [InlineData("   ", "one part")]
    [InlineData("Orders", "one part")]
    [InlineData("Orders:Function:Place", "one part")]
    [InlineData(":", "one part")]
    [InlineData("::", "two parts")]
    [InlineData("Orders::Function", "two parts")]
    [InlineData("Orders::", "two parts")]
    [InlineData("::::", "no assembly")]
    [InlineData("::B::C", "no assembly")]
    [InlineData("  ::B::C", "no assembly")]
    [InlineData("A::::C", "no type")]
    [InlineData("A::  ::C", "no type")]
    [InlineData("A::B::", "no method")]
    [InlineData("A::B::  ", "no method")]
    [InlineData("A, Version=x::B::C", "a first part that is not an assembly's name")]
    [InlineData("A, Version=1.0.0.0, Version=2.0.0.0::B::C", "a first part that is not an assembly's name")]
    [InlineData(",::B::C", "a first part that is not an assembly's name")]
    [InlineData("A\"::B::C", "a first part that is not an assembly's name")]
    public void Is_refused_with_what_was_found(string text, string found)
    {
        var fault = Assert.Throws<HandlerFaultException>(() => HandlerString.Parse(text));

        Assert.Equal(FaultCode.HandlerMalformed, fault.Code);
        Assert.Equal($"Expected the handler to be ASSEMBLY::TYPE::METHOD, but \"{text}\" has {found}. Set it to, for example, Orders::Orders.Function::Place.", fault.Message);
    }

    [Fact]
    public void Is_quoted_on_one_line_and_not_at_any_length()
    {
        var fault = Assert.Throws<HandlerFaultException>(() => HandlerString.Parse("a\nb" + new string('x', 500)));

        Assert.Contains("\"a b" + new string('x', 197) + "...\"", fault.Message, StringComparison.Ordinal);
    }

    /// <summary>The log is read in terminals, to which some characters are commands.</summary>
    [Fact]
    public void Is_quoted_without_control_characters_and_without_halves_of_pairs()
    {
        var fault = Assert.Throws<HandlerFaultException>(() => HandlerString.Parse("A\t\u001b[2J\ud800\U0001F600::B"));

        Assert.Contains("but \"A??[2J?\U0001F600::B\" has two parts", fault.Message, StringComparison.Ordinal);
    }
}
