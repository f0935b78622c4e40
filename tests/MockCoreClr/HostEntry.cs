using System.Runtime.InteropServices;
using System.Text;
using Pintle.Shared;

namespace Pintle.MockCoreClr;

/// <summary>
/// Stands where Pintle.Host would: Start and Invoke of the host ABI. A working Invoke answers with the event itself. The reply's memory is this library's and stays
/// until the process ends; a test's process handles few invocations.
/// </summary>
internal static unsafe class HostEntry
{
    private const int StandardOutput = 1;
    private const int StandardError = 2;

    private static delegate* unmanaged<int, byte*, nint, int> s_writeLog;
    private static delegate* unmanaged<int, byte*, nint, int> s_beginResponse;
    private static delegate* unmanaged<int, byte*, nint, int> s_writeResponse;

    public static void* Start => (delegate* unmanaged<HostStart*, HostReply*, int>)&OnStart;

    [UnmanagedCallersOnly]
    private static int OnStart(HostStart* start, HostReply* reply)
    {
        Echo.Write("start", $"version {start->Version}", start->Size == sizeof(HostStart) ? "same size" : $"size {start->Size}", Text(start->Handler), $"{start->Slots} slots", start->Mode.ToString(), $"{start->MinThreads} threads");
        if (Script.Fails("start"))
        {
            if (Script.Text is { } message)
                reply->Message = Keep(Encoding.UTF8.GetBytes(message));
            return Script.Status();
        }
        if (Script.Fails("start_with_body"))
        {
            reply->Message = Keep("The message of a host."u8);
            reply->Body = Keep(Encoding.UTF8.GetBytes(Script.Text ?? ""));
            reply->ErrorType = Keep("Runtime.OfTheHost"u8);
            return Script.Status();
        }
        if (!Script.Fails("no_invoke"))
            start->Invoke = &OnInvoke;
        s_writeLog = start->WriteLog;
        s_beginResponse = start->BeginResponse;
        s_writeResponse = start->WriteResponse;
        if (Script.Fails("log"))
            Echo.Write("log", $"status {Log(StandardError, "a record of the host\n"u8)}", $"status {Log(-1, "x"u8)}");
        return HostAbi.Ok;
    }

    [UnmanagedCallersOnly]
    private static int OnInvoke(int slot, HostInvocation* invocation, HostReply* reply)
    {
        if (Script.Echoes)
        {
            Echo.Write("invoke", $"slot {slot}", Text(invocation->RequestId), Text(invocation->InvokedFunctionArn), Text(invocation->TraceId), Text(invocation->ClientContext),
            Text(invocation->CognitoIdentity), Text(invocation->TenantId), $"deadline {invocation->DeadlineMs}", $"{invocation->Event.Length} bytes");
        }

        if (Script.Fails("invoke"))
        {
            if (Script.Text is { } message)
                reply->Message = Keep(Encoding.UTF8.GetBytes(message));
            return Script.Status();
        }
        if (Script.Fails("blocks"))
        {
            // The test waits for this line.
            _ = Log(StandardOutput, "in the handler\n"u8);
            Thread.Sleep(Timeout.Infinite);
        }
        if (Script.Fails("handler"))
        {
            reply->Kind = HostReplyKind.Error;
            reply->Body = Keep("""{"errorType": "OutOfStockException"}"""u8);
            reply->ErrorType = Keep("OutOfStockException"u8);
            reply->XRayCause = Keep("""{"paths": []}"""u8);
            return HostAbi.Ok;
        }
        if (Script.Fails("streams") || Script.Fails("streams_half"))
        {
            Echo.Write("streamed", $"begin {Send(s_beginResponse, slot, "{}"u8)}", $"write {Send(s_writeResponse, slot, invocation->Event.Span)}", $"write {Send(s_writeResponse, slot, "end"u8)}");
            reply->Kind = Script.Fails("streams") ? HostReplyKind.Streamed : HostReplyKind.StreamedError;
            reply->ErrorType = Keep("OutOfStockException"u8);
            reply->Body = Keep("no"u8);
            return HostAbi.Ok;
        }
        reply->Body = Keep(invocation->Event.Span);
        return HostAbi.Ok;
    }

    private static int Send(delegate* unmanaged<int, byte*, nint, int> call, int slot, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* data = bytes)
            return call(slot, data, bytes.Length);
    }

    private static int Log(int descriptor, ReadOnlySpan<byte> record)
    {
        fixed (byte* data = record)
            return s_writeLog(descriptor, data, record.Length);
    }

    private static string Text(Bytes bytes) => bytes.Data == null ? "(absent)" : Encoding.UTF8.GetString(bytes.Span);

    private static Bytes Keep(ReadOnlySpan<byte> bytes)
    {
        var data = (byte*)NativeMemory.Alloc((nuint)bytes.Length + 1);
        bytes.CopyTo(new Span<byte>(data, bytes.Length));
        return new Bytes { Data = data, Length = bytes.Length };
    }
}
