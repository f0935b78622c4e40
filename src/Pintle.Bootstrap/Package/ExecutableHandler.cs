using System.Runtime.InteropServices;
using Pintle.Bootstrap.Posix;
using Pintle.Shared;

namespace Pintle.Bootstrap.Package;

/// <summary>
/// A handler without ':' names a program that polls the Runtime API by itself: an assembly, run on the layer's CLR, or a native executable. AWS's order (RuntimeSupport, bootstrap.sh).
/// </summary>
internal sealed record ExecutableHandler(string Path, bool IsAssembly)
{
    private const string Extension = ".dll";

    /// <summary>The main assembly's name, for its deps.json and runtimeconfig.json.</summary>
    public string AssemblyName => System.IO.Path.GetFileNameWithoutExtension(Path);

    public static bool Names(string handler) => !handler.Contains(':', StringComparison.Ordinal);

    /// <exception cref="FaultException">ExecutableNotFound.</exception>
    public static ExecutableHandler Find(string taskRoot, string handler)
    {
        var path = $"{taskRoot}/{handler}";
        if (File.Exists(path + Extension))
            return new ExecutableHandler(path + Extension, IsAssembly: true);
        if (File.Exists(path))
            return new ExecutableHandler(path, path.EndsWith(Extension, StringComparison.Ordinal));
        throw new FaultException(FaultCode.ExecutableNotFound,
            $"Expected the handler to be ASSEMBLY::TYPE::METHOD or the name of an executable, but it is \"{Quote.Bounded(handler)}\", and {taskRoot} holds neither {Quote.Bounded(handler)}.dll nor {Quote.Bounded(handler)}. "
            + "Correct the function's handler setting.");
    }

    /// <summary>Replaces this process by the native executable; comes back only with a fault.</summary>
    public FaultException Replace()
    {
        var error = ProcessImage.Replace(Path, []);
        return new FaultException(FaultCode.ExecutableFailed,
            $"Expected to run {Path}, but the system refused: {Marshal.GetPInvokeErrorMessage(error)} (errno {error}). Check its executable bit and its architecture.");
    }
}
