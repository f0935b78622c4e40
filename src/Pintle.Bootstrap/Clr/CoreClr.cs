using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Pintle.Bootstrap.Ahead;
using Pintle.Shared;

namespace Pintle.Bootstrap.Clr;

/// <summary>
/// The layer's CoreCLR through its hosting exports (dotnet/runtime, src/coreclr/hosts/inc/coreclrhost.h). Started once for the life of the process; it cannot be unloaded.
/// </summary>
internal sealed unsafe class CoreClr
{
    private static string? s_startError;

    private readonly delegate* unmanaged<nint, uint, byte*, byte*, byte*, void**, int> _createDelegate;
    private readonly delegate* unmanaged<nint, uint, int, byte**, byte*, uint*, int> _executeAssembly;
    private readonly delegate* unmanaged<nint, uint, int*, int> _shutdown;
    private readonly nint _library;
    private nint _host;
    private uint _domain;

    private CoreClr(string path)
    {
        _library = Load(path);
        _createDelegate = (delegate* unmanaged<nint, uint, byte*, byte*, byte*, void**, int>)Export(path, "coreclr_create_delegate");
        _executeAssembly = (delegate* unmanaged<nint, uint, int, byte**, byte*, uint*, int>)Export(path, "coreclr_execute_assembly");
        _shutdown = (delegate* unmanaged<nint, uint, int*, int>)Export(path, "coreclr_shutdown_2");
    }

    public static string PathIn(string layerRoot) => $"{layerRoot}/{FrameworkListFormat.RuntimeFolder}/libcoreclr.so";

    /// <param name="layerRoot">The folder of bootstrap.</param>
    /// <param name="properties">The runtime properties.</param>
    /// <param name="replays">Whether a rehearsed start will be replayed.</param>
    /// <exception cref="FaultException">ClrUnloadable or ClrStartFailed.</exception>
    // S5 of docs/architecture.md.
    public static CoreClr Start(string layerRoot, RuntimeProperties properties, bool replays = false)
    {
        EarlyLoad.End();
        var path = PathIn(layerRoot);
        var clr = new CoreClr(path);
        clr.Initialize(path, $"{layerRoot}/bootstrap", properties, replays);
        return clr;
    }

    /// <summary>The host's entry point, as a function that any thread may call.</summary>
    /// <exception cref="FaultException">HostUnloadable.</exception>
    public void* CreateDelegate(string assembly, string type, string method)
    {
        void* function = null;
        fixed (byte* assemblyText = Utf8(assembly), typeText = Utf8(type), methodText = Utf8(method))
        {
            var status = _createDelegate(_host, _domain, assemblyText, typeText, methodText, &function);
            if (status < 0 || function == null)
            {
                throw new FaultException(FaultCode.HostUnloadable,
                    $"Expected {assembly} to have {type}.{method}, but coreclr_create_delegate answered 0x{status:x8}. Publish the layer again from its zip.");
            }
        }
        return function;
    }

    /// <summary>Runs the assembly's Main on this thread and returns its exit code.</summary>
    /// <exception cref="FaultException">ExecutableFailed.</exception>
    public int ExecuteAssembly(string path, string[] arguments)
    {
        uint exitCode = 0;
        var texts = new nint[arguments.Length];
        for (var i = 0; i < texts.Length; i++)
            texts[i] = Marshal.StringToCoTaskMemUTF8(arguments[i]);
        fixed (nint* argumentTexts = texts)
        fixed (byte* pathText = Utf8(path))
        {
            var status = _executeAssembly(_host, _domain, texts.Length, (byte**)argumentTexts, pathText, &exitCode);
            if (status < 0)
            {
                throw new FaultException(FaultCode.ExecutableFailed,
                    $"Expected to run {path}, but coreclr_execute_assembly answered 0x{status:x8}. Check that it is an executable .NET assembly (OutputType Exe).");
            }
        }
        return unchecked((int)exitCode);
    }

    /// <summary>Runs AppDomain.ProcessExit and stops the CLR. Its threads stay where they are, so the process has to end right after.</summary>
    /// <returns>The exit code that managed code asked for (Environment.ExitCode), or 0.</returns>
    public int Shutdown()
    {
        var exitCode = 0;
        var status = _shutdown(_host, _domain, &exitCode);
        return status < 0 ? 0 : exitCode;
    }

    private void Initialize(string path, string executable, RuntimeProperties properties, bool replays)
    {
        var initialize = (delegate* unmanaged<byte*, byte*, int, byte**, byte**, nint*, uint*, int>)Export(path, "coreclr_initialize");
        // CoreCLR has this export since .NET 6; without it, CoreCLR prints its reason to stderr by itself.
        if (NativeLibrary.TryGetExport(_library, "coreclr_set_error_writer", out var setErrorWriter))
            _ = ((delegate* unmanaged<delegate* unmanaged[Cdecl]<byte*, void>, int>)setErrorWriter)(&KeepStartError);

        fixed (byte* executableText = Utf8(executable), domainText = "pintle\0"u8)
        {
            nint host;
            uint domain;
            int status;
            // Taken back before a fault is made, which names the function's own variables.
            using (StartupKnobs.Apply(properties.LimitsHeap, replays))
                status = initialize(executableText, domainText, properties.Count, properties.Names, properties.Values, &host, &domain);
            if (status < 0)
            {
                throw new FaultException(FaultCode.ClrStartFailed,
                    $"Expected CoreCLR to start, but coreclr_initialize answered 0x{status:x8}{(s_startError is null ? "" : $" ({s_startError})")}. "
                    + ClrVariables.Suspects());
            }
            _host = host;
            _domain = domain;
        }
    }

    private static nint Load(string path)
    {
        try
        {
            return NativeLibrary.Load(path);
        }
        catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
        {
            throw new FaultException(FaultCode.ClrUnloadable,
                $"Expected to load {path}, but the dynamic loader refused it: {OneLine(e.Message)} Publish the layer again, for the function's architecture.");
        }
    }

    private nint Export(string path, string name) => NativeLibrary.TryGetExport(_library, name, out var function)
        ? function
        : throw new FaultException(FaultCode.ClrUnloadable, $"Expected {path} to export {name}, but it does not. Publish the layer again from its zip.");

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void KeepStartError(byte* message) => s_startError = OneLine(Marshal.PtrToStringUTF8((nint)message) ?? "");

    private static string OneLine(string text)
    {
        const int Longest = 300; // Chosen, not measured: a longer reason of CoreCLR's is cut, so that the fault stays one readable line.
        var line = text.ReplaceLineEndings(" ").Trim();
        return line.Length <= Longest ? line : line[..Longest] + "...";
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text + '\0');
}
