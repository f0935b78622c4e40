using System.Runtime.InteropServices;
using System.Text;
using Pintle.Bootstrap.Ahead;
using Pintle.Bootstrap.Invocations;
using Pintle.Bootstrap.Posix;
using Pintle.RuntimeApi;
using Pintle.Shared;

namespace Pintle.Bootstrap.Clr;

/// <summary>The bootstrap's side of the host ABI: starts the host once, then hands it invocations. Any poller's thread may call Invoke, one at a time for each slot.</summary>
internal sealed unsafe class HostCalls
{
    private readonly HostStart* _start;

    private HostCalls(HostStart* start) => _start = start;

    /// <summary>Loads, constructs, binds and prewarms the handler.</summary>
    /// <param name="entryPoint">Pintle.Host's Start.</param>
    /// <param name="handler">The handler string.</param>
    /// <param name="concurrency">How many invocations may be in flight at once.</param>
    /// <param name="rehearsal">What is replayed or recorded.</param>
    /// <exception cref="FaultException">Any fault of the handler, or of the ABI itself.</exception>
    // S6 of docs/architecture.md.
    public static HostCalls Start(void* entryPoint, string handler, Concurrency concurrency, Rehearsal rehearsal)
    {
        var start = NewStart(rehearsal);
        start->Handler = Keep(handler);
        start->Slots = concurrency.Pollers;
        start->Mode = concurrency.Mode;
        start->MinThreads = concurrency.MinThreads;
        ResponseStreams.Prepare(concurrency.Pollers);
        start->BeginResponse = &ResponseStreams.Begin;
        start->WriteResponse = &ResponseStreams.Write;
        start->RunBeside = &SecondThread.Run;
        start->AwaitBeside = &SecondThread.Await;
        start->Signal = &SecondThread.Signal;
        start->AwaitSignal = &SecondThread.AwaitSignal;

        HostReply reply = default;
        var status = ((delegate* unmanaged<HostStart*, HostReply*, int>)entryPoint)(start, &reply);
        if (status != HostAbi.Ok)
            throw Fault(status, reply);
        return start->Invoke != null
            ? new HostCalls(start)
            : throw new FaultException(FaultCode.HostAbiMismatch, "Expected Pintle.Host to give its Invoke, but it gave none. Publish the layer again from one zip.");
    }

    /// <summary>Before the Main of a program that polls by itself: has CoreCLR replay or record its start.</summary>
    /// <param name="clr">Whose Main is not yet run.</param>
    /// <param name="rehearsal">What is replayed or recorded.</param>
    /// <exception cref="FaultException">HostUnloadable or HostAbiMismatch.</exception>
    public static void Replay(CoreClr clr, Rehearsal rehearsal)
    {
        var replay = (delegate* unmanaged<HostStart*, int>)clr.CreateDelegate(HostAbi.AssemblyName, HostAbi.TypeName, HostAbi.ReplayEntryPoint);
        var status = replay(NewStart(rehearsal));
        if (status != HostAbi.Ok)
            throw Fault(status, default);
    }

    /// <summary>Ends the recording that <see cref="Replay"/> began. On any thread.</summary>
    public static void EndRecording(CoreClr clr) =>
        _ = ((delegate* unmanaged<int>)clr.CreateDelegate(HostAbi.AssemblyName, HostAbi.TypeName, HostAbi.EndRecordingEntryPoint))();

    private static HostStart* NewStart(Rehearsal rehearsal)
    {
        // Never freed: the host may read it for the life of the process.
        var start = (HostStart*)NativeMemory.AllocZeroed((nuint)sizeof(HostStart));
        start->Version = HostAbi.Version;
        start->Size = sizeof(HostStart);
        start->WriteLog = &WriteLog;
        start->ProfileFolder = KeepIfAny(rehearsal.Folder);
        start->Profile = KeepIfAny(rehearsal.Profile);
        start->LateProfile = KeepIfAny(rehearsal.LateProfile);
        start->NoteThreads = &ReplayThreads.Note;
        return start;
    }

    /// <summary>Runs the handler on this thread. The reply's buffers are the host's, valid until the next call for that slot.</summary>
    /// <exception cref="FaultException">HostFailed.</exception>
    // I3 of docs/architecture.md.
    public void Invoke(int slot, Invocation invocation, out HostReply reply)
    {
        HostReply answer = default;
        HostInvocation given = default;
        // The receive buffer that these spans lie in is pinned for good, see Invocation.
        given.RequestId = Borrow(invocation.RequestId);
        given.InvokedFunctionArn = Borrow(invocation.InvokedFunctionArn);
        given.TraceId = Borrow(invocation.TraceId);
        given.ClientContext = Borrow(invocation.ClientContext);
        given.CognitoIdentity = Borrow(invocation.CognitoIdentity);
        given.TenantId = Borrow(invocation.TenantId);
        given.Event = Borrow(invocation.Body);
        given.DeadlineMs = invocation.DeadlineMs;

        var status = _start->Invoke(slot, &given, &answer);
        if (status != HostAbi.Ok)
            throw Fault(status, answer);
        reply = answer;
    }

    private static FaultException Fault(int status, in HostReply reply)
    {
        var code = (FaultCode)status;
        if (!Enum.IsDefined(code) || code == FaultCode.None)
            return new FaultException(FaultCode.HostFailed, $"Expected Pintle.Host to answer with a status of the fault list, but it answered {status}. Please report this as a defect of Pintle.");
        var message = reply.Message.Data == null ? Faults.Of(code).Cause + " " + Faults.Of(code).Remedy : Encoding.UTF8.GetString(reply.Message.Span);
        return new FaultException(
            code,
            message,
            reply.Body.Data == null ? null : reply.Body.Span.ToArray(),
            reply.ErrorType.Data == null ? null : Encoding.UTF8.GetString(reply.ErrorType.Span));
    }

    [UnmanagedCallersOnly]
    private static int WriteLog(int descriptor, byte* data, nint length)
    {
        while (length > 0)
        {
            var written = LibC.Write(descriptor, data, length);
            if (written >= 0)
            {
                data += written;
                length -= written;
                continue;
            }
            var error = Marshal.GetLastPInvokeError();
            // Something has made the pipe non-blocking, and it is full: half a record is worse than a wait.
            if (error == LibC.WouldBlock)
                LibC.WaitUntilWritable(descriptor);
            else if (error != LibC.Interrupted)
                return error;
        }
        return 0;
    }

    /// <summary>An empty span may still point into the buffer, but to the host a null pointer means that a text is absent.</summary>
    private static Bytes Borrow(ReadOnlySpan<byte> span) => span.IsEmpty ? default : new() { Data = (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetReference(span)), Length = span.Length };

    private static Bytes KeepIfAny(string? text) => text is null ? default : Keep(text);

    private static Bytes Keep(string text)
    {
        var length = Encoding.UTF8.GetByteCount(text);
        var data = (byte*)NativeMemory.Alloc((nuint)length + 1);
        _ = Encoding.UTF8.GetBytes(text, new Span<byte>(data, length));
        return new Bytes { Data = data, Length = length };
    }
}
