namespace Amazon.Lambda.Core;

/// <summary>Names the serializer of a handler, or of all handlers of an assembly.</summary>
/// <param name="serializerType">An <see cref="ILambdaSerializer"/> with a public parameterless constructor.</param>
[AttributeUsage(AttributeTargets.Assembly | AttributeTargets.Method, AllowMultiple = false)]
public class LambdaSerializerAttribute(Type serializerType) : Attribute
{
    public Type SerializerType { get; set; } = serializerType;
}
