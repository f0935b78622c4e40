using System.Runtime;
using System.Runtime.CompilerServices;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;

[assembly: LambdaSerializer(typeof(DefaultLambdaJsonSerializer))]

namespace Early;

#if INITIALIZER
internal static class Module
{
#pragma warning disable CA2255 // To show when it runs.
    [ModuleInitializer]
    internal static void Initialize() => Order.Add("initializer");
#pragma warning restore CA2255
}
#endif

public sealed class Function
{
    private readonly Held _held = new();

    public Function()
    {
        Order.Add("constructor");
        AppContext.SetSwitch("Early.IsOn", true);
        AppDomain.CurrentDomain.AssemblyResolve += (_, _) =>
        {
            Order.Add("resolve");
            return null;
        };
#if WATCHES
        AppDomain.CurrentDomain.AssemblyLoad += (_, _) => Order.Add("load");
#endif
    }

    public string Handle(string input)
    {
        Order.Add("handler");
        if (input == "all")
            return Use();
        return _held.IsThere ? Order.Tell() : "";
    }

    /// <summary>How many methods the JIT compiles for a call into the library.</summary>
    public static async Task<string> Count(string input)
    {
        var before = JitInfo.GetCompiledMethodCount();
        var sum = await Chain.RunAsync(input.Length);
        return $"{sum}: {JitInfo.GetCompiledMethodCount() - before}";
    }

    /// <summary>A method of its own: the initializers below may run when it is entered.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string Use()
    {
        Order.Add("use");
        Precise.Touch();
        Order.Add(Loose.Text + OfType<int>.Text + OfType<Uri>.Text);
        Order.Add(Part.Name);
        Order.Add(Held.Text);
        return Order.Tell();
    }
}

/// <summary>With a static constructor, which runs at the first use exactly.</summary>
internal static class Precise
{
    private static readonly int Value;

    static Precise()
    {
        Order.Add("static constructor");
        Value = 1;
    }

    public static void Touch() => Order.Add(Value == 1 ? "precise" : "imprecise");
}

/// <summary>Without one: the runtime may run the initializer at any time before the first use of a field.</summary>
internal static class Loose
{
    public static readonly string Text = Make();

    private static string Make()
    {
        Order.Add(AppContext.TryGetSwitch("Early.IsOn", out var isOn) && isOn ? "field" : "field before the constructor");
        return "loose";
    }
}

/// <summary>Made with the handler's object, which does not make the runtime run its initializer.</summary>
internal sealed class Held
{
    public static readonly string Text = Make();

    private readonly object _content = new();

    public bool IsThere => _content != null;

    private static string Make()
    {
        Order.Add("field of what is held");
        return "held";
    }
}

internal static class OfType<T>
{
    public static readonly string Text = Make();

    private static string Make()
    {
        Order.Add($"field of {typeof(T).Name}");
        return " and " + typeof(T).Name;
    }
}
