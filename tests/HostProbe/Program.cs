using System.Runtime.InteropServices;
using System.Text;
using Pintle.HostProbe;

// HostProbe HOSTFXR DOTNET-ROOT ARGUMENT...: what "dotnet ARGUMENT..." would give CoreCLR, as name NUL value NUL on stdout. The host's own errors go to stderr; its status is the exit code's reason.
var host = new HostFxr(args[0]);
var status = host.Initialize(args[1], args.AsSpan(2), out var properties);
if (status < 0 || status > 2)
{
    Console.Error.WriteLine($"hostfxr_initialize_for_dotnet_command_line answered 0x{status:x8}");
    return 1;
}
using var output = Console.OpenStandardOutput();
foreach (var (name, value) in properties)
    output.Write(Encoding.UTF8.GetBytes($"{name}\0{value}\0"));
return 0;

namespace Pintle.HostProbe
{
    /// <summary>The .NET host's own resolution (dotnet/runtime, docs/design/features/native-hosting.md). Starts no CLR.</summary>
    internal sealed unsafe class HostFxr(string path)
    {
        private readonly nint _library = NativeLibrary.Load(path);

        [StructLayout(LayoutKind.Sequential)]
        private struct Parameters
        {
            public nint Size;
            public byte* HostPath;
            public byte* DotnetRoot;
        }

        public int Initialize(string dotnetRoot, ReadOnlySpan<string> arguments, out List<KeyValuePair<string, string>> properties)
        {
            properties = [];
            // Native texts are left to the end of the process.
            var vector = stackalloc byte*[arguments.Length];
            for (var i = 0; i < arguments.Length; i++)
                vector[i] = Text(arguments[i]);
            var parameters = new Parameters { Size = sizeof(Parameters), HostPath = Text($"{dotnetRoot}/dotnet"), DotnetRoot = Text(dotnetRoot) };

            nint handle;
            var initialize = (delegate* unmanaged<int, byte**, Parameters*, nint*, int>)NativeLibrary.GetExport(_library, "hostfxr_initialize_for_dotnet_command_line");
            var status = initialize(arguments.Length, vector, &parameters, &handle);
            if (status is < 0 or > 2)
                return status;

            nint count = 0;
            var get = (delegate* unmanaged<nint, nint*, byte**, byte**, int>)NativeLibrary.GetExport(_library, "hostfxr_get_runtime_properties");
            _ = get(handle, &count, null, null);
            var names = stackalloc byte*[(int)count];
            var values = stackalloc byte*[(int)count];
            status = get(handle, &count, names, values);
            for (var i = 0; status >= 0 && i < count; i++)
                properties.Add(new(Marshal.PtrToStringUTF8((nint)names[i])!, Marshal.PtrToStringUTF8((nint)values[i])!));
            return status;
        }

        private static byte* Text(string text) => (byte*)Marshal.StringToCoTaskMemUTF8(text);
    }
}
