using System.Reflection;
using Pintle.Host.Handlers;
using Pintle.Host.Invocations;
using Pintle.Host.Streaming;

namespace Pintle.Host.LambdaCore;

/// <summary>
/// Connects what a runtime has to connect in the function's own Amazon.Lambda.Core, as soon as <see cref="AssemblyWatch"/> sees that assembly loaded, by whatever code.
/// Does not load it in the ordinary mode: a function may have none.
/// </summary>
internal static class AmazonCore
{
    public const string Name = "Amazon.Lambda.Core";

    public static bool IsConnected { get; private set; }

    /// <summary>Loads it where the function has it: with several invocations at once, one of them must not run before it is connected.</summary>
    public static void Load() => _ = OptionalAssembly.Load(Name);

    public static void Connect(Assembly core)
    {
        if (IsConnected)
            return;
        TraceProvider.Attach(core);
        StreamFactory.Attach(core);
        IsConnected = true;
    }
}
