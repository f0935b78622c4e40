using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Pintle.MockCoreClr;

/// <summary>
/// The hosting exports of libcoreclr.so (dotnet/runtime, src/coreclr/hosts/inc/coreclrhost.h) without a CLR behind them: each echoes what it got and answers as the script says.
/// All pointers are the caller's and are not kept.
/// </summary>
internal static unsafe class Exports
{
    private const nint Host = 0x1234;
    private const uint Domain = 1;

    private static delegate* unmanaged[Cdecl]<byte*, void> s_errorWriter;

    [UnmanagedCallersOnly(EntryPoint = "coreclr_set_error_writer", CallConvs = [typeof(CallConvCdecl)])]
    public static int SetErrorWriter(delegate* unmanaged[Cdecl]<byte*, void> writer)
    {
        s_errorWriter = writer;
        return 0;
    }

    [UnmanagedCallersOnly(EntryPoint = "coreclr_initialize", CallConvs = [typeof(CallConvCdecl)])]
    public static int Initialize(byte* executable, byte* domain, int count, byte** names, byte** values, nint* host, uint* domainId)
    {
        Echo.Write("initialize", Text(executable), Text(domain));
        for (var i = 0; i < count; i++)
            Echo.Write("property", Text(names[i]), Text(values[i]));
        Echo.WriteVariable("AWS_EXECUTION_ENV");
        Echo.WriteVariable("AWS_LAMBDA_EXEC_WRAPPER");
        Echo.WriteVariable("PINTLE_EXEC_WRAPPED");

        if (Script.Fails("initialize"))
        {
            if (Script.Text is { } text)
                WriteError(text);
            return Script.Status();
        }
        *host = Host;
        *domainId = Domain;
        return 0;
    }

    [UnmanagedCallersOnly(EntryPoint = "coreclr_create_delegate", CallConvs = [typeof(CallConvCdecl)])]
    public static int CreateDelegate(nint host, uint domain, byte* assembly, byte* type, byte* method, void** function)
    {
        Echo.Write("create_delegate", IsOurs(host, domain), Text(assembly), Text(type), Text(method));
        *function = Script.Fails("create_delegate") ? null : HostEntry.Start;
        return Script.Fails("create_delegate") ? Script.Status() : 0;
    }

    [UnmanagedCallersOnly(EntryPoint = "coreclr_execute_assembly", CallConvs = [typeof(CallConvCdecl)])]
    public static int ExecuteAssembly(nint host, uint domain, int count, byte** arguments, byte* path, uint* exitCode)
    {
        Echo.Write("execute_assembly", IsOurs(host, domain), Text(path), $"{count} arguments");
        for (var i = 0; i < count; i++)
            Echo.Write("argument", Text(arguments[i]));
        // "exits" is no failure of the call: the assembly ran, and its Main returned this.
        *exitCode = Script.Fails("exits") ? unchecked((uint)Script.Status()) : 0;
        return Script.Fails("execute_assembly") ? Script.Status() : 0;
    }

    [UnmanagedCallersOnly(EntryPoint = "coreclr_shutdown_2", CallConvs = [typeof(CallConvCdecl)])]
    public static int Shutdown(nint host, uint domain, int* latchedExitCode)
    {
        Echo.Write("shutdown_2", IsOurs(host, domain));
        *latchedExitCode = Script.Fails("shutdown_2") ? Script.Status() : 0;
        return 0;
    }

    private static void WriteError(string text)
    {
        var utf8 = Marshal.StringToCoTaskMemUTF8(text);
        s_errorWriter((byte*)utf8);
        Marshal.FreeCoTaskMem(utf8);
    }

    private static string IsOurs(nint host, uint domain) => host == Host && domain == Domain ? "same host" : $"host {host:x} domain {domain}";

    private static string? Text(byte* utf8) => Marshal.PtrToStringUTF8((nint)utf8);
}
