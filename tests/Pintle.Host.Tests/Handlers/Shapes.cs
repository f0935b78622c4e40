using Amazon.Lambda.Core;

namespace Pintle.Host.Tests.Handlers;

/// <summary>The handlers over one input and one output type. Each answers with what it saw: the input, and the request id where it has a context.</summary>
public sealed class Shapes<TIn, TOut>
{
    public TOut Instance(TIn input) => Conversions.Answer<TOut>($"{Conversions.Read(input)}|-");

    public TOut InstanceContext(TIn input, ILambdaContext context) => Conversions.Answer<TOut>($"{Conversions.Read(input)}|{context.AwsRequestId}");

    public TOut InstanceNothing() => Conversions.Answer<TOut>("-|-");

    public TOut InstanceNothingContext(ILambdaContext context) => Conversions.Answer<TOut>($"-|{context.AwsRequestId}");

    public static TOut Static(TIn input) => Conversions.Answer<TOut>($"{Conversions.Read(input)}|-");

    public static TOut StaticContext(TIn input, ILambdaContext context) => Conversions.Answer<TOut>($"{Conversions.Read(input)}|{context.AwsRequestId}");

    public static TOut StaticNothing() => Conversions.Answer<TOut>("-|-");

    public static TOut StaticNothingContext(ILambdaContext context) => Conversions.Answer<TOut>($"-|{context.AwsRequestId}");
}

/// <summary>The same without a result.</summary>
public sealed class VoidShapes<TIn>
{
    public void Instance(TIn input) => Conversions.Note($"{Conversions.Read(input)}|-");

    public void InstanceContext(TIn input, ILambdaContext context) => Conversions.Note($"{Conversions.Read(input)}|{context.AwsRequestId}");

    public void InstanceNothing() => Conversions.Note("-|-");

    public void InstanceNothingContext(ILambdaContext context) => Conversions.Note($"-|{context.AwsRequestId}");

    public static void Static(TIn input) => Conversions.Note($"{Conversions.Read(input)}|-");

    public static void StaticContext(TIn input, ILambdaContext context) => Conversions.Note($"{Conversions.Read(input)}|{context.AwsRequestId}");

    public static void StaticNothing() => Conversions.Note("-|-");

    public static void StaticNothingContext(ILambdaContext context) => Conversions.Note($"-|{context.AwsRequestId}");
}
