using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace Pintle.Host.Json.Making;

/// <summary>
/// Writes an assembly with the code that reads one handler's input and writes its output without System.Text.Json's serializer, of which a thousand types are loaded otherwise (docs/adr/0025-generated-json.md).
/// Used while a package is built, never in a start.
/// </summary>
internal sealed class JsonEmitter
{
    public const string ReaderName = "Reader", WriterName = "Writer";

    private const MethodAttributes Function = MethodAttributes.Static | MethodAttributes.Assembly;
    private const MethodAttributes Override = MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.HideBySig;
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private readonly JsonShapes _shapes;
    private readonly PersistedAssemblyBuilder _assembly;
    private readonly ModuleBuilder _module;
    private readonly TypeBuilder _code;
    private readonly Dictionary<JsonShape, MethodInfo> _readers = [];
    private readonly Dictionary<JsonShape, MethodInfo> _writers = [];
    private readonly Dictionary<JsonShape, (FieldBuilder Field, string Names)> _names = [];
    private readonly HashSet<Type> _types = [];

    private JsonEmitter(JsonShapes shapes, string name)
    {
        _shapes = shapes;
        _assembly = new PersistedAssemblyBuilder(new AssemblyName(name), typeof(object).Assembly);
        _module = _assembly.DefineDynamicModule(name);
        _code = _module.DefineType("Code", TypeAttributes.Abstract | TypeAttributes.Sealed | TypeAttributes.BeforeFieldInit);
    }

    /// <summary>The assembly, the same for the same types; null where the serializer is not known, or would have to read every event or write every response.</summary>
    /// <param name="serializer">The function's.</param>
    /// <param name="input">What it reads; null where it reads nothing.</param>
    /// <param name="output">What it writes; null where it writes nothing.</param>
    /// <param name="name">The assembly's.</param>
    /// <param name="samples">Gets documents of both types.</param>
    public static byte[]? Emit(object serializer, Type? input, Type? output, string name, List<(Type Type, string Document)>? samples = null)
    {
        if (JsonShapes.Of(serializer) is not { } shapes)
            return null;
        var (read, written) = (input is null ? null : shapes.Find(input), output is null ? null : shapes.Find(output));
        if ((read is not null && !IsRead(read)) || (written is not null && !IsWritten(written)))
            return null;
        var emitter = new JsonEmitter(shapes, name);
        emitter.Add(serializer.GetType());
        if (read is not null)
            emitter.DefineReader(read);
        if (written is not null)
            emitter.DefineWriter(written);
        emitter.DefineNames();
        foreach (var shape in (JsonShape?[])[read, written])
        {
            for (var variant = 0; shape is not null && variant < JsonSample.Variants; variant++)
                samples?.Add((shape.Type, JsonSample.Of(shape, variant)));
        }

        return JsonAssembly.Write(emitter._assembly);
    }

    /// <summary>Whether a value that is not null can be read.</summary>
    private static bool IsRead(JsonShape shape) => shape.Kind switch
    {
        JsonKind.OnlyNull or JsonKind.Opaque => false,
        JsonKind.Object => shape.Constructor is not null,
        JsonKind.Nullable or JsonKind.List or JsonKind.Array => IsRead(shape.Item!),
        _ => true,
    };

    private static bool IsWritten(JsonShape shape) => shape.Kind switch
    {
        JsonKind.OnlyNull or JsonKind.Opaque => false,
        JsonKind.Object => shape.Members.TrueForAll(member => !member.IsWritten || !member.Shape.Type.IsValueType || IsWritten(member.Shape) || member.Shape.Kind == JsonKind.Nullable),
        _ => true,
    };

    private void Add(Type type)
    {
        foreach (var argument in type.GenericTypeArguments)
            Add(argument);
        if (type.HasElementType)
            Add(type.GetElementType()!);
        // With those whose members it has.
        for (var each = type; each is not null && !type.HasElementType; each = each.BaseType)
        {
            if (!IsFrameworks(each.Assembly))
                _ = _types.Add(each.IsGenericType ? each.GetGenericTypeDefinition() : each);
        }
    }

    /// <summary>The layer has it, and the package is used on that layer only.</summary>
    private static bool IsFrameworks(Assembly assembly) => Path.GetDirectoryName(assembly.Location) == Path.GetDirectoryName(typeof(object).Assembly.Location);

    private void DefineReader(JsonShape shape) => Finish(_module.DefineType(ReaderName, TypeAttributes.Sealed, typeof(JsonReading<>).MakeGenericType(shape.Type)), shape);

    private void DefineWriter(JsonShape shape)
    {
        var type = _module.DefineType(WriterName, TypeAttributes.Sealed, typeof(JsonWriting<>).MakeGenericType(shape.Type));
        var method = type.DefineMethod("TryWrite", Override, typeof(bool), [typeof(Utf8JsonWriter), shape.Type]);
        var il = method.GetILGenerator();
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Call, Writer(shape));
        il.Emit(OpCodes.Ret);
        il = type.DefineMethod("get_IsRelaxed", Override, typeof(bool), []).GetILGenerator();
        il.Emit(_shapes.IsRelaxed ? OpCodes.Ldc_I4_1 : OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Ret);
        Finish(type, shape);
    }

    private void Finish(TypeBuilder type, JsonShape shape)
    {
        var il = type.DefineMethod("TryRead", Override, typeof(bool), [typeof(Utf8JsonReader).MakeByRefType(), shape.Type.MakeByRefType()]).GetILGenerator();
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Call, Reader(shape));
        il.Emit(OpCodes.Ret);

        il = type.DefineMethod("get_Sample", Override, typeof(string), []).GetILGenerator();
        il.Emit(OpCodes.Ldstr, JsonSample.Of(shape));
        il.Emit(OpCodes.Ret);

        il = type.DefineMethod("Fits", Override, typeof(bool), []).GetILGenerator();
        var no = il.DefineLabel();
        // The host too: its parts are called, and another version of it may have others.
        foreach (var module in _types.Append(typeof(JsonParts)).DistinctBy(each => each.Module).OrderBy(each => each.Module.Name, StringComparer.Ordinal))
        {
            il.Emit(OpCodes.Ldtoken, module);
            il.Emit(OpCodes.Ldstr, module.Module.ModuleVersionId.ToString("N"));
            il.Emit(OpCodes.Call, Part(nameof(JsonParts.IsOf), typeof(RuntimeTypeHandle), typeof(string)));
            il.Emit(OpCodes.Brfalse, no);
        }

        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Ret);
        il.MarkLabel(no);
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Ret);

        il = type.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, []).GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, type.BaseType!.GetConstructor(Declared & ~BindingFlags.Static, [])!);
        il.Emit(OpCodes.Ret);
        _ = type.CreateType();
    }

    private void DefineNames()
    {
        var il = _code.DefineTypeInitializer().GetILGenerator();
        foreach (var (field, names) in _names.Values)
        {
            il.Emit(OpCodes.Ldstr, names);
            il.Emit(_shapes.AnyCase ? OpCodes.Ldc_I4_1 : OpCodes.Ldc_I4_0);
            il.Emit(OpCodes.Newobj, typeof(JsonNames).GetConstructor([typeof(string), typeof(bool)])!);
            il.Emit(OpCodes.Stsfld, field);
        }

        il.Emit(OpCodes.Ret);
        _ = _code.CreateType();
        foreach (var name in _types.Append(typeof(JsonEmitter)).Select(type => type.Assembly.GetName().Name!).Distinct().Order(StringComparer.Ordinal))
            _assembly.SetCustomAttribute(new CustomAttributeBuilder(typeof(IgnoresAccessChecksToAttribute).GetConstructors()[0], [name]));
    }

    private FieldBuilder Names(JsonShape shape)
    {
        if (!_names.TryGetValue(shape, out var names))
        {
            names = (_code.DefineField($"names{_names.Count}", typeof(JsonNames), FieldAttributes.Static | FieldAttributes.Assembly | FieldAttributes.InitOnly), string.Join(JsonNames.Separator, shape.Kind == JsonKind.Text ? shape.Texts.Select(each => each.Text) : shape.Members.Select(member => member.Name)));
            _names.Add(shape, names);
        }

        return names.Field;
    }

    private static MethodInfo Part(string name, params Type[] parameters) => typeof(JsonParts).GetMethod(name, parameters)!;

    private MethodInfo Reader(JsonShape shape)
    {
        if (_readers.TryGetValue(shape, out var known))
            return known;
        if (shape.Kind == JsonKind.Simple)
            return _readers[shape] = Part("Read", typeof(Utf8JsonReader).MakeByRefType(), shape.Type.MakeByRefType());
        Add(shape.Type);
        var method = _code.DefineMethod($"read{_readers.Count}", Function, typeof(bool), [typeof(Utf8JsonReader).MakeByRefType(), shape.Type.MakeByRefType()]);
        _readers.Add(shape, method);
        new JsonReaderBody(method.GetILGenerator(), shape, Reader, Names).Emit();
        return method;
    }

    private MethodInfo Writer(JsonShape shape)
    {
        if (_writers.TryGetValue(shape, out var known))
            return known;
        if (shape.Kind == JsonKind.Simple)
        {
            // Smaller numbers are written as any.
            var type = shape.Type == typeof(byte) || shape.Type == typeof(sbyte) || shape.Type == typeof(short) || shape.Type == typeof(ushort) ? typeof(int) : shape.Type;
            return _writers[shape] = shape.IsWrittenAsNullOnly ? Part(nameof(JsonParts.WriteNoObject), typeof(Utf8JsonWriter), type) : Part("Write", typeof(Utf8JsonWriter), type);
        }

        Add(shape.Type);
        var method = _code.DefineMethod($"write{_writers.Count}", Function, typeof(bool), [typeof(Utf8JsonWriter), shape.Type]);
        _writers.Add(shape, method);
        new JsonWriterBody(method.GetILGenerator(), shape, Writer, Names, IsWritten).Emit();
        return method;
    }
}
