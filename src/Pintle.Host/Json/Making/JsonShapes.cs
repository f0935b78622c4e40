using System.CodeDom.Compiler;
using System.Globalization;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Pintle.Host.Metadata;
using Pintle.Host.Prewarm;

namespace Pintle.Host.Json.Making;

/// <summary>
/// Finds how types stand in JSON by asking System.Text.Json itself, with the settings of the function's own serializer. What is not known to mean the same in generated code is left to that serializer: a value, a
/// member or a whole type. Used while a package is built, never in a start.
/// </summary>
internal sealed class JsonShapes
{
    /// <summary>Bits that say which members were there.</summary>
    private const int MostMembers = 64;

    private static readonly HashSet<Type> Simple =
    [
        typeof(string), typeof(bool), typeof(byte), typeof(sbyte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(float), typeof(double), typeof(decimal),
        typeof(DateTime), typeof(DateTimeOffset), typeof(DateOnly), typeof(TimeOnly), typeof(TimeSpan), typeof(Guid), typeof(char), typeof(object), typeof(JsonElement),
    ];

    private static readonly HashSet<Type> ListInterfaces = [typeof(IList<>), typeof(ICollection<>), typeof(IEnumerable<>), typeof(IReadOnlyList<>), typeof(IReadOnlyCollection<>)];

    private static readonly HashSet<Type> DictionaryInterfaces = [typeof(IDictionary<,>), typeof(IReadOnlyDictionary<,>)];

    private readonly JsonSerializerOptions _options;
    private readonly Func<Type, JsonTypeInfo?> _typeInfo;
    private readonly Dictionary<Type, JsonShape> _known = [];

    private JsonShapes(JsonSerializerOptions options, Func<Type, JsonTypeInfo?> typeInfo, bool isRelaxed) => (_options, _typeInfo, IsRelaxed) = (options, typeInfo, isRelaxed);

    /// <summary>Whether the serializer's writer escapes no more than it must.</summary>
    public bool IsRelaxed { get; }

    /// <summary>Whether the serializer knows the types of a context only.</summary>
    private bool IsContext { get; init; }

    public bool AnyCase => _options.PropertyNameCaseInsensitive;

    /// <summary>Null where the serializer is none of those whose every step is known: Amazon's own, as they are, with settings that change nothing in how a value is read or written.</summary>
    public static JsonShapes? Of(object serializer)
    {
        var type = serializer.GetType();
        if (!Prewarming.IsAmazons(type.Assembly) || !IsKnown(type) || Value<JsonSerializerOptions>(serializer, "SerializerOptions") is not { } options || !IsPlain(options)
            || Value<JsonWriterOptions?>(serializer, "WriterOptions") is not { Indented: false, MaxDepth: 0 } writing)
        {
            return null;
        }

        var isRelaxed = ReferenceEquals(writing.Encoder, JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        if (!isRelaxed && writing.Encoder is not null && !ReferenceEquals(writing.Encoder, JavaScriptEncoder.Default))
            return null;
        if (!type.IsGenericType)
        {
            // As the first value would.
            options.MakeReadOnly(populateMissingResolver: true);
            return options.TypeInfoResolver is DefaultJsonTypeInfoResolver { Modifiers.Count: 0 } ? new JsonShapes(options, options.GetTypeInfo, isRelaxed) : null;
        }

        return Context(serializer) is { } context && IsGenerated(context) && ReferenceEquals(options.TypeInfoResolver, context) ? new JsonShapes(options, context.GetTypeInfo, isRelaxed) { IsContext = true } : null;
    }

    public JsonShape Find(Type type)
    {
        if (_known.TryGetValue(type, out var known))
            return known;
        var shape = new JsonShape(type, JsonKind.Opaque);
        _known.Add(type, shape);
        if (_typeInfo(type) is { } info)
            Fill(shape, info);
        return shape;
    }

    /// <summary>The three that are documented; an obsolete one reads otherwise.</summary>
    private static bool IsKnown(Type type) => type.Name is "DefaultLambdaJsonSerializer" or "CamelCaseLambdaJsonSerializer" or "SourceGeneratorLambdaJsonSerializer`1";

    private static bool IsPlain(JsonSerializerOptions options) =>
        options is
        {
            AllowTrailingCommas: false, ReadCommentHandling: JsonCommentHandling.Disallow, NumberHandling: JsonNumberHandling.Strict, ReferenceHandler: null, MaxDepth: 0, DictionaryKeyPolicy: null,
            UnknownTypeHandling: JsonUnknownTypeHandling.JsonElement, UnmappedMemberHandling: JsonUnmappedMemberHandling.Skip, PreferredObjectCreationHandling: JsonObjectCreationHandling.Replace, RespectNullableAnnotations: false,
            RespectRequiredConstructorParameters: false, AllowDuplicateProperties: true, IgnoreReadOnlyProperties: false, IgnoreReadOnlyFields: false,
            DefaultIgnoreCondition: JsonIgnoreCondition.Never or JsonIgnoreCondition.WhenWritingNull,
        }
#pragma warning disable SYSLIB0020 // Whoever sets it sets it.
        && !options.IgnoreNullValues;
#pragma warning restore SYSLIB0020

    private static T? Value<T>(object serializer, string property)
    {
        for (var type = serializer.GetType(); type is not null; type = type.BaseType)
        {
            if (type.GetProperty(property, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)?.GetValue(serializer) is T value)
                return value;
        }
        return default;
    }

    private static JsonSerializerContext? Context(object serializer)
    {
        foreach (var field in serializer.GetType().GetFields(BindingFlags.Instance | BindingFlags.NonPublic))
        {
            if (field.GetValue(serializer) is JsonSerializerContext context)
                return context;
        }
        return null;
    }

    /// <summary>As System.Text.Json's generator wrote it: one written by hand may change what a member gives.</summary>
    private static bool IsGenerated(JsonSerializerContext context) =>
        context.GetType().GetMethod(nameof(JsonSerializerContext.GetTypeInfo), [typeof(Type)])?.DeclaringType?.GetCustomAttribute<GeneratedCodeAttribute>(inherit: false)?.Tool == "System.Text.Json.SourceGeneration";

    private void Fill(JsonShape shape, JsonTypeInfo info)
    {
        var type = shape.Type;
        var isFrameworks = info.Converter.GetType().Assembly == typeof(JsonSerializer).Assembly;
        // Amazon's converter of dates takes seconds too, and a text as the framework's does.
        var isKnownConverter = isFrameworks || (type == typeof(DateTime) && Prewarming.IsAmazons(info.Converter.GetType().Assembly));
        if (!isKnownConverter || info.NumberHandling is not (null or JsonNumberHandling.Strict) || info.PolymorphismOptions is not null
            || info.OnDeserializing is not null || info.OnDeserialized is not null || info.OnSerializing is not null || info.OnSerialized is not null)
        {
            return;
        }

        // A document's converter, for one, makes a document of null.
        shape.Kind = type.IsValueType || HandlesNull(info.Converter) ? JsonKind.Opaque : JsonKind.OnlyNull;
        if (Simple.Contains(type))
        {
            shape.Kind = JsonKind.Simple;
            // What an object is may be a type that the context does not have.
            shape.IsWrittenAsNullOnly = IsContext && type == typeof(object);
        }
        else if (type.IsEnum)
        {
            AddEnumeration(shape, info);
        }
        else if (Nullable.GetUnderlyingType(type) is { } underlying)
        {
            // Null is known of all of them.
            (shape.Kind, shape.Item) = (JsonKind.Nullable, Find(underlying));
        }
        else if (type.IsSZArray && type != typeof(byte[]))
        {
            AddItem(shape, JsonKind.Array, type.GetElementType()!);
        }
        else if (type.IsGenericType && type.Assembly == typeof(object).Assembly)
        {
            var (definition, arguments) = (type.GetGenericTypeDefinition(), type.GetGenericArguments());
            if (definition == typeof(List<>) || ListInterfaces.Contains(definition))
                AddItem(shape, JsonKind.List, arguments[0]);
            else if ((definition == typeof(Dictionary<,>) || DictionaryInterfaces.Contains(definition)) && arguments[0] == typeof(string))
                AddItem(shape, JsonKind.Dictionary, arguments[1]);
        }
        else if (info.Kind == JsonTypeInfoKind.Dictionary && DictionaryOf(type) is { } dictionary && type.GetConstructor(Type.EmptyTypes) is { } constructor && StoringCode.Is(constructor) && IsMadeSilently(type))
        {
            AddItem(shape, JsonKind.Dictionary, dictionary.GetGenericArguments()[1]);
            shape.Constructor = constructor;
        }
        else if (info.Kind == JsonTypeInfoKind.Object && IsOfMembers(info.Converter) && type.IsClass && type.GetCustomAttribute<JsonIgnoreAttribute>(inherit: false) is null && type.Assembly != typeof(object).Assembly)
        {
            AddMembers(shape, info);
        }
    }

    private static bool HandlesNull(JsonConverter converter) => converter.GetType().GetProperty("HandleNull")?.GetValue(converter) is not false;

    /// <summary>The framework's converters of objects by their members; others, of options and unions of F#, say that they are of objects too.</summary>
    private static bool IsOfMembers(JsonConverter converter) => converter.GetType().Name is "ObjectDefaultConverter`1" or "SmallObjectWithParameterizedConstructorConverter`5" or "LargeObjectWithParameterizedConstructorConverter`1"
        or "LargeObjectWithParameterizedConstructorConverterWithReflection`1" or "JsonMetadataServicesConverter`1";

    /// <summary>As numbers, or as texts: System.Text.Json's converter is asked for each value.</summary>
    private void AddEnumeration(JsonShape shape, JsonTypeInfo info)
    {
        if (Enum.GetUnderlyingType(shape.Type) != typeof(int))
            return;
        int[] values = [.. Enum.GetValuesAsUnderlyingType(shape.Type).Cast<int>().Distinct()];
        if (values.Append(int.MaxValue).All(value => IsNumber(shape.Type, value, info)))
        {
            (shape.Kind, shape.Item) = (JsonKind.Number, Find(typeof(int), JsonKind.Simple));
            return;
        }

        foreach (var value in values)
        {
            var text = JsonSerializer.Serialize(Enum.ToObject(shape.Type, value), info);
            if (text is not ['"', .. var name, '"'] || !IsName(name) || (int)JsonSerializer.Deserialize(text, info)! != value)
                return;
            shape.Texts.Add((value, name));
        }

        if (shape.Texts.Count is > 0 and <= MostMembers)
            shape.Kind = JsonKind.Text;
    }

    private static bool IsNumber(Type type, int value, JsonTypeInfo info)
    {
        try
        {
            var text = JsonSerializer.Serialize(Enum.ToObject(type, value), info);
            return text == value.ToString(CultureInfo.InvariantCulture) && Equals(JsonSerializer.Deserialize(text, info), Enum.ToObject(type, value));
        }
        catch (JsonException)
        {
            // It takes texts only.
            return false;
        }
    }

    /// <summary>Of a member with a converter of its own: one of the framework's for enumerations is known.</summary>
    private JsonShape Converted(Type type, JsonConverter converter, MemberInfo member)
    {
        var shape = new JsonShape(type, JsonKind.Opaque);
        var underlying = Nullable.GetUnderlyingType(type);
        if (!(underlying ?? type).IsEnum || member.GetCustomAttribute<JsonConverterAttribute>(inherit: false)?.ConverterType is not { } named || named.Assembly != typeof(JsonSerializer).Assembly)
            return shape;
        var own = new JsonSerializerOptions { TypeInfoResolver = new DefaultJsonTypeInfoResolver(), Converters = { converter } };
        var value = underlying is null ? shape : new JsonShape(underlying, JsonKind.Opaque);
        // Of the member's type: a converter of nullable values has nothing to say of others.
        AddEnumeration(value, own.GetTypeInfo(type));
        if (underlying is not null && value.Kind != JsonKind.Opaque)
            (shape.Kind, shape.Item) = (JsonKind.Nullable, value);
        return shape;
    }

    /// <summary>What a class is derived from, where that is a Dictionary with texts for keys.</summary>
    private static Type? DictionaryOf(Type type)
    {
        for (var each = type.BaseType; each is not null; each = each.BaseType)
        {
            if (each.IsGenericType && each.GetGenericTypeDefinition() == typeof(Dictionary<,>) && each.GetGenericArguments()[0] == typeof(string))
                return each;
        }
        return null;
    }

    private JsonShape Find(Type type, JsonKind kind) => _known.TryGetValue(type, out var known) ? known : _known[type] = new JsonShape(type, kind);

    private void AddItem(JsonShape shape, JsonKind kind, Type item)
    {
        var of = Find(item);
        if (of.Kind is JsonKind.Opaque && item.IsValueType)
            return;
        (shape.Kind, shape.Item) = (kind, of);
    }

    private void AddMembers(JsonShape shape, JsonTypeInfo info)
    {
        if (info.UnmappedMemberHandling is not (null or JsonUnmappedMemberHandling.Skip) || info.Properties.Count is 0 or > MostMembers)
            return;
        // Before the members: they may lead here again.
        shape.Kind = JsonKind.Object;
        var constructor = info.ConstructorAttributeProvider as ConstructorInfo ?? shape.Type.GetConstructor(Type.EmptyTypes);
        var isRead = constructor is not null && StoringCode.Is(constructor) && IsMadeSilently(shape.Type) && info.PreferredPropertyObjectCreationHandling is null or JsonObjectCreationHandling.Replace;
        var parameters = constructor?.GetParameters() ?? [];
        var taken = 0;
        var stored = new HashSet<FieldInfo>();
        foreach (var property in info.Properties)
        {
            // What is always ignored is skipped as a name that nobody knows.
            if (property.Get is null && property.Set is null && property.AssociatedParameter is null)
                continue;
            if (property.AttributeProvider is not MemberInfo member || property.IsExtensionData || property.NumberHandling is not (null or JsonNumberHandling.Strict)
                || property.ObjectCreationHandling is not (null or JsonObjectCreationHandling.Replace) || !IsName(property.Name)
                || !TryIgnoring(member, out var isLeftOut))
            {
                shape.Kind = JsonKind.OnlyNull;
                return;
            }

            var of = property.CustomConverter is { } converter ? Converted(property.PropertyType, converter, member) : Find(property.PropertyType);
            var isInitialized = property.AssociatedParameter?.IsMemberInitializer == true;
            var parameter = property.AssociatedParameter is { IsMemberInitializer: false } associated ? associated.Position : -1;
            if (parameter >= 0)
            {
                taken++;
                isRead &= parameter < parameters.Length && parameters[parameter].ParameterType == property.PropertyType && (!parameters[parameter].HasDefaultValue || IsDefault(parameters[parameter]));
            }
            else if (property.Set is not null || isInitialized)
            {
                // Each has a field of its own, so that nobody can tell in which order they were set.
                isRead &= StoredBy(member) is { } field && stored.Add(field);
            }

            if (property.Get is not null && !StoresNothing(member))
            {
                shape.Kind = JsonKind.OnlyNull;
                return;
            }

            shape.Members.Add(new JsonMember(property.Name, of, member)
            {
                IsRead = parameter >= 0 || isInitialized || property.Set is not null,
                IsAlwaysSet = isInitialized,
                Parameter = parameter,
                IsRequired = property.IsRequired,
                IsWritten = property.Get is not null,
                IsLeftOut = isLeftOut && (!property.PropertyType.IsValueType || Nullable.GetUnderlyingType(property.PropertyType) is not null),
            });
        }

        if (isRead && taken == parameters.Length)
            shape.Constructor = constructor;
    }

    /// <summary>Whether a parameter that is not there is what its type is at first, to the bit: 0.00 is written as it was.</summary>
    private static bool IsDefault(ParameterInfo parameter) => parameter.DefaultValue switch
    {
        null => true,
        var value when !parameter.ParameterType.IsValueType || Nullable.GetUnderlyingType(parameter.ParameterType) is not null || value is null => false,
        decimal value => decimal.GetBits(value).AsSpan().SequenceEqual(decimal.GetBits(0)),
        double value => BitConverter.DoubleToInt64Bits(value) == 0,
        float value => BitConverter.SingleToInt32Bits(value) == 0,
        var value => value.Equals(Activator.CreateInstance(parameter.ParameterType)),
    };

    /// <summary>Both encoders leave such a name as it is.</summary>
    private static bool IsName(string name)
    {
        foreach (var character in name)
        {
            if (!char.IsAsciiLetterOrDigit(character) && character is not ('_' or '-' or '.' or ' ' or '$' or '@' or ':' or '/'))
                return false;
        }
        return name.Length > 0;
    }

    /// <summary>Whether null is left out. False where the member says something else of when it is written.</summary>
    private bool TryIgnoring(MemberInfo member, out bool isLeftOut)
    {
        var condition = member.GetCustomAttribute<JsonIgnoreAttribute>(inherit: false)?.Condition ?? _options.DefaultIgnoreCondition;
        isLeftOut = condition == JsonIgnoreCondition.WhenWritingNull;
        return isLeftOut || condition == JsonIgnoreCondition.Never;
    }

    private static FieldInfo? StoredBy(MemberInfo member) => member switch
    {
        FieldInfo { IsInitOnly: false } field => field,
        PropertyInfo { SetMethod: { } setter } when !IsOverridable(setter) => StoringCode.StoredBy(setter),
        _ => null,
    };

    /// <summary>Nobody can tell in which order, or how often, such a member was asked.</summary>
    private static bool StoresNothing(MemberInfo member) => member is FieldInfo || (member is PropertyInfo { GetMethod: { } getter } && !IsOverridable(getter) && StoringCode.StoresNothing(getter));

    private static bool IsOverridable(MethodInfo accessor) => accessor.IsVirtual && !accessor.IsFinal && !accessor.DeclaringType!.IsSealed;

    /// <summary>Whether making an object runs nothing else of the function's: no static constructor, finalizer, or initializer of a module that has not run.</summary>
    private static bool IsMadeSilently(Type type)
    {
        for (var each = type; each is not null && each != typeof(object); each = each.BaseType)
        {
            if (each.TypeInitializer is not null || each.GetMethod("Finalize", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly, Type.EmptyTypes) is not null)
                return false;
            if (each.Module != Prewarming.Handlers && (!MetadataTypes.TryGetTables(each.Assembly, out var tables) || FunctionInitializers.HasModuleInitializer(tables)))
                return false;
        }
        return true;
    }
}
