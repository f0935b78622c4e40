using System.Runtime;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;
using UntouchedModels;
using UntouchedParts;

[assembly: LambdaSerializer(typeof(DefaultLambdaJsonSerializer))]

namespace Untouched;

/// <summary>Handlers whose types and serializers tell what of them has run. On AWS none does before the first event.</summary>
public sealed class Function
{
    public string Plain(Plain input) => Told(input);

    public string Strict(Strict input) => Told(input);

    public Strict ReturnsStrict(Stream input)
    {
        _ = input;
        return new Strict { Text = Seen.All };
    }

    public string Envelope(Envelope input) => Told(input);

    public string Kinds(Kind input) => Told(input);

    public string Shouted(Shouted input) => Told(input);

    public string Twice(Twice input) => Told(input);

    public string Setting(Setting input) => Told(input);

    public string Getting(Getting input) => Told(input);

    public string Constructing(Constructing input) => Told(input);

    public string Initializing(Initializing input) => Told(input);

    public string Derived(Derived input) => Told(input);

    public string Nested(Nested input) => Told(input);

    public string Finalized(Finalized input)
    {
        _ = input;
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Seen.All;
    }

    public string CalledBack(CalledBack input) => Told(input);

    public string Collected(Collected input) => Told(input);

    public string Compared(Compared input) => Told(input);

    public string WithStatic(WithStatic input) => Told(input);

    public string Overridden(Overridden input) => Told(input);

    public string Marked(Marked input) => Told(input);

    public string Structure(OfStructure input) => Told(input);

    public string Composed(Composed input) => Told(input);

    /// <summary>The same of what is written, asked of the second result: the first one's own members run when it is written.</summary>
    public Computed ReturnsComputed(Stream input)
    {
        _ = input;
        return new Computed { Before = Seen.All };
    }

    /// <summary>Its code says that it reads and writes what has code of its own.</summary>
    public string ReadsSetting(Plain input)
    {
        _ = input;
        _ = JsonSerializer.Serialize(JsonSerializer.Deserialize<Setting>("{}"));
        return Seen.All;
    }

    /// <summary>Names the module only as a constant: compiling a method that calls something of it would run its initializer.</summary>
    public string Parts(WithParts input) => $"{(input is null ? "no" : "an")} event, module in {AppContext.GetData(Part.Key)}";

    public string Lazy(Plain input)
    {
        _ = input;
        return Late.Value + Seen.All;
    }

    [LambdaSerializer(typeof(ValidatingSerializer))]
    public string Validated(Plain input) => Told(input);

    [LambdaSerializer(typeof(ConvertingSerializer))]
    public string Converted(Guid input) => input + ": " + Seen.All;

    [LambdaSerializer(typeof(SourceGeneratorLambdaJsonSerializer<Context>))]
    public string NotInContext(Required input) => Told(input);

    [LambdaSerializer(typeof(SourceGeneratorLambdaJsonSerializer<Context>))]
    public string Generated(Strict input) => Told(input);

    /// <summary>Its code says that it reads what has a converter.</summary>
    public string ReadsStrict(Plain input)
    {
        _ = input;
        _ = JsonSerializer.Deserialize<Strict>("""{"Text":"a"}""");
        return Seen.All;
    }

    /// <summary>How many methods the JIT compiles to read a type that the code names.</summary>
    public static int ReadsNamed(string input) => Jitted(() => JsonSerializer.Deserialize<Named>($$"""{"Name":"{{input}}","Parts":[{"Count":1}]}""")!.Parts![0].Count);

    /// <summary>The same of one that only reflection leads to.</summary>
    public static int ReadsUnnamed(string input) => Jitted(() => ((Unnamed)JsonSerializer.Deserialize($$"""{"Name":"{{input}}","Parts":[{"Count":1}]}""", TypeOfUnnamed)!).Parts![0].Count);

    private static readonly Type TypeOfUnnamed = typeof(Unnamed);

    private static int Jitted(Func<int> read)
    {
        var before = JitInfo.GetCompiledMethodCount();
        var one = read();
        return (int)(JitInfo.GetCompiledMethodCount() - before) * one;
    }

    private static string Told(object input)
    {
        _ = input;
        return Seen.All;
    }

    /// <summary>Without a static constructor: the runtime may run its initializer early, but not before somebody is about to use it.</summary>
    private static class Late
    {
        public static readonly string Value = Noted();

        private static string Noted()
        {
            Seen.Note("static field");
            return "";
        }
    }
}

public sealed record Named(string? Name, List<NamedPart>? Parts);

public sealed record NamedPart(int Count);

public sealed record Unnamed(string? Name, List<UnnamedPart>? Parts);

public sealed record UnnamedPart(int Count);

/// <summary>Refuses what is no event, as validating serializers do.</summary>
public sealed class ValidatingSerializer : DefaultLambdaJsonSerializer
{
    protected override T InternalDeserialize<T>(byte[] utf8Json)
    {
        Seen.Note("deserializer");
        return base.InternalDeserialize<T>(utf8Json) ?? throw new InvalidOperationException("An event was expected.");
    }

    protected override void InternalSerialize<T>(Utf8JsonWriter writer, T response)
    {
        Seen.Note("serializer");
        base.InternalSerialize(writer, response ?? throw new InvalidOperationException("A response was expected."));
    }
}

/// <summary>Overrides nothing, but adds a converter of the function's.</summary>
public sealed class ConvertingSerializer() : DefaultLambdaJsonSerializer(options => options.Converters.Add(new GuidConverter()));

public sealed class GuidConverter : JsonConverterFactory
{
    public override bool CanConvert(Type typeToConvert)
    {
        Seen.Note($"asked for {typeToConvert.Name}");
        return false;
    }

    public override JsonConverter? CreateConverter(Type typeToConvert, JsonSerializerOptions options) => null;
}

[JsonSerializable(typeof(Strict))]
[JsonSerializable(typeof(string))]
public sealed partial class Context : JsonSerializerContext;

/// <summary>Settings of the process that System.Text.Json reads once: made in time on AWS, wherever the function makes them.</summary>
public sealed class InConstructor
{
    public InConstructor() => Switches.RespectNullable();

    public string? Read(Required input) => input.Text;
}

public sealed class InStaticConstructor
{
    static InStaticConstructor() => Switches.RespectNullable();

    public string? Read(Required input) => input.Text;

    public static string? ReadStatic(Required input) => input.Text;
}

public sealed class InFieldInitializer
{
    private static readonly bool IsSet = Switches.RespectNullable();

    private readonly bool _isSet = Switches.RespectNullable();

    public string? Read(Required input) => _isSet && IsSet ? input.Text : null;
}

public sealed class InHandler
{
    /// <summary>On AWS nobody has used System.Text.Json by now.</summary>
    public Stream Read(Stream input)
    {
        _ = input;
        AppContext.SetSwitch("System.Text.Json.Serialization.RespectNullableAnnotationsDefault", true);
        return new MemoryStream(Encoding.UTF8.GetBytes(Accepts("""{"Text":null}""") ? "accepted" : "refused"));
    }

    private static bool Accepts(string json)
    {
        try
        {
            _ = JsonSerializer.Deserialize<Required>(json);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}

public class InBase
{
    public InBase() => Switches.RespectNullable();
}

public sealed class InBaseConstructor : InBase
{
    public string? Read(Required input) => input.Text;
}

internal static class Switches
{
    /// <summary>Late enough for any thread that would not wait.</summary>
    public static bool RespectNullable()
    {
        SpinWait.SpinUntil(static () => AppDomain.CurrentDomain.GetAssemblies().Any(static each => each.GetName().Name == "System.Text.Json"), TimeSpan.FromMilliseconds(100));
        AppContext.SetSwitch("System.Text.Json.Serialization.RespectNullableAnnotationsDefault", true);
        return true;
    }
}
