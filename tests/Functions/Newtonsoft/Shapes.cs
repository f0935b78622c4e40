using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace NewtonsoftFunctions;

/// <summary>Which class an event is of stands in the event, so a converter looks into it first: the commonest converter there is.</summary>
[JsonConverter(typeof(ShapeConverter))]
public abstract class Shape
{
    public abstract double Area { get; }
}

public sealed class Circle : Shape
{
    public double Radius { get; set; }

    public override double Area => Math.Round(Math.PI * Radius * Radius, 2);
}

public sealed class Square : Shape
{
    public double Side { get; set; }

    public override double Area => Side * Side;
}

/// <summary>Takes objects only: <see cref="JObject.Load(JsonReader)"/> throws for anything else, the literal null included.</summary>
public sealed class ShapeConverter : JsonConverter
{
    private static int s_reads;
    private static int s_writes;

    /// <summary>How often it was asked in this process, this time included where a converter asks.</summary>
    public static string Calls => $"read {s_reads}, written {s_writes}";

    public override bool CanConvert(Type objectType) => typeof(Shape).IsAssignableFrom(objectType);

    public override object ReadJson(JsonReader reader, Type objectType, object? existingValue, Newtonsoft.Json.JsonSerializer serializer)
    {
        _ = Interlocked.Increment(ref s_reads);
        var json = JObject.Load(reader);
        Shape shape = (string?)json["kind"] == "circle" ? new Circle() : new Square();
        using var again = json.CreateReader();
        serializer.Populate(again, shape);
        return shape;
    }

    public override void WriteJson(JsonWriter writer, object? value, Newtonsoft.Json.JsonSerializer serializer)
    {
        _ = Interlocked.Increment(ref s_writes);
        var shape = (Shape)value!;
        new JObject { ["kind"] = shape.GetType().Name.ToLowerInvariant(), ["area"] = shape.Area }.WriteTo(writer);
    }
}
