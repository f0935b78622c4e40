using System.Runtime.InteropServices;

namespace Pintle.Shared;

/// <summary>
/// The contract between the two halves of the process: the bootstrap calls, the host answers. Described in docs/host-abi.md, which a test compares with this file.
/// No exception crosses it, and each buffer has one owner.
/// </summary>
internal static class HostAbi
{
    /// <summary>Raised with every change to a structure or to the meaning of a field. Both halves come from one layer, so they refuse any other version.</summary>
    public const int Version = 6;

    public const string AssemblyName = "Pintle.Host";
    public const string TypeName = "Pintle.Host.Exports";

    /// <summary>Looked up by name, with the signature <see cref="HostStart"/>* → <see cref="HostReply"/>* → status.</summary>
    public const string EntryPoint = "Start";

    /// <summary>In place of <see cref="EntryPoint"/>, before the Main of a program that polls by itself and whose start is replayed or recorded: <see cref="HostStart"/>* → status. Without Handler, Slots and what belongs to invocations.</summary>
    public const string ReplayEntryPoint = "Replay";

    /// <summary>Ends such a recording, upon which CoreCLR writes the profile: () → status. On any thread.</summary>
    public const string EndRecordingEntryPoint = "EndRecording";

    /// <summary>Status of a call that did what it says. Any other value is a <see cref="FaultCode"/>.</summary>
    public const int Ok = 0;
}

/// <summary>UTF-8 text or plain bytes, borrowed: whoever made it keeps it. A null pointer with length 0 means absent.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct Bytes
{
    public byte* Data;
    public nint Length;

    public readonly ReadOnlySpan<byte> Span => new(Data, checked((int)Length));
}

/// <summary>What the bootstrap gives the host once. The bootstrap owns it and keeps it unchanged for the life of the process.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct HostStart
{
    public int Version;

    /// <summary>sizeof(HostStart) as the caller was compiled: a second check that both halves agree.</summary>
    public int Size;

    /// <summary>The handler string, <c>ASSEMBLY::TYPE::METHOD</c>.</summary>
    public Bytes Handler;

    /// <summary>How many invocations may be in flight at once; slots are numbered from 0.</summary>
    public int Slots;

    /// <summary>Whether several invocations may be in flight; also with one slot.</summary>
    public HostMode Mode;

    /// <summary>The least number of threads that the CLR's thread pool makes at once; 0 leaves the pool alone.</summary>
    public int MinThreads;

    /// <summary>Keeps the structure free of implicit padding.</summary>
    public int Reserved;

    /// <summary>Writes a whole log record to a file descriptor: (descriptor, bytes, length) → 0, or the errno of the failure. May be called from any thread.</summary>
    public delegate* unmanaged<int, byte*, nint, int> WriteLog;

    /// <summary>Begins to send the response of the invocation in that slot: (slot, prelude, length) → 0, or 1 when the Runtime API does not take it. At most once for each invocation.</summary>
    public delegate* unmanaged<int, byte*, nint, int> BeginResponse;

    /// <summary>Sends a piece of the response that has begun, and waits until the connection has taken it: (slot, bytes, length) → 0, or 1 when the Runtime API does not take it any more.</summary>
    public delegate* unmanaged<int, byte*, nint, int> WriteResponse;

    /// <summary>Runs a function of the host on a thread of its own: (function) → 0, or the errno of the failure. While Start runs, and once.</summary>
    public delegate* unmanaged<delegate* unmanaged<nint, nint>, int> RunBeside;

    /// <summary>Waits until that function has come back.</summary>
    public delegate* unmanaged<void> AwaitBeside;

    /// <summary>Lets one AwaitSignal of the host's own thread come back. While Start runs.</summary>
    public delegate* unmanaged<void> Signal;

    /// <summary>Waits for a Signal, also for one that was given before. On the thread of RunBeside.</summary>
    public delegate* unmanaged<void> AwaitSignal;

    /// <summary>The folder of <see cref="Profile"/> and <see cref="LateProfile"/>; absent where no start is replayed or recorded.</summary>
    public Bytes ProfileFolder;

    /// <summary>The profile that CoreCLR replays from the first moment on, or records; absent for none.</summary>
    public Bytes Profile;

    /// <summary>The profile that it replays once the handler's object is made; absent for none.</summary>
    public Bytes LateProfile;

    /// <summary>To be called right before and right after a replay is started, so that the bootstrap knows whose end to wait for.</summary>
    public delegate* unmanaged<void> NoteThreads;

    /// <summary>Filled by the host: handles one invocation. (slot, invocation, reply) → <see cref="HostAbi.Ok"/>, also for an invocation that failed.</summary>
    public delegate* unmanaged<int, HostInvocation*, HostReply*, int> Invoke;
}

/// <summary>One invocation as it arrived. The bootstrap owns every buffer; they are valid until Invoke returns.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct HostInvocation
{
    public Bytes RequestId;
    public Bytes InvokedFunctionArn;
    public Bytes TraceId;
    public Bytes ClientContext;
    public Bytes CognitoIdentity;
    public Bytes TenantId;
    public Bytes Event;

    /// <summary>Milliseconds since 1970-01-01 UTC.</summary>
    public long DeadlineMs;
}

/// <summary>The outcome of Start or Invoke. The host owns every buffer; they are valid until the next call for the same slot (those of Start: for ever).</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct HostReply
{
    public HostReplyKind Kind;

    /// <summary>Keeps the structure free of implicit padding.</summary>
    public int Reserved;

    /// <summary>The response, or the error's JSON.</summary>
    public Bytes Body;

    /// <summary>Value of <c>Lambda-Runtime-Function-Error-Type</c>.</summary>
    public Bytes ErrorType;

    /// <summary>Value of <c>Lambda-Runtime-Function-XRay-Error-Cause</c>: JSON on one line.</summary>
    public Bytes XRayCause;

    /// <summary>For a fault of Start: one line for the log, in the form expected, found, what to do.</summary>
    public Bytes Message;
}

/// <summary>What may be assumed of the invocations of this process.</summary>
internal enum HostMode
{
    /// <summary>One at a time: what belongs to it may be kept in statics and in the environment.</summary>
    Single = 0,

    /// <summary>Several at a time: what belongs to one follows its asynchronous flow.</summary>
    Several = 1,
}

internal enum HostReplyKind
{
    Response = 0,
    Error = 1,

    /// <summary>The response was sent while the handler ran, and is complete.</summary>
    Streamed = 2,

    /// <summary>The handler failed after its response had begun.</summary>
    StreamedError = 3,
}
