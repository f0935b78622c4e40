using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Pintle.Bootstrap.Clr;
using Pintle.Bootstrap.Package;
using Pintle.Bootstrap.Posix;

namespace Pintle.Bootstrap.Framework;

/// <summary>
/// What AssemblyDependencyResolver asks of the .NET host's libhostpolicy.so, which the layer doesn't have: the files that a plug-in consists of. CoreCLR asks here for every P/Invoke
/// before it looks for a library (dotnet/runtime, src/native/corehost/host_runtime_contract.h: PINVOKE_OVERRIDE); it looks for all but these two itself, as usual.
/// </summary>
internal static unsafe class PlugInResolution
{
    // Error codes of the .NET host, which the exception's text shows.
    private const int ResolverInitFailure = unchecked((int)0x8000808b);
    private const int InvalidArguments = unchecked((int)0x80008092);

    private static FunctionPackage? s_function;
    private static string s_rid = "";
    private static ResolutionSettings s_settings = ResolutionSettings.None;

    /// <summary>The function that this thread's caller has given for error texts, in UTF-8; 0 for none.</summary>
    [ThreadStatic]
    private static nint t_errorWriter;

    /// <summary>To be called before CoreCLR starts.</summary>
    public static void Offer(RuntimeProperties properties, FunctionPackage function, string rid, ResolutionSettings settings)
    {
        s_function = function;
        s_rid = rid;
        s_settings = settings;
        delegate* unmanaged[Cdecl]<byte*, byte*, void*> find = &Find;
        properties.Add("PINVOKE_OVERRIDE", $"0x{(nint)find:x}");
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void* Find(byte* library, byte* name)
    {
        if (library == null || name == null || !Text(library).SequenceEqual("libhostpolicy"u8))
            return null;
        if (Text(name).SequenceEqual("corehost_resolve_component_dependencies"u8))
            return (delegate* unmanaged[Cdecl]<byte*, delegate* unmanaged[Cdecl]<byte*, byte*, byte*, void>, int>)&Resolve;
        return Text(name).SequenceEqual("corehost_set_error_writer"u8) ? (delegate* unmanaged[Cdecl]<nint, nint>)&SetErrorWriter : null;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static nint SetErrorWriter(nint writer)
    {
        var previous = t_errorWriter;
        t_errorWriter = writer;
        return previous;
    }

    /// <param name="assembly">The plug-in's path, NUL-ended UTF-8; the caller's.</param>
    /// <param name="result">Takes the paths of assemblies, of folders with native libraries and of folders with cultures; they last as long as that call.</param>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Resolve(byte* assembly, delegate* unmanaged[Cdecl]<byte*, byte*, byte*, void> result)
    {
        var path = Marshal.PtrToStringUTF8((nint)assembly) ?? "";
        if (LibC.RealPath(path) is not { } real)
            return Refuse(InvalidArguments, $"Expected the plug-in's assembly at {Shared.Quote.Bounded(path)}, but it is not there. Check the path, and that the package has the file.");
        FunctionPackage plugIn;
        try
        {
            plugIn = FunctionPackage.ReadPlugIn(real, s_function!.ProbingFolders, s_rid, s_settings);
        }
        catch (FaultException fault)
        {
            return Refuse(ResolverInitFailure, fault.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Refuse(ResolverInitFailure, $"Expected to read the folder of {Shared.Quote.Bounded(path)}, but that failed. Check the permissions in the package.");
        }
        fixed (byte* assemblies = Join(plugIn.Assemblies), native = Join(plugIn.NativeFolders), resources = Join(plugIn.ResourceFolders))
            result(assemblies, native, resources);
        return 0;
    }

    private static int Refuse(int code, string message)
    {
        if (t_errorWriter == 0)
            return code;
        fixed (byte* text = Encoding.UTF8.GetBytes(message + '\0'))
            ((delegate* unmanaged[Cdecl]<byte*, void>)t_errorWriter)(text);
        return code;
    }

    private static byte[] Join(IReadOnlyList<string> paths) => Encoding.UTF8.GetBytes(string.Join(':', paths) + '\0');

    private static ReadOnlySpan<byte> Text(byte* text) => MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text);
}
