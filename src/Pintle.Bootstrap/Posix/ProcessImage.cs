using System.Runtime.InteropServices;

namespace Pintle.Bootstrap.Posix;

/// <summary>Replaces the program that this process runs (execv), keeping its environment.</summary>
internal static unsafe class ProcessImage
{
    /// <param name="path">The program, which also becomes its first argument.</param>
    /// <param name="arguments">The rest of its command line.</param>
    /// <returns>The errno of the failure; on success it does not return.</returns>
    public static int Replace(string path, ReadOnlySpan<string> arguments)
    {
        // The native texts are freed by the new program's start, or by this one's end.
        var vector = (byte**)NativeMemory.AllocZeroed((nuint)(arguments.Length + 2), (nuint)sizeof(byte*));
        vector[0] = (byte*)Marshal.StringToCoTaskMemUTF8(path);
        for (var i = 0; i < arguments.Length; i++)
            vector[i + 1] = (byte*)Marshal.StringToCoTaskMemUTF8(arguments[i]);
        _ = LibC.Execute(vector[0], vector);
        return Marshal.GetLastPInvokeError();
    }
}
