using System.Runtime.Serialization;
using Amazon.Lambda.Core;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Newtonsoft.Json.Serialization;

[assembly: LambdaSerializer(typeof(Amazon.Lambda.Serialization.Json.JsonSerializer))]

namespace NewtonsoftFunctions;

/// <summary>Handlers over the older of Amazon's two serializers.</summary>
public sealed class Function
{
    public Receipt Plain(Order order) => new() { Total = order.Price * order.Count, Of = order.Name };

    /// <summary>The converter stands on the class.</summary>
    public double Area(Shape shape) => shape.Area;

    /// <summary>The same for what is written: a converter that takes no null.</summary>
    public Shape Grow(Shape shape) => shape is Circle circle ? new Circle { Radius = circle.Radius * 2 } : new Square { Side = ((Square)shape).Side * 2 };

    /// <summary>How often the converter was asked until now: once for this very event.</summary>
    public string Calls(Shape shape) => $"{ShapeConverter.Calls} of {shape.GetType().Name}";

    /// <summary>The converter stands in the settings.</summary>
    [LambdaSerializer(typeof(MoneySerializer))]
    public Money Twice(Money money) => new(money.Cents * 2, money.Currency);

    [LambdaSerializer(typeof(CamelCaseSerializer))]
    public Receipt CamelCase(Order order) => Plain(order);

    /// <summary>How often its own code ran until now: once for this very event.</summary>
    public string CallsBack(Marked marked) => $"{Marked.Calls} of {marked.Name}";

    public string Checks(Checked value) => $"{Checked.Calls} of {value.Name}";

    /// <summary>Its code says that it reads what has code of its own, after the answer is known.</summary>
    public string Reads(Order order)
    {
        var calls = $"{Checked.Calls} and {Marked.Calls} of {order.Name}";
        _ = JsonConvert.DeserializeObject<Checked>("{}");
        _ = JsonConvert.DeserializeObject<Marked>("{}");
        return calls;
    }

    public JObject Anything(JObject json) => new() { ["had"] = json.Count };
}

public sealed class Order
{
    public string? Name { get; set; }

    public decimal Price { get; set; }

    [JsonProperty("quantity")]
    public int Count { get; set; }
}

/// <summary>Settings of the process, which are asked for whenever something is read without others.</summary>
public sealed class Configured
{
    private int _asked;

    public Configured() => JsonConvert.DefaultSettings = () =>
    {
        _asked++;
        return new JsonSerializerSettings();
    };

    public string Reads(Order order)
    {
        var read = JsonConvert.DeserializeObject<Order>("{}")!;
        return $"{_asked} of {order.Name}{read.Name}";
    }
}

public sealed class Marked
{
    internal static int Calls { get; private set; }

    public string? Name { get; set; }

    [OnDeserialized]
    internal void Deserialized(StreamingContext context)
    {
        _ = context;
        Calls++;
    }
}

public sealed class Checked
{
    private string? _name;

    internal static int Calls { get; private set; }

    public string? Name
    {
        get => _name;
        set
        {
            Calls++;
            _name = value;
        }
    }
}

public sealed class Receipt
{
    public string? Of { get; set; }

    public decimal Total { get; set; }
}

/// <summary>Has no constructor that Newtonsoft.Json could call by itself.</summary>
public sealed class Money(long cents, string currency)
{
    public long Cents => cents;

    public string Currency => currency;
}

public sealed class MoneySerializer() : Amazon.Lambda.Serialization.Json.JsonSerializer(settings => settings.Converters.Add(new MoneyConverter()));

public sealed class CamelCaseSerializer() : Amazon.Lambda.Serialization.Json.JsonSerializer(settings => settings.MissingMemberHandling = MissingMemberHandling.Error, new CamelCaseNamingStrategy());

public sealed class MoneyConverter : JsonConverter<Money>
{
    public override Money ReadJson(JsonReader reader, Type objectType, Money? existingValue, bool hasExistingValue, Newtonsoft.Json.JsonSerializer serializer)
    {
        var json = JObject.Load(reader);
        return new Money((long)json["cents"]!, (string)json["currency"]!);
    }

    public override void WriteJson(JsonWriter writer, Money? value, Newtonsoft.Json.JsonSerializer serializer) => writer.WriteValue($"{value!.Cents} {value.Currency}");
}
