using Pintle.Host.Json;
using Pintle.Shared;

namespace Pintle.Host.Handlers;

/// <summary>Puts a bound handler together from the generic parts that fit its shape.</summary>
internal static class HandlerBinder
{
    /// <param name="shape">The handler's signature.</param>
    /// <param name="target">The handler's object; null for a static method.</param>
    /// <param name="serializers">Where the serializer comes from, if one is needed.</param>
    /// <exception cref="HandlerFaultException">SerializerMissing.</exception>
    public static BoundHandler Bind(HandlerShape shape, object? target, SerializerSelection serializers)
    {
        var parts = (HandlerParts)Create(typeof(HandlerParts<,>), shape.Input, shape.Output);
        serializers.Use();
        return parts.Assemble(shape, target, Reader(shape, serializers), Writer(shape, serializers));
    }

    private static object Create(Type definition, params Type[] arguments) => Construction.Of(definition.MakeGenericType(arguments))!;

    private static object Reader(HandlerShape shape, SerializerSelection serializers)
    {
        if (shape.Input == typeof(Nothing))
            return new NothingReader();
        return shape.Input == typeof(Stream)
            ? new EventReader()
            : GeneratedJson.Reader(shape.Input, serializers) ?? Serialized(typeof(SerializedReader<>), shape.Input, shape, serializers, "takes");
    }

    private static object Writer(HandlerShape shape, SerializerSelection serializers)
    {
        var output = shape.Output;
        if (output == typeof(Nothing))
            return new NothingWriter();
        if (output == typeof(Task))
            return new TaskWriter();
        if (output == typeof(ValueTask))
            return new ValueTaskWriter();
        if (Awaiting(output) is not { } awaiting)
            return ValueWriter(shape, output, serializers);

        // Only the outermost task is waited for: where its result is a task again, that one is serialized, as by AWS's loop.
        var result = Result(output);
        var writer = Create(awaiting, result);
        ((IWraps)writer).Wrap(ValueWriter(shape, result, serializers));
        return writer;
    }

    private static object ValueWriter(HandlerShape shape, Type output, SerializerSelection serializers) => typeof(Stream).IsAssignableFrom(output)
        ? Create(typeof(StreamWriter<>), output)
        : GeneratedJson.Writer(output, serializers) ?? Serialized(typeof(SerializedWriter<>), output, shape, serializers, "returns");

    /// <summary>What is written of a handler's output: the result of a task that is waited for.</summary>
    public static Type Result(Type output) => Awaiting(output) is null ? output : output.GenericTypeArguments[0];

    private static Type? Awaiting(Type output)
    {
        if (!output.IsGenericType)
            return null;
        var definition = output.GetGenericTypeDefinition();
        return definition == typeof(Task<>) ? typeof(TaskOfWriter<>) : definition == typeof(ValueTask<>) ? typeof(ValueTaskOfWriter<>) : null;
    }

    private static object Serialized(Type part, Type type, HandlerShape shape, SerializerSelection serializers, string verb)
    {
        var serializer = serializers.Get();
        if (serializer is null)
        {
            throw new HandlerFaultException(FaultCode.SerializerMissing,
                $"Expected a serializer, because {shape.Method.DeclaringType?.FullName}.{shape.Method.Name} {verb} {type}, but neither the method nor its assembly names one. "
                + "Put [assembly: LambdaSerializer(typeof(Amazon.Lambda.Serialization.SystemTextJson.DefaultLambdaJsonSerializer))] into the function, or use Stream.");
        }
        var instance = Create(part, type);
        ((ISerialized)instance).Use(serializer);
        return instance;
    }
}
