using System.Reflection;
using System.Reflection.Emit;
using System.Text.Json;

namespace Pintle.Host.Json.Making;

/// <summary>The body of a method that reads one type: <c>static bool read(ref Utf8JsonReader, out T)</c>.</summary>
/// <param name="il">Of the method.</param>
/// <param name="shape">Of the type.</param>
/// <param name="readerOf">The method that reads another type.</param>
/// <param name="namesOf">The field with the names of an object's members.</param>
internal sealed class JsonReaderBody(ILGenerator il, JsonShape shape, Func<JsonShape, MethodInfo> readerOf, Func<JsonShape, FieldInfo> namesOf)
{
    private readonly Label _fails = il.DefineLabel();

    public void Emit()
    {
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Initobj, shape.Type);
        if (shape.Kind != JsonKind.Opaque && (!shape.Type.IsValueType || shape.Kind == JsonKind.Nullable))
        {
            var isThere = il.DefineLabel();
            Call(nameof(JsonParts.IsNull));
            il.Emit(OpCodes.Brfalse, isThere);
            Succeed();
            il.MarkLabel(isThere);
        }

        switch (shape.Kind)
        {
            case JsonKind.Number:
                ReadInto(shape.Item!, out var number);
                Store(() => il.Emit(OpCodes.Ldloc, number));
                break;
            case JsonKind.Text:
                EmitTexts();
                break;
            case JsonKind.Nullable:
                ReadInto(shape.Item!, out var value);
                Store(() =>
                {
                    il.Emit(OpCodes.Ldloc, value);
                    il.Emit(OpCodes.Newobj, shape.Type.GetConstructor([shape.Item!.Type])!);
                });
                break;
            case JsonKind.List or JsonKind.Array:
                EmitList();
                break;
            case JsonKind.Dictionary:
                EmitDictionary();
                break;
            case JsonKind.Object when shape.Constructor is not null:
                EmitObject(shape.Constructor);
                break;
        }

        il.MarkLabel(_fails);
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Ret);
    }

    private void EmitTexts()
    {
        Label[] labels = [.. shape.Texts.Select(_ => il.DefineLabel())];
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldsfld, namesOf(shape));
        il.Emit(OpCodes.Call, typeof(JsonParts).GetMethod(nameof(JsonParts.ReadName))!);
        il.Emit(OpCodes.Switch, labels);
        il.Emit(OpCodes.Br, _fails);
        foreach (var (label, (value, _)) in labels.Zip(shape.Texts))
        {
            il.MarkLabel(label);
            Store(() => il.Emit(OpCodes.Ldc_I4, value));
        }
    }

    private void EmitList()
    {
        var type = typeof(List<>).MakeGenericType(shape.Item!.Type);
        var (list, next, end) = (il.DeclareLocal(type), il.DefineLabel(), il.DefineLabel());
        Begin(nameof(JsonParts.IsArray), list);
        il.MarkLabel(next);
        Call(nameof(JsonParts.NextItem));
        GoWhere(end);
        ReadInto(shape.Item!, out var item);
        il.Emit(OpCodes.Ldloc, list);
        il.Emit(OpCodes.Ldloc, item);
        il.Emit(OpCodes.Call, type.GetMethod("Add")!);
        il.Emit(OpCodes.Br, next);
        il.MarkLabel(end);
        Store(() =>
        {
            il.Emit(OpCodes.Ldloc, list);
            if (shape.Kind == JsonKind.Array)
                il.Emit(OpCodes.Call, type.GetMethod("ToArray")!);
        });
    }

    private void EmitDictionary()
    {
        var type = typeof(Dictionary<,>).MakeGenericType(typeof(string), shape.Item!.Type);
        var (dictionary, key, next, end) = (il.DeclareLocal(shape.Constructor is null ? type : shape.Type), il.DeclareLocal(typeof(string)), il.DefineLabel(), il.DefineLabel());
        Begin(nameof(JsonParts.IsObject), dictionary);
        il.MarkLabel(next);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldloca, key);
        il.Emit(OpCodes.Call, typeof(JsonParts).GetMethod(nameof(JsonParts.NextKey))!);
        GoWhere(end);
        ReadInto(shape.Item!, out var item);
        il.Emit(OpCodes.Ldloc, dictionary);
        il.Emit(OpCodes.Ldloc, key);
        il.Emit(OpCodes.Ldloc, item);
        il.Emit(OpCodes.Call, type.GetMethod("set_Item")!);
        il.Emit(OpCodes.Br, next);
        il.MarkLabel(end);
        Store(() => il.Emit(OpCodes.Ldloc, dictionary));
    }

    /// <summary>The members first, then the object: its code only keeps values, so nobody can tell.</summary>
    private void EmitObject(ConstructorInfo constructor)
    {
        var members = shape.Members;
        LocalBuilder[] values = [.. members.Select(member => il.DeclareLocal(member.Shape.Type))];
        Label[] labels = [.. members.Select(_ => il.DefineLabel())];
        var (seen, next, end) = (il.DeclareLocal(typeof(long)), il.DefineLabel(), il.DefineLabel());
        Call(nameof(JsonParts.IsObject));
        il.Emit(OpCodes.Brfalse, _fails);
        il.MarkLabel(next);
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldsfld, namesOf(shape));
        il.Emit(OpCodes.Call, typeof(JsonParts).GetMethod(nameof(JsonParts.Next))!);
        var found = il.DeclareLocal(typeof(int));
        il.Emit(OpCodes.Stloc, found);
        il.Emit(OpCodes.Ldloc, found);
        il.Emit(OpCodes.Switch, labels);
        il.Emit(OpCodes.Ldloc, found);
        il.Emit(OpCodes.Ldc_I4, JsonParts.End);
        il.Emit(OpCodes.Beq, end);
        il.Emit(OpCodes.Br, _fails);
        for (var i = 0; i < members.Count; i++)
        {
            il.MarkLabel(labels[i]);
            if (members[i].IsRead)
                ReadInto(members[i].Shape, values[i]);
            else
                Require(() => Call(nameof(JsonParts.Skip)));
            il.Emit(OpCodes.Ldloc, seen);
            il.Emit(OpCodes.Ldc_I8, 1L << i);
            il.Emit(OpCodes.Or);
            il.Emit(OpCodes.Stloc, seen);
            il.Emit(OpCodes.Br, next);
        }

        il.MarkLabel(end);
        var required = members.Select((member, i) => member.IsRequired ? 1L << i : 0).Aggregate(0L, (all, each) => all | each);
        if (required != 0)
        {
            il.Emit(OpCodes.Ldloc, seen);
            il.Emit(OpCodes.Ldc_I8, required);
            il.Emit(OpCodes.And);
            il.Emit(OpCodes.Ldc_I8, required);
            il.Emit(OpCodes.Bne_Un, _fails);
        }

        foreach (var (_, value) in members.Zip(values).Where(each => each.First.Parameter >= 0).OrderBy(each => each.First.Parameter))
            il.Emit(OpCodes.Ldloc, value);
        il.Emit(OpCodes.Newobj, constructor);
        var made = il.DeclareLocal(shape.Type);
        il.Emit(OpCodes.Stloc, made);
        for (var i = 0; i < members.Count; i++)
        {
            if (!members[i].IsRead || members[i].Parameter >= 0)
                continue;
            var isNotThere = il.DefineLabel();
            if (!members[i].IsAlwaysSet)
            {
                il.Emit(OpCodes.Ldloc, seen);
                il.Emit(OpCodes.Ldc_I8, 1L << i);
                il.Emit(OpCodes.And);
                il.Emit(OpCodes.Brfalse, isNotThere);
            }

            il.Emit(OpCodes.Ldloc, made);
            il.Emit(OpCodes.Ldloc, values[i]);
            if (members[i].Member is FieldInfo field)
                il.Emit(OpCodes.Stfld, field);
            else
                il.Emit(OpCodes.Callvirt, ((PropertyInfo)members[i].Member).SetMethod!);
            il.MarkLabel(isNotThere);
        }

        Store(() => il.Emit(OpCodes.Ldloc, made));
    }

    private void Begin(string check, LocalBuilder collection)
    {
        Require(() => Call(check));
        il.Emit(OpCodes.Newobj, shape.Constructor ?? collection.LocalType.GetConstructor(Type.EmptyTypes)!);
        il.Emit(OpCodes.Stloc, collection);
    }

    /// <summary>On what tells of the next item: goes on with one, or to the end, or fails.</summary>
    private void GoWhere(Label end)
    {
        var found = il.DeclareLocal(typeof(int));
        il.Emit(OpCodes.Stloc, found);
        il.Emit(OpCodes.Ldloc, found);
        il.Emit(OpCodes.Ldc_I4, JsonParts.End);
        il.Emit(OpCodes.Beq, end);
        il.Emit(OpCodes.Ldloc, found);
        il.Emit(OpCodes.Ldc_I4_0);
        il.Emit(OpCodes.Blt, _fails);
    }

    private void ReadInto(JsonShape of, out LocalBuilder value)
    {
        value = il.DeclareLocal(of.Type);
        ReadInto(of, value);
    }

    private void ReadInto(JsonShape of, LocalBuilder value) => Require(() =>
    {
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldloca, value);
        il.Emit(OpCodes.Call, readerOf(of));
    });

    private void Require(Action emit)
    {
        emit();
        il.Emit(OpCodes.Brfalse, _fails);
    }

    private void Call(string part)
    {
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Call, typeof(JsonParts).GetMethod(part, [typeof(Utf8JsonReader).MakeByRefType()])!);
    }

    private void Store(Action value)
    {
        il.Emit(OpCodes.Ldarg_1);
        value();
        il.Emit(OpCodes.Stobj, shape.Type);
        Succeed();
    }

    private void Succeed()
    {
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Ret);
    }
}
