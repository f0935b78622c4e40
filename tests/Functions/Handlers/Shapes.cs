using Amazon.Lambda.Core;

namespace Handlers;

/// <summary>Methods that AWS's loop takes as handlers, though few people would write them.</summary>
public class Shapes
{
    private string Private(string text) => "private " + text;

    protected string Protected(string text) => "protected " + text;

    internal static string InternalStatic(string text) => "internal static " + text;

    public string Inherited(string text) => "inherited " + text;

    public virtual string Virtual(string text) => "base " + text;

    public string Optional(string text, ILambdaContext? context = null) => $"optional {text} {context is not null}";

    public string OptionalEvent(string text = "default") => "event " + text;

    public string Over(string text) => "string " + text;

    public string Over(int number) => $"int {number}";

    public static string Over(Person person) => "person " + person.Name;

    public sealed class Nested
    {
        public string Handle(string text) => "nested " + text;

        public sealed class Deeper
        {
            public string Handle(string text) => "deeper " + text;
        }
    }

    private sealed class Hidden
    {
        public string Handle(string text) => "private type " + text;
    }
}

public sealed class DerivedShapes : Shapes
{
    public override string Virtual(string text) => "derived " + text;

    public new string Inherited(string text) => "hiding " + text;
}

public sealed class PlainDerived : Shapes;

public class GenericBase<T>
{
    public string Handle(T value) => $"generic base {value}";
}

public sealed class ClosedDerived : GenericBase<int>;

public struct StructHandler
{
    private int _calls;

    public string Handle(string text) => $"struct {text} {++_calls}";
}

public sealed record RecordHandler
{
    public string Handle(string text) => "record " + text;
}

public static class StaticHandler
{
    public static string Handle(string text) => "static class " + text;
}

public abstract class AbstractHandler
{
    public static string Handle(string text) => "abstract class " + text;
}

internal sealed class InternalHandler
{
    internal InternalHandler() => throw new InvalidOperationException("Only the public constructor counts.");

    public InternalHandler(string? unused = null) => _ = unused;

    public static string Handle(string text) => "internal class " + text;
}

internal sealed class InternalInstance
{
    public string Handle(string text) => "internal instance " + text;
}
