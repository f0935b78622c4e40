using System.Reflection;
using System.Text;

namespace Pintle.Host.Prewarm;

/// <summary>What Newtonsoft.Json does for the first time with a type that the handler's code reads. The function's package brings that library, so it is known by names only.</summary>
internal static class NewtonsoftJson
{
    private const string Converter = "Newtonsoft.Json.JsonConvert", Settings = "DefaultSettings";

    private static readonly HashSet<Type> Loaded = [];

    /// <summary>Whether it is <c>JsonConvert.DeserializeObject&lt;T&gt;(string)</c>.</summary>
    public static bool Reads(MethodBase method) =>
        method is { IsStatic: true, Name: "DeserializeObject" } && method.DeclaringType?.FullName == Converter && method.GetParameters() is [{ ParameterType: var parameter }] && parameter == typeof(string);

    /// <summary>Calls it with a document in the type's shape. Not where the function has settings of its own for it, because those are the function's code.</summary>
    public static void Load(MethodBase method, Module handlers)
    {
        var type = method.GetGenericArguments()[0];
        lock (Loaded)
        {
            if (!Loaded.Add(type))
                return;
        }
        if (PlainData.Is(type, handlers) && SampleDocument.For(type, isWritten: false) is { } sample && method.DeclaringType!.GetProperty(Settings) is { } settings && settings.GetValue(null) is null)
            _ = method.Invoke(null, [Encoding.UTF8.GetString(sample)]);
    }
}
