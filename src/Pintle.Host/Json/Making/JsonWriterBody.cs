using System.Reflection;
using System.Reflection.Emit;
using System.Text.Json;

namespace Pintle.Host.Json.Making;

/// <summary>The body of a method that writes one type: <c>static bool write(Utf8JsonWriter, T)</c>.</summary>
/// <param name="il">Of the method.</param>
/// <param name="shape">Of the type.</param>
/// <param name="writerOf">The method that writes another type.</param>
/// <param name="namesOf">The field with the names of an object's members.</param>
/// <param name="isWritten">Whether there is code for a value that is not null.</param>
internal sealed class JsonWriterBody(ILGenerator il, JsonShape shape, Func<JsonShape, MethodInfo> writerOf, Func<JsonShape, FieldInfo> namesOf, Predicate<JsonShape> isWritten)
{
    private readonly Label _fails = il.DefineLabel();

    public void Emit()
    {
        if (shape.Kind != JsonKind.Opaque && !shape.Type.IsValueType)
        {
            var isThere = il.DefineLabel();
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Brtrue, isThere);
            EmitNull();
            il.MarkLabel(isThere);
        }

        switch (shape.Kind)
        {
            case JsonKind.Number:
                il.Emit(OpCodes.Ldarg_0);
                il.Emit(OpCodes.Ldarg_1);
                il.Emit(OpCodes.Call, writerOf(shape.Item!));
                il.Emit(OpCodes.Ret);
                break;
            case JsonKind.Text:
                EmitTexts();
                break;
            case JsonKind.Nullable:
                EmitNullable();
                break;
            case JsonKind.Array:
                EmitItems(() => il.Emit(OpCodes.Ldarg_1), shape.Type);
                break;
            case JsonKind.List:
                EmitList();
                break;
            case JsonKind.Dictionary:
                EmitDictionary();
                break;
            case JsonKind.Object when isWritten(shape):
                EmitObject();
                break;
        }

        il.MarkLabel(_fails);
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Ret);
    }

    private void EmitNull()
    {
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, typeof(Utf8JsonWriter).GetMethod(nameof(Utf8JsonWriter.WriteNullValue))!);
        Succeed();
    }

    private void EmitTexts()
    {
        for (var i = 0; i < shape.Texts.Count; i++)
        {
            var isOther = il.DefineLabel();
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Ldc_I4, shape.Texts[i].Value);
            il.Emit(OpCodes.Bne_Un, isOther);
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldsfld, namesOf(shape));
            il.Emit(OpCodes.Ldc_I4, i);
            il.Emit(OpCodes.Call, typeof(JsonParts).GetMethod(nameof(JsonParts.WriteName))!);
            Succeed();
            il.MarkLabel(isOther);
        }

        il.Emit(OpCodes.Br, _fails);
    }

    private void EmitNullable()
    {
        var isThere = il.DefineLabel();
        il.Emit(OpCodes.Ldarga, (short)1);
        il.Emit(OpCodes.Call, shape.Type.GetProperty("HasValue")!.GetMethod!);
        il.Emit(OpCodes.Brtrue, isThere);
        EmitNull();
        il.MarkLabel(isThere);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldarga, (short)1);
        il.Emit(OpCodes.Call, shape.Type.GetMethod("GetValueOrDefault", Type.EmptyTypes)!);
        il.Emit(OpCodes.Call, writerOf(shape.Item!));
        il.Emit(OpCodes.Ret);
    }

    /// <summary>An interface may be anything; only a List and an array are known to give their items in one way.</summary>
    private void EmitList()
    {
        var (list, array) = (typeof(List<>).MakeGenericType(shape.Item!.Type), shape.Item.Type.MakeArrayType());
        if (shape.Type == list)
        {
            EmitItems(() => il.Emit(OpCodes.Ldarg_1), list);
            return;
        }

        foreach (var type in (Type[])[list, array])
        {
            var isOther = il.DefineLabel();
            GoUnless(type, isOther);
            EmitItems(() =>
            {
                il.Emit(OpCodes.Ldarg_1);
                il.Emit(OpCodes.Castclass, type);
            }, type);
            il.MarkLabel(isOther);
        }

        il.Emit(OpCodes.Br, _fails);
    }

    private void EmitItems(Action load, Type type)
    {
        var (items, i, next, end) = (il.DeclareLocal(type), il.DeclareLocal(typeof(int)), il.DefineLabel(), il.DefineLabel());
        load();
        il.Emit(OpCodes.Stloc, items);
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Stloc, i);
        Require(nameof(JsonParts.BeginArray));
        il.MarkLabel(next);
        il.Emit(OpCodes.Ldloc, i);
        il.Emit(OpCodes.Ldloc, items);
        if (type.IsArray)
        {
            il.Emit(OpCodes.Ldlen);
            il.Emit(OpCodes.Conv_I4);
        }
        else
        {
            il.Emit(OpCodes.Call, type.GetProperty("Count")!.GetMethod!);
        }

        il.Emit(OpCodes.Bge, end);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldloc, items);
        il.Emit(OpCodes.Ldloc, i);
        if (type.IsArray)
            il.Emit(OpCodes.Ldelem, shape.Item!.Type);
        else
            il.Emit(OpCodes.Call, type.GetMethod("get_Item")!);
        il.Emit(OpCodes.Call, writerOf(shape.Item!));
        il.Emit(OpCodes.Brfalse, _fails);
        il.Emit(OpCodes.Ldloc, i);
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, i);
        il.Emit(OpCodes.Br, next);
        il.MarkLabel(end);
        End(nameof(Utf8JsonWriter.WriteEndArray));
    }

    private void EmitDictionary()
    {
        var type = typeof(Dictionary<,>).MakeGenericType(typeof(string), shape.Item!.Type);
        // An interface may be anything; a derived class has the Dictionary's own order.
        if (shape.Type.IsInterface)
            GoUnless(type, _fails);
        var enumerator = typeof(Dictionary<,>.Enumerator).MakeGenericType(typeof(string), shape.Item.Type);
        var pair = typeof(KeyValuePair<,>).MakeGenericType(typeof(string), shape.Item.Type);
        var (entries, entry, next, end) = (il.DeclareLocal(enumerator), il.DeclareLocal(pair), il.DefineLabel(), il.DefineLabel());
        Require(nameof(JsonParts.BeginObject));
        il.Emit(OpCodes.Ldarg_1);
        if (shape.Type.IsInterface)
            il.Emit(OpCodes.Castclass, type);
        il.Emit(OpCodes.Call, type.GetMethod("GetEnumerator", Type.EmptyTypes)!);
        il.Emit(OpCodes.Stloc, entries);
        il.MarkLabel(next);
        il.Emit(OpCodes.Ldloca, entries);
        il.Emit(OpCodes.Call, enumerator.GetMethod("MoveNext")!);
        il.Emit(OpCodes.Brfalse, end);
        il.Emit(OpCodes.Ldloca, entries);
        il.Emit(OpCodes.Call, enumerator.GetProperty("Current")!.GetMethod!);
        il.Emit(OpCodes.Stloc, entry);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldloca, entry);
        il.Emit(OpCodes.Call, pair.GetProperty("Key")!.GetMethod!);
        il.Emit(OpCodes.Call, typeof(Utf8JsonWriter).GetMethod(nameof(Utf8JsonWriter.WritePropertyName), [typeof(string)])!);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldloca, entry);
        il.Emit(OpCodes.Call, pair.GetProperty("Value")!.GetMethod!);
        il.Emit(OpCodes.Call, writerOf(shape.Item));
        il.Emit(OpCodes.Brfalse, _fails);
        il.Emit(OpCodes.Br, next);
        il.MarkLabel(end);
        End(nameof(Utf8JsonWriter.WriteEndObject));
    }

    private void EmitObject()
    {
        Require(nameof(JsonParts.BeginObject));
        for (var i = 0; i < shape.Members.Count; i++)
        {
            if (shape.Members[i].IsWritten)
                EmitMember(shape.Members[i], i);
        }

        End(nameof(Utf8JsonWriter.WriteEndObject));
    }

    private void EmitMember(JsonMember member, int number)
    {
        var (value, end) = (il.DeclareLocal(member.Shape.Type), il.DefineLabel());
        il.Emit(OpCodes.Ldarg_1);
        if (member.Member is FieldInfo field)
            il.Emit(OpCodes.Ldfld, field);
        else
            il.Emit(OpCodes.Callvirt, ((PropertyInfo)member.Member).GetMethod!);
        il.Emit(OpCodes.Stloc, value);
        if (member.IsLeftOut)
        {
            if (member.Shape.Type.IsValueType)
            {
                il.Emit(OpCodes.Ldloca, value);
                il.Emit(OpCodes.Call, member.Shape.Type.GetProperty("HasValue")!.GetMethod!);
            }
            else
            {
                il.Emit(OpCodes.Ldloc, value);
            }

            il.Emit(OpCodes.Brfalse, end);
        }

        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldsfld, namesOf(shape));
        il.Emit(OpCodes.Ldc_I4, number);
        il.Emit(OpCodes.Call, typeof(JsonParts).GetMethod(nameof(JsonParts.Name))!);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldloc, value);
        il.Emit(OpCodes.Call, writerOf(member.Shape));
        il.Emit(OpCodes.Brfalse, _fails);
        il.MarkLabel(end);
    }

    private void GoUnless(Type type, Label label)
    {
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Callvirt, typeof(object).GetMethod(nameof(GetType))!);
        il.Emit(OpCodes.Ldtoken, type);
        il.Emit(OpCodes.Call, typeof(Type).GetMethod(nameof(Type.GetTypeFromHandle))!);
        il.Emit(OpCodes.Bne_Un, label);
    }

    private void Require(string part)
    {
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, typeof(JsonParts).GetMethod(part)!);
        il.Emit(OpCodes.Brfalse, _fails);
    }

    private void End(string method)
    {
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, typeof(Utf8JsonWriter).GetMethod(method)!);
        Succeed();
    }

    private void Succeed()
    {
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Ret);
    }
}
