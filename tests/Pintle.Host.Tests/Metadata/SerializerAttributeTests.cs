using System.Text.Json.Serialization;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;
using Pintle.Host.Metadata;

namespace Pintle.Host.Tests.Metadata;

/// <summary>The serializer that metadata names is the one that reflection finds, or it is left to reflection.</summary>
public sealed partial class SerializerAttributeTests
{
    [Theory]
    [InlineData(nameof(Attributed.OfTheAssembly), typeof(DefaultLambdaJsonSerializer), "the assembly Pintle.Host.Tests")]
    [InlineData(nameof(Attributed.OfTheMethod), typeof(CamelCaseLambdaJsonSerializer), "the method Pintle.Host.Tests.Metadata.SerializerAttributeTests+Attributed.OfTheMethod")]
    [InlineData(nameof(Attributed.Generated), typeof(SourceGeneratorLambdaJsonSerializer<TextContext>), "the method Pintle.Host.Tests.Metadata.SerializerAttributeTests+Attributed.Generated")]
    [InlineData(nameof(Attributed.OfThisAssembly), typeof(OwnSerializer), "the method Pintle.Host.Tests.Metadata.SerializerAttributeTests+Attributed.OfThisAssembly")]
    [InlineData(nameof(Attributed.Virtual), typeof(DefaultLambdaJsonSerializer), "the assembly Pintle.Host.Tests")]
    public void Is_read_where_it_has_its_ordinary_form(string method, Type expected, string place)
    {
        var found = SerializerAttribute.Find(typeof(Attributed).GetMethod(method)!, typeof(Attributed).Assembly, out var where);

        Assert.Equal(expected, found);
        Assert.Equal(place, where);
    }

    [Theory]
    [InlineData(typeof(Attributed), nameof(Attributed.Nested))]
    [InlineData(typeof(Attributed), nameof(Attributed.WithOwnAttribute))]
    [InlineData(typeof(Attributed), nameof(Attributed.ToString))]
    [InlineData(typeof(Attributed), nameof(Attributed.GetHashCode))]
    public void Is_left_to_reflection_otherwise(Type type, string method) => Assert.Null(SerializerAttribute.Find(type.GetMethod(method)!, typeof(Attributed).Assembly, out _));

    [Theory]
    [InlineData("Amazon.Lambda.Serialization.SystemTextJson.DefaultLambdaJsonSerializer, Amazon.Lambda.Serialization.SystemTextJson", typeof(DefaultLambdaJsonSerializer))]
    [InlineData("Amazon.Lambda.Serialization.SystemTextJson.DefaultLambdaJsonSerializer,Amazon.Lambda.Serialization.SystemTextJson,Version=0.0.0.0", typeof(DefaultLambdaJsonSerializer))]
    [InlineData("System.Collections.Generic.List`1[[System.String, System.Private.CoreLib]], System.Private.CoreLib", typeof(List<string>))]
    [InlineData("System.Collections.Generic.List`1[[Pintle.Host.Tests.Metadata.OwnSerializer]], System.Private.CoreLib", typeof(List<OwnSerializer>))]
    [InlineData("System.Collections.Generic.List`1[Pintle.Host.Tests.Metadata.OwnSerializer], System.Private.CoreLib", typeof(List<OwnSerializer>))]
    [InlineData("Pintle.Host.Tests.Metadata.OwnSerializer", typeof(OwnSerializer))]
    [InlineData("System.Func`2[Pintle.Host.Tests.Metadata.OwnSerializer,Pintle.Host.Tests.Metadata.OwnSerializer], System.Private.CoreLib", null)]
    [InlineData("Pintle.Host.Tests.Metadata.OwnSerializer[]", null)]
    [InlineData("Pintle.Host.Tests.Metadata.OwnSerializer[", null)]
    [InlineData("System.Collections.Generic.List`1[Pintle.Host.Tests.Metadata.OwnSerializer", null)]
    [InlineData("System.Collections.Generic.List`1[[Pintle.Host.Tests.Metadata.OwnSerializer], System.Private.CoreLib", null)]
    [InlineData("Pintle.Host.Tests.Missing", null)]
    [InlineData("System.String, Missing", null)]
    [InlineData("Amazon.Lambda.Core.ILambdaContext, Amazon.Lambda.Core, Version=99.0.0.0, Culture=neutral", null)]
    [InlineData("System.String, System.Private.CoreLib, Version=1.0", null)]
    [InlineData("System.String, System.Private.CoreLib, Version=1.0.0.0.0", null)]
    [InlineData("System.String, System.Private.CoreLib, Version=x", null)]
    [InlineData("System.String, System.Private.CoreLib, Version=99999999999.0.0.0", null)]
    [InlineData("System.String[], System.Private.CoreLib", null)]
    [InlineData("System.Func`2[[System.String, System.Private.CoreLib],[System.String, System.Private.CoreLib]], System.Private.CoreLib", null)]
    [InlineData("System.Collections.Generic.List`1[[System.Collections.Generic.List`1[[System.String]], System.Private.CoreLib]], System.Private.CoreLib", null)]
    [InlineData("System.Nullable`1[[System.String, System.Private.CoreLib]], System.Private.CoreLib", null)]
    [InlineData("System.String[[System.String, System.Private.CoreLib]], System.Private.CoreLib", null)]
    [InlineData("System.Collections.Generic.List`1[[System.String", null)]
    [InlineData("System.Environment+SpecialFolder, System.Private.CoreLib", null)]
    [InlineData("", null)]
    [InlineData(",", null)]
    [InlineData("[[]]", null)]
    public void Names_are_resolved_in_two_forms(string text, Type? expected) => Assert.Equal(expected, SerializedTypeName.Resolve(text, typeof(OwnSerializer).Assembly));

    public class Base
    {
        public virtual string Virtual(string text) => text;
    }

#pragma warning disable CA1822 // As handlers are.
    public class Attributed : Base
    {
        public string OfTheAssembly(string text) => text;

        [LambdaSerializer(typeof(CamelCaseLambdaJsonSerializer))]
        public string OfTheMethod(string text) => text;

        [LambdaSerializer(typeof(SourceGeneratorLambdaJsonSerializer<TextContext>))]
        public string Generated(string text) => text;

        [LambdaSerializer(typeof(OwnSerializer))]
        public string OfThisAssembly(string text) => text;

        [LambdaSerializer(typeof(NestedSerializer))]
        public string Nested(string text) => text;

        [Own]
        [LambdaSerializer(typeof(CamelCaseLambdaJsonSerializer))]
        public string WithOwnAttribute(string text) => text;

        public new virtual string Virtual(string text) => text;

        public override string ToString() => "";

        public override int GetHashCode() => 0;
    }

#pragma warning restore CA1822
    public sealed class NestedSerializer : OwnSerializer;

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class OwnAttribute : Attribute;
}

public class OwnSerializer : ILambdaSerializer
{
    public T Deserialize<T>(Stream requestStream) => throw new NotSupportedException();

    public void Serialize<T>(T response, Stream responseStream) => throw new NotSupportedException();
}

[JsonSerializable(typeof(string))]
public sealed partial class TextContext : JsonSerializerContext;
