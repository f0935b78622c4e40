using Pintle.Layer;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>The framework's methods that a POCO handler's start jits whatever is compiled ahead.</summary>
internal static class NeverPrecompiled
{
    /// <summary>Jitted where the processor has wider vectors than any code that is compiled ahead.</summary>
    private const string OfWideVectors = "System.Buffers.SearchValues:TryGetSingleRange[char](System.ReadOnlySpan`1[char],byref,byref)";

    /// <summary>The same for a shuffle of arm64, which .NET 11 compiles ahead.</summary>
    private const string OfArmShuffles = "System.Buffers.SearchValues:ShuffleNativeModified(System.Runtime.Intrinsics.Vector128`1[byte],System.Runtime.Intrinsics.Vector128`1[byte])";

    /// <summary>Jitted where a serializer activates types in another way than the stand-in: Amazon's own is measured with the same tests (CONTRIBUTING.md). A static virtual method, as the other one of that interface.</summary>
    private const string OfOtherActivation = "System.RuntimeType+IGenericCacheEntry`1[System.__Canon]:Replace(System.RuntimeType,System.__Canon)";

    /// <summary>The stub of a call into the CLR, which a thread of the start makes or not.</summary>
    private const string OfDebuggers = "System.Diagnostics.Debugger:IsManagedDebuggerAttached()";

    /// <summary>What crossgen2 or the CLR has no precompiled code of, whoever asks: marked so in the framework, of static virtual methods, or fully optimized (which <c>Task.Yield</c> alone needs).</summary>
    public static IReadOnlyList<string> OfAnyProcessor { get; } =
    [
        "System.Buffers.ProbabilisticMap:SetCharBit(byref,byte)",
        "System.Runtime.CompilerServices.AsyncTaskMethodBuilder`1[System.__Canon]:AwaitUnsafeOnCompleted[System.Runtime.CompilerServices.YieldAwaitable+YieldAwaiter](byref,System.Runtime.CompilerServices.IAsyncStateMachineBox)",
        // A static virtual method, which .NET 11 compiles ahead.
        .. PublishedFunctions.TargetMajor < 11 ? (string[])["System.RuntimeType+IGenericCacheEntry`1[System.__Canon]:CreateAndCache(System.RuntimeType)"] : [],
    ];

    /// <summary>By which .NET 11's framework waits ("runtime async"): crossgen2 has hardly any code of these.</summary>
    public static bool IsOfRuntimeAsync(string method) => method.StartsWith("System.Runtime.CompilerServices.AsyncHelpers", StringComparison.Ordinal);

    public static IReadOnlyList<string> On(LayerArchitecture processor) => processor == LayerArchitecture.Arm64 && PublishedFunctions.TargetMajor < 11 ? [.. OfAnyProcessor, OfArmShuffles] : OfAnyProcessor;

    /// <summary>Fails unless just these are jitted, leaving out what depends on the width of this machine's vectors or on the serializer's package.</summary>
    public static void AssertSame(IEnumerable<string> expected, IEnumerable<string> methods)
    {
        var found = methods.Where(method => method is not (OfWideVectors or OfOtherActivation or OfDebuggers)).Order(StringComparer.Ordinal).ToList();
        Assert.True(expected.Order(StringComparer.Ordinal).SequenceEqual(found), string.Join('\n', found));
    }
}
