using System.Runtime.InteropServices;
using Pintle.Host.Errors;
using Pintle.Host.Handlers;
using Pintle.Host.Invocations;
using Pintle.Host.Logging;
using Pintle.Host.Prewarm;
using Pintle.Host.Start;
using Pintle.Host.Streaming;
using Pintle.Shared;

namespace Pintle.Host;

/// <summary>The host's side of the host ABI (docs/host-abi.md). No exception leaves these methods.</summary>
public static unsafe class Exports
{
    private static Slot[] s_slots = [];
    private static BoundHandler? s_handler;

    /// <summary>Loads, constructs, binds and prewarms the handler, and gives the bootstrap the function by which to call it.</summary>
    /// <param name="startPointer">A HostStart; the bootstrap owns it for the life of the process.</param>
    /// <param name="replyPointer">A HostReply, filled when the status is not 0.</param>
    /// <returns>0, or a FaultCode.</returns>
    [UnmanagedCallersOnly]
    // S7 of docs/architecture.md.
    public static int Start(void* startPointer, void* replyPointer)
    {
        var start = (HostStart*)startPointer;
        var reply = (HostReply*)replyPointer;
        if (start->Version != HostAbi.Version || start->Size != sizeof(HostStart))
            return (int)FaultCode.HostAbiMismatch;

        try
        {
            LogWriter.Attach(start);
            PrewarmThread.Begin(start);
            AssemblyWatch.Start();
            ProfileReplay.Begin(start);
            StreamedResponse.Attach(start);
            if (start->Mode == HostMode.Several)
                SeveralInvocations.Prepare(start->MinThreads);
            var slots = new Slot[start->Slots];
            for (var i = 0; i < slots.Length; i++)
                slots[i] = new Slot(i);
            s_slots = slots;
            var handler = start->Handler.ToText();
            StartupHooks.Run();
            HostTrace.Debug("loading the handler");
            s_handler = HandlerLoader.Load(handler);
            HostTrace.Debug("prewarming the handler");
            s_handler.Prewarm(slots[0]);
            PrewarmThread.PrepareMethod();
            PrewarmThread.PrepareReachable();
            PrewarmThread.PrepareSerializer();
            ProfileReplay.PrepareMethods();
            PrewarmThread.End();
            // The thread that constructed the handler is also the one that calls it.
            Flow.Reset();
            start->Invoke = &Invoke;
            if (HostTrace.IsInfo)
                HostTrace.Started(handler, slots.Length);
            return HostAbi.Ok;
        }
        catch (Exception exception)
        {
            return StartFault.Describe(exception, reply);
        }
    }

    /// <summary>For a program that polls by itself: has CoreCLR replay its start, or record one, before its Main runs.</summary>
    /// <param name="startPointer">A HostStart; the bootstrap owns it for the life of the process.</param>
    /// <returns>0, or a FaultCode.</returns>
    [UnmanagedCallersOnly]
    public static int Replay(void* startPointer)
    {
        var start = (HostStart*)startPointer;
        if (start->Version != HostAbi.Version || start->Size != sizeof(HostStart))
            return (int)FaultCode.HostAbiMismatch;
        try
        {
            LogWriter.Attach(start);
            ProfileReplay.Begin(start);
            ProfileReplay.GoOn();
            ProfileReplay.PrepareMethods();
        }
        catch (Exception e)
        {
            // What was not loaded ahead is loaded when it is used.
            HostTrace.Error($"the rehearsed start was not replayed: {e.GetType().Name}");
        }
        return HostAbi.Ok;
    }

    /// <summary>Ends the recording that <see cref="Replay"/> began.</summary>
    [UnmanagedCallersOnly]
    public static int EndRecording()
    {
        ProfileReplay.End();
        return HostAbi.Ok;
    }

    [UnmanagedCallersOnly]
    private static int Invoke(int slotNumber, HostInvocation* invocation, HostReply* reply)
    {
        var slot = s_slots[slotNumber];
        if (SeveralInvocations.AreOn)
        {
            slot = slot.ForOneInvocation();
            // A poller's thread has not seen the startup hooks.
            Flow.Reset();
        }
        slot.Begin(invocation);
        if (HostTrace.IsDebug)
            HostTrace.Begins(slotNumber, slot);
        try
        {
            s_handler!.Invoke(slot);
            slot.ReplyWithResponse(reply);
        }
        catch (Exception exception)
        {
            InvocationError.Report(exception, slot, reply);
        }
        finally
        {
            slot.EndStream(reply);
            if (HostTrace.IsDebug)
                HostTrace.Ends(slotNumber, slot, *reply);
            slot.End();
            Flow.Reset();
            YoungestGeneration.InvocationEnded();
        }
        return HostAbi.Ok;
    }
}
