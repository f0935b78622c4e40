using System.Runtime.InteropServices;
using System.Text;
using Pintle.Host.Invocations;
using Pintle.Shared;

namespace Pintle.Host.Tests;

/// <summary>
/// A slot with one invocation in flight, as the bootstrap would give it. Owns the native memory of the invocation. The slot in flight is a static of the host,
/// so test classes that use this type are in <see cref="Collection"/>.
/// </summary>
internal sealed unsafe class InvocationFixture : IDisposable
{
    /// <summary>One invocation at a time, as in the process of a function.</summary>
    public const string Collection = "One invocation at a time";

    public const string RequestId = "r-1";

    private readonly HostInvocation* _invocation = (HostInvocation*)NativeMemory.AllocZeroed((nuint)sizeof(HostInvocation));

    public InvocationFixture(string json)
    {
        // Without a trace id: the host would write it into this process's environment.
        _invocation->RequestId = Keep(RequestId);
        _invocation->InvokedFunctionArn = Keep("arn:aws:lambda:eu-west-1:1:function:f");
        _invocation->Event = Keep(json);
        _invocation->DeadlineMs = 1_700_000_000_000;
        Slot.Begin(_invocation);
    }

    public Slot Slot { get; } = new();

    public HostInvocation* Invocation => _invocation;

    public string Response => Encoding.UTF8.GetString(Slot.Response.Written.Span);

    public void Dispose()
    {
        Slot.End();
        NativeMemory.Free(_invocation->RequestId.Data);
        NativeMemory.Free(_invocation->InvokedFunctionArn.Data);
        NativeMemory.Free(_invocation->Event.Data);
        NativeMemory.Free(_invocation);
    }

    private static Bytes Keep(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var data = (byte*)NativeMemory.Alloc((nuint)bytes.Length + 1);
        bytes.CopyTo(new Span<byte>(data, bytes.Length));
        return new Bytes { Data = data, Length = bytes.Length };
    }
}
