using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Runtime.Serialization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Pintle.Host.Prewarm;

namespace Pintle.Host.Tests.Prewarm;

/// <summary>Which types lead a serializer to code of the function's.</summary>
public sealed class PlainDataTests
{
    [Theory]
    [InlineData(typeof(string))]
    [InlineData(typeof(Dictionary<string, List<int>>))]
    [InlineData(typeof(JsonElement))]
    [InlineData(typeof(Order))]
    [InlineData(typeof(Order[]))]
    [InlineData(typeof(List<Order>))]
    [InlineData(typeof(Described))]
    [InlineData(typeof(Page<Order>))]
    [InlineData(typeof(IOrder))]
    [InlineData(typeof(Recursive))]
    [InlineData(typeof(Named))]
    [InlineData(typeof(Polymorphic))]
    public void Plain_are_the_frameworks_types_and_classes_of_them(Type type) => Assert.True(PlainData.Is(type, typeof(PlainDataTests).Module));

    [Theory]
    [InlineData(typeof(Converted))]
    [InlineData(typeof(Converted[]))]
    [InlineData(typeof(Dictionary<string, List<Converted>>))]
    [InlineData(typeof(OfProperty))]
    [InlineData(typeof(OfField))]
    [InlineData(typeof(OfBase))]
    [InlineData(typeof(OfInterface))]
    [InlineData(typeof(Page<Converted>))]
    [InlineData(typeof(Holder<int>))]
    [InlineData(typeof(Items))]
    [InlineData(typeof(ByAttribute))]
    [InlineData(typeof(PolymorphicOfConverted))]
    [InlineData(typeof(Included))]
    [InlineData(typeof(ComponentConverted))]
    [InlineData(typeof(ComponentDescribed))]
    [InlineData(typeof(ConvertedByGeneric))]
    [InlineData(typeof(ConvertedEnum?))]
    [InlineData(typeof(ManyDimensions))]
    public void Not_plain_is_what_leads_to_a_converter_wherever_it_is(Type type) => Assert.False(PlainData.Is(type, typeof(PlainDataTests).Module));

    [Fact]
    public void A_class_with_an_empty_constructor_has_no_initializers()
    {
        Assert.False(FunctionInitializers.AreThere(typeof(Empty), Method(typeof(Empty), "Handle")));
        Assert.False(FunctionInitializers.AreThere(typeof(Assigning), Method(typeof(Assigning), "HandleStatic")));
    }

    [Theory]
    [InlineData(typeof(Assigning), "Handle")]
    [InlineData(typeof(Calling), "Handle")]
    [InlineData(typeof(Derived), "Handle")]
    [InlineData(typeof(Derived), "HandleOwn")]
    [InlineData(typeof(Static), "Handle")]
    [InlineData(typeof(Static), "HandleStatic")]
    [InlineData(typeof(FieldOnly), "HandleStatic")]
    [InlineData(typeof(WithArgument), "Handle")]
    public void A_class_that_does_anything_before_its_handler_is_called_has_initializers(Type type, string method) => Assert.True(FunctionInitializers.AreThere(type, Method(type, method)));

    private static MethodInfo Method(Type type, string name) => type.GetMethod(name, BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance)!;

#pragma warning disable CA1822, CA1051, CA1711, CA1710, CA1716, CS0649 // Data as functions have it, and handlers.
    public sealed class Order
    {
        public string? Text { get; set; }
        public decimal? Price { get; set; }
        public List<Order> Parts { get; } = [];
        public (int, string) Pair { get; set; }
    }

    public sealed class Empty
    {
        public int Count { get; set; }

        public void Handle() { }
    }

    public interface IOrder : IReadOnlyCollection<Order>
    {
        string? Text { get; }
    }

    public record Recursive(Recursive? Next, IEnumerable<Page<Recursive>>? Pages);

    public enum Kind
    {
        None,
    }

    [DataContract]
    public sealed class Described
    {
        [DataMember(Name = "text"), Required, StringLength(10)]
        public string? Text { get; set; }

        [JsonPropertyName("kind"), JsonConverter(typeof(JsonStringEnumConverter))]
        public Kind Kind { get; set; }

        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Own]
        public string? Other { get; set; }
    }

    public sealed class Named
    {
        public Kind? Kind { get; set; }
        public required Uri[] Places { get; init; }
    }

    [AttributeUsage(AttributeTargets.All)]
    public sealed class OwnAttribute : Attribute;

    public class Page<T>
    {
        public T? Item { get; set; }
    }

    public sealed class Holder<T>
    {
        public Page<Dictionary<string, Converted>>? Item { get; set; }
        public T? Other { get; set; }
    }

    [JsonConverter(typeof(NoConverter))]
    public class Converted;

    // The converter is of this assembly, its argument of System.Text.Json's.
    [JsonConverter(typeof(GenericConverter<JsonElement>))]
    public class ConvertedByGeneric;

    [TypeDescriptionProvider(typeof(TypeDescriptionProvider))]
    public class ComponentDescribed;

    public sealed class OfProperty
    {
        [JsonConverter(typeof(NoConverter))]
        public string? Text { get; set; }
    }

    public sealed class OfField
    {
        public Converted? Text;
    }

    public sealed class OfBase : Page<Converted>;

    public abstract class OfInterface : IEnumerable<Converted>
    {
        public abstract IEnumerator<Converted> GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    public sealed class Items : List<Converted>;

    [AttributeUsage(AttributeTargets.Property)]
    public class MadeAttribute : JsonConverterAttribute
    {
        public override JsonConverter? CreateConverter(Type typeToConvert) => null;
    }

    [AttributeUsage(AttributeTargets.Property)]
    public sealed class MadeAgainAttribute : MadeAttribute;

    public sealed class ByAttribute
    {
        [MadeAgain]
        public string? Text { get; set; }
    }

    [JsonDerivedType(typeof(Derivation))]
    public class Polymorphic;

    public sealed class Derivation : Polymorphic;

    [JsonDerivedType(typeof(Derivation), 1)]
    [JsonDerivedType(typeof(ConvertedDerivation), "converted")]
    public class PolymorphicOfConverted;

    public sealed class ConvertedDerivation : PolymorphicOfConverted
    {
        public Converted? Text { get; set; }
    }

    public sealed class Included
    {
        [JsonInclude]
        internal Converted? Text;
    }

    [TypeConverter(typeof(NoConverter))]
    public sealed class ComponentConverted;

    [JsonConverter(typeof(NoConverter))]
    public enum ConvertedEnum
    {
        None,
    }

    public sealed class ManyDimensions
    {
        public Dictionary<string, int[,]>? Numbers { get; set; }
    }

    public sealed class NoConverter : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => false;

        public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options) => null;
    }

    public sealed class GenericConverter<T> : JsonConverterFactory
    {
        public override bool CanConvert(Type typeToConvert) => typeToConvert == typeof(T);

        public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options) => null;
    }

    public sealed class Assigning
    {
        private readonly int _number = 1;

        public int Handle() => _number;

        public static void HandleStatic() { }
    }

    public sealed class Calling
    {
        public Calling() => GC.KeepAlive(this);

        public void Handle() { }
    }

    public class Base
    {
        public void Handle() { }
    }

    public sealed class Derived : Base
    {
        public void HandleOwn() { }
    }

    public sealed class Static
    {
        static Static() => GC.KeepAlive(null);

        public void Handle() { }

        public static void HandleStatic() { }
    }

    public static class FieldOnly
    {
        public static readonly DateTime Begin = DateTime.UtcNow;

        public static DateTime HandleStatic() => Begin;
    }

    public sealed class WithArgument(int number)
    {
        public int Handle() => number;
    }
#pragma warning restore CA1822, CA1051, CA1711, CA1710, CA1716, CS0649
}
