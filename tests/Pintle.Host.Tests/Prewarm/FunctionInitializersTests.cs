using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;
using System.Text.Json;
using Pintle.Host.Metadata;
using Pintle.Host.Prewarm;

namespace Pintle.Host.Tests.Prewarm;

/// <summary>Which functions can make settings of the process before their handler is called.</summary>
public sealed class FunctionInitializersTests
{
    public static TheoryData<string, bool> Calls => new()
    {
        { nameof(Environment.GetEnvironmentVariable), false },
        { nameof(HttpClient), false },
        { nameof(JsonSerializerOptions), false },
        { nameof(AppContext.SetSwitch), true },
        { nameof(AppDomain.SetData), true },
        { nameof(Environment.SetEnvironmentVariable), true },
        { nameof(Type.InvokeMember), true },
        { nameof(MethodBase.Invoke), true },
        { nameof(MethodInfo.CreateDelegate), true },
        { nameof(Activator.CreateInstance), true },
        { nameof(Assembly.GetType), true },
        { nameof(AssemblyLoadContext.LoadFromStream), true },
        { nameof(Assert.Fail), true },
    };

    [Theory]
    [MemberData(nameof(Calls))]
    public void Settings_are_made_by_what_names_them_or_reflection_or_calls_a_library_of_the_users(string called, bool mayMake)
    {
        MethodBase method = called switch
        {
            nameof(Environment.GetEnvironmentVariable) => typeof(Environment).GetMethod(called, [typeof(string)])!,
            nameof(HttpClient) => typeof(HttpClient).GetConstructor([])!,
            nameof(JsonSerializerOptions) => typeof(JsonSerializerOptions).GetConstructor([])!,
            nameof(AppContext.SetSwitch) => typeof(AppContext).GetMethod(called)!,
            nameof(AppDomain.SetData) => typeof(AppDomain).GetMethod(called)!,
            nameof(Environment.SetEnvironmentVariable) => typeof(Environment).GetMethod(called, [typeof(string), typeof(string)])!,
            nameof(Type.InvokeMember) => typeof(Type).GetMethod(called, [typeof(string), typeof(BindingFlags), typeof(Binder), typeof(object), typeof(object[])])!,
            nameof(MethodBase.Invoke) => typeof(MethodBase).GetMethod(called, [typeof(object), typeof(object[])])!,
            nameof(MethodInfo.CreateDelegate) => typeof(MethodInfo).GetMethod(called, [typeof(Type)])!,
            nameof(Activator.CreateInstance) => typeof(Activator).GetMethod(called, [typeof(Type)])!,
            nameof(Assembly.GetType) => typeof(Assembly).GetMethod(called, [typeof(string)])!,
            nameof(AssemblyLoadContext.LoadFromStream) => typeof(AssemblyLoadContext).GetMethod(called, [typeof(Stream)])!,
            _ => typeof(Assert).GetMethod(called, [typeof(string)])!,
        };

        Assert.True(MetadataTypes.TryGetTables(FunctionThatCalls(method), out var tables));
        Assert.Equal(mayMake, FunctionInitializers.MayMakeSettings(tables));
    }

    /// <summary>Never run, so that what stands on the stack does not matter.</summary>
    private static Assembly FunctionThatCalls(MethodBase method)
    {
        var assembly = new PersistedAssemblyBuilder(new AssemblyName("Function"), typeof(object).Assembly);
        var type = assembly.DefineDynamicModule("Function").DefineType("Function", TypeAttributes.Public);
        var code = type.DefineConstructor(MethodAttributes.Public, CallingConventions.Standard, []).GetILGenerator();
        if (method is ConstructorInfo constructor)
            code.Emit(OpCodes.Newobj, constructor);
        else
            code.Emit(OpCodes.Call, (MethodInfo)method);
        code.Emit(OpCodes.Ret);
        _ = type.CreateType();
        using var image = new MemoryStream();
        assembly.Save(image);
        return Assembly.Load(image.ToArray());
    }
}
