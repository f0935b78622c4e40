using System.Reflection;
using System.Runtime.Loader;
using Amazon.Lambda.Core;
using Pintle.Host.Handlers;
using Pintle.Host.Json.Making;
using Pintle.Host.Logging;
using Pintle.Host.Metadata;
using Pintle.Host.Start;
using Pintle.Shared;

namespace Pintle.Host.Json;

/// <summary>
/// The code that was generated for one handler's types when its package was built, in place of the function's serializer. Only with the layer and the files that it was made for: the bootstrap has compared
/// them with the package's list, as for a rehearsed start, and the code compares its modules' version ids.
/// </summary>
internal static class GeneratedJson
{
    private const string Again = "build the package again for this layer (pintle optimize)";

    private static string? s_path;

    /// <summary>Made in this start.</summary>
    private static Assembly? s_made;

    // Under its debug switch the serializer logs what it reads and writes.
    private static bool IsOff => Is("off") || !string.IsNullOrEmpty(HostEnvironment.SerializerDebug);

    /// <summary>Whether there is code for this start.</summary>
    public static bool IsThere => s_path is not null;

    /// <summary>Before anything of the handler is looked at.</summary>
    public static void Look(string handler)
    {
        if (!ProfileReplay.IsOn || IsOff)
            return;
        var path = Path.Combine(AppContext.BaseDirectory, RehearsalFormat.JsonPath(handler));
        if (File.Exists(path))
            s_path = path;
    }

    /// <summary>
    /// Loads the code, and what of System.Text.Json it uses whatever the types are: reader, writer and encoder. On the second thread, while the first loads the handler. Nothing of the function runs.
    /// </summary>
    public static void Load()
    {
        _ = AssemblyLoadContext.Default.LoadFromAssemblyPath(s_path!);
        JsonParts.Warm();
    }

    /// <summary>Null where the serializer has to do it.</summary>
    public static object? Reader(Type type, SerializerSelection serializers) =>
        s_path is null && s_made is null ? null : Make(JsonEmitter.ReaderName, typeof(GeneratedReader<>), type, serializers);

    /// <summary>Null where the serializer has to do it.</summary>
    public static object? Writer(Type type, SerializerSelection serializers) =>
        s_path is null && s_made is null ? null : Make(JsonEmitter.WriterName, typeof(GeneratedWriter<>), type, serializers);

    /// <summary>In a start that is to make the code for its handler's types: writes it where that is asked for, or uses it.</summary>
    public static void MakeIfAsked(string handler, HandlerShape shape, SerializerSelection serializers)
    {
        var path = HostEnvironment.JsonFile;
        if ((string.IsNullOrEmpty(path) && !Is("generate")) || IsOff)
            return;
        var assembly = JsonGeneration.Make(handler, path, shape, serializers);
        if (Is("generate"))
            s_made = assembly;
    }

    /// <summary>An event or a response is left to the serializer. While a package is built, that is to be known: with such events the code would be no help.</summary>
    public static ILambdaSerializer Leave(SerializerSelection serializers, string what)
    {
        HostTrace.Debug($"the serializer {what}, which is not in the form that the generated code knows");
        if (HostEnvironment.JsonLeftFile is { Length: > 0 } path)
            File.WriteAllBytes(path, []);
        return (ILambdaSerializer)serializers.Get()!;
    }

    private static bool Is(string setting) => string.Equals(HostEnvironment.Json, setting, StringComparison.OrdinalIgnoreCase);

    private static object? Make(string name, Type part, Type type, SerializerSelection serializers)
    {
        if (type.IsValueType)
            return null;
        try
        {
            if (MetadataTypes.Find(s_made ?? AssemblyLoadContext.Default.LoadFromAssemblyPath(s_path!), name) is not { } code)
                return null;
            var made = (IGenerated)Construction.Of(part.MakeGenericType(type));
            if (made.Use(Construction.Of(code), serializers))
                return made;
            HostTrace.Error($"the generated JSON code was made for other modules than the package has, and is not used; {Again}");
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            HostTrace.Error($"the generated JSON code is not used: {e.GetType().Name}; {Again}");
        }
        return null;
    }
}
