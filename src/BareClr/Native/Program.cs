// The physical limit that Pintle's start is compared with: coreclr_initialize with the layer's framework list, one delegate, one managed instruction, exit.
// bareclr LAYER_DIRECTORY BareClr.Managed.dll

using System.Runtime.InteropServices;
using System.Text;

namespace BareClr;

internal static unsafe partial class Program
{
    private static int Main(string[] arguments)
    {
        var layer = arguments[0];
        var runtime = $"{layer}/pintle/dotnet/";
        var library = NativeLibrary.Load(runtime + "libcoreclr.so");
        var initialize = (delegate* unmanaged<byte*, byte*, int, byte**, byte**, nint*, uint*, int>)NativeLibrary.GetExport(library, "coreclr_initialize");
        var createDelegate = (delegate* unmanaged<nint, uint, byte*, byte*, byte*, void**, int>)NativeLibrary.GetExport(library, "coreclr_create_delegate");

        var names = stackalloc byte*[2];
        var values = stackalloc byte*[2];
        names[0] = Utf8("TRUSTED_PLATFORM_ASSEMBLIES");
        values[0] = Utf8(TrustedPlatformAssemblies(layer, runtime) + Path.GetFullPath(arguments[1]));
        names[1] = Utf8("NATIVE_DLL_SEARCH_DIRECTORIES");
        values[1] = Utf8(runtime);

        nint host;
        uint domain;
        Check(initialize(Utf8("bareclr"), Utf8("bareclr"), 2, names, values, &host, &domain));
        void* run;
        Check(createDelegate(host, domain, Utf8("BareClr.Managed"), Utf8("BareClr.FirstInstruction"), Utf8("Run"), &run));
        ExitNow(((delegate* unmanaged<int>)run)() == 42 ? 0 : 1);
        return 0;
    }

    private static string TrustedPlatformAssemblies(string layer, string runtime)
    {
        var list = new StringBuilder(16 * 1024);
        foreach (var line in File.ReadAllLines($"{layer}/pintle/framework.list"))
        {
            var fields = line.Split('\t');
            if (fields[0] == "managed")
                _ = list.Append(runtime).Append(fields[1]).Append(':');
        }
        return list.ToString();
    }

    private static byte* Utf8(string text) => (byte*)Marshal.StringToCoTaskMemUTF8(text);

    private static void Check(int status)
    {
        if (status < 0)
            ExitNow(2);
    }

    [LibraryImport("libc", EntryPoint = "_exit")]
    private static partial void ExitNow(int code);
}
