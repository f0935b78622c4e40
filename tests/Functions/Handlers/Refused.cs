using Amazon.Lambda.Core;

namespace Handlers;

/// <summary>Methods that cannot be handlers: each is an init error that says why.</summary>
public class Refused
{
    public T Generic<T>(T value) => value;

    public async void AsyncVoid(string text) => await Task.Delay(text.Length);

    public string Params(params string[] texts) => string.Concat(texts);

    public string VarArgs(string text, __arglist) => text;

    public string ThreeParameters(string text, ILambdaContext context, int more) => $"{text}{more}{context}";

    public string SecondIsNoContext(string text, int more) => $"{text}{more}";

    public string ContextFirst(ILambdaContext context, string text) => $"{text}{context}";

    public string ByReference(ref string text) => text;

    public string ReadOnlyReference(in int number) => $"{number}";

    public void OutReference(out string text) => text = "";

    public string StreamByReference(ref Stream stream) => $"{stream.Length}";

    public string ContextByReference(ref ILambdaContext context) => context.AwsRequestId;

    public string SecondByReference(string text, ref ILambdaContext context) => text + context.AwsRequestId;

    public unsafe string ByPointer(int* number) => $"{*number}";

    public ref string ReturnsReference(string text) => ref _kept;

    public ReadOnlySpan<char> ReturnsSpan(string text) => text;

    private string _kept = "";

    public string Span(ReadOnlySpan<byte> bytes) => $"{bytes.Length}";

    public string OwnContext(OwnLambdaContext context) => $"{context}";

    public string Over(string text) => text;

    public string Over(int number) => $"{number}";
}

public abstract class OwnLambdaContext : ILambdaContext
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

public abstract class AbstractType
{
    public string Instance(string text) => text;

    public abstract string Abstract(string text);
}

public class GenericType<T>
{
    public string Handle(string text) => text + typeof(T).Name;
}

public interface IHandler
{
    string Abstract(string text);

    string WithBody(string text) => text;

    static string Static(string text) => text;
}

public enum EnumType
{
    None,
}

/// <summary>Two faults each: the one that AWS's order of steps meets first is told.</summary>
public sealed class ThrowingRefused
{
    public ThrowingRefused() => throw new InvalidOperationException("thrown by a constructor");

    public string ThreeParameters(string text, ILambdaContext context, int more) => $"{text}{more}{context}";

    public T Generic<T>(T value) => value;
}

public sealed class TwoFaults
{
    [LambdaSerializer(typeof(NeedsArgumentSerializer))]
    public string ThreeParameters(string text, ILambdaContext context, int more) => $"{text}{more}{context}";
}
