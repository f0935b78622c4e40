using Amazon.Lambda.Core;

namespace Pintle.Host.Tests.Handlers;

/// <summary>Methods that can be handlers, whatever their access and place.</summary>
internal class Methods : MethodsBase
{
    public string Public(string input) => input;

    private string Private(string input) => input;

    protected string Protected(string input) => input;

    internal string Internal(string input) => input;

    private static string PrivateStatic(string input) => input;

    public string Optional(string input, ILambdaContext? context = null) => input;

    public async Task AsyncTask(string input) => await Task.Yield();

    public override string Overridden(string input) => "derived";

    public new string Hidden(string input) => "derived";

    public string Over(Order order) => "order";

    public string Over(string text) => "text";

    public string Case() => "upper";

    public string case_() => "lower";
}

internal class MethodsBase
{
    public string Inherited(string input) => input;

    private string InheritedPrivate(string input) => input;

    public static string InheritedStatic(string input) => input;

    public virtual string Overridden(string input) => "base";

    public string Hidden(string input) => "base";
}

internal struct StructHandler
{
    private int _calls;

    public string Handle(string input) => $"{input}{++_calls}";
}

internal sealed record RecordHandler
{
    public string Handle(string input) => input;
}

internal static class StaticHandler
{
    public static string Handle(string input) => input;
}

internal abstract class AbstractHandler
{
    public static string Static(string input) => input;

    public string Instance(string input) => input;

    public abstract string Abstract(string input);
}

internal interface IHandler
{
    string Handle(string input);

    string Default(string input) => input;
}

internal sealed class GenericHandler<T>
{
    public T Handle(T input) => input;
}

/// <summary>Methods that cannot be handlers.</summary>
internal sealed class BadMethods
{
    public T Generic<T>(T input) => input;

    public async void AsyncVoid(string input) => await Task.Yield();

    public string Params(params string[] inputs) => inputs[0];

    public string VarArgs(string input, __arglist) => input;

    public string Three(string first, string second, ILambdaContext context) => first;

    public string Second(string first, string second) => first;

    public string ContextFirst(ILambdaContext context, string input) => input;

    public string OwnContext(string input, OwnContext context) => input;

    public string OwnContextOnly(OwnContext context) => "";

    public string SpanIn(ReadOnlySpan<byte> input) => "";

    public ReadOnlySpan<byte> SpanOut() => [];

    public unsafe string PointerIn(int* input) => "";

    public unsafe int* PointerOut() => null;

    public string RefIn(ref string input) => input;

    public string OutIn(out string input) => input = "";

    public string InIn(in int input) => "";

    public ref string RefOut(string[] input) => ref input[0];
}

/// <summary>An ILambdaContext that no runtime could hand over.</summary>
internal abstract class OwnContext : ILambdaContext
{
    public abstract string AwsRequestId { get; }
    public abstract IClientContext ClientContext { get; }
    public abstract string FunctionName { get; }
    public abstract string FunctionVersion { get; }
    public abstract ICognitoIdentity Identity { get; }
    public abstract string InvokedFunctionArn { get; }
    public abstract ILambdaLogger Logger { get; }
    public abstract string LogGroupName { get; }
    public abstract string LogStreamName { get; }
    public abstract int MemoryLimitInMB { get; }
    public abstract TimeSpan RemainingTime { get; }
}
