using System.Globalization;
using System.Runtime.InteropServices;

namespace Pintle.Cli.Tests;

/// <summary>A debugger of managed code, as small as one can be: it attaches through the CLR's own debugging interface, lets everything go on, and detaches. It sets no breakpoints.</summary>
/// <remarks>
/// https://learn.microsoft.com/dotnet/core/unmanaged-api/debugging/icordebug-interface. Memory: the callback's table and object belong to this type and live as long as the process; interfaces are the library's.
/// </remarks>
internal sealed unsafe class ManagedDebugger : IDisposable
{
    private const int Version4 = 4;
    private const int ProcessAttach = 1;
    private const int NoInterface = unchecked((int)0x80004002);
    private const int Methods = 40;

    private static readonly Guid[] Callbacks = [new("00000000-0000-0000-C000-000000000046"), new("3D6F5F60-7538-11D3-8D5B-00104B35E7EF"), new("250E5EEA-DB5C-4C76-B6F3-8C46F12E3203")];
    private static readonly void** Callback = CreateCallback();
    private static int _events;

    private readonly void** _debug;
    private readonly void** _process;

    private ManagedDebugger(void** debug, void** process)
    {
        _debug = debug;
        _process = process;
    }

    /// <summary>What the CLR has told: processes, modules, threads.</summary>
    public static int Events => Volatile.Read(ref _events);

    /// <param name="process">The process id on this machine.</param>
    /// <param name="library">The path of <c>libmscordbi.so</c> of the CLR that runs there.</param>
    public static ManagedDebugger Attach(int process, string library)
    {
        var loaded = NativeLibrary.Load(library);
        _ = ((delegate* unmanaged<nint, int, nint, int>)NativeLibrary.GetExport(loaded, "DllMain"))(loaded, ProcessAttach, 0);
        var map = File.ReadLines($"/proc/{process}/maps").First(line => line.EndsWith("/libcoreclr.so", StringComparison.Ordinal));
        var clr = nint.Parse(map.Split('-')[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
        void** debug;
        Check(((delegate* unmanaged<int, int, char*, nint, void***, int>)NativeLibrary.GetExport(loaded, "CoreCLRCreateCordbObjectEx"))(Version4, process, null, clr, &debug), "create the debugging interface");
        Check(((delegate* unmanaged<void*, int>)Method(debug, 3))(debug), "initialize");
        Check(((delegate* unmanaged<void*, void*, int>)Method(debug, 5))(debug, Callback), "set the callback");
        void** attached;
        Check(((delegate* unmanaged<void*, int, int, void***, int>)Method(debug, 8))(debug, process, 0, &attached), "attach");
        return new ManagedDebugger(debug, attached);
    }

    public void Dispose()
    {
        Check(((delegate* unmanaged<void*, int, int>)Method(_process, 3))(_process, 0), "stop");
        Check(((delegate* unmanaged<void*, int>)Method(_process, 9))(_process), "detach");
        Check(((delegate* unmanaged<void*, int>)Method(_debug, 4))(_debug), "terminate");
    }

    private static void* Method(void** instance, int index) => ((void**)*instance)[index];

    private static void Check(int result, string what) => Assert.True(result >= 0, $"Expected to {what}, found 0x{result:x8}.");

    /// <summary>Both callback interfaces at once: the first argument of every method is a controller, and in the System V convention the caller removes the others.</summary>
    private static void** CreateCallback()
    {
        var table = (void**)NativeMemory.AllocZeroed(Methods, (nuint)sizeof(void*));
        for (var i = 0; i < Methods; i++)
            table[i] = (delegate* unmanaged<void*, void**, int>)&GoOn;
        table[0] = (delegate* unmanaged<void*, Guid*, void**, int>)&QueryInterface;
        table[1] = table[2] = (delegate* unmanaged<void*, uint>)&Reference;
        var instance = (void**)NativeMemory.Alloc((nuint)sizeof(void*));
        instance[0] = table;
        return instance;
    }

    [UnmanagedCallersOnly]
    private static int QueryInterface(void* self, Guid* id, void** found)
    {
        var isOurs = Callbacks.Contains(*id);
        *found = isOurs ? self : null;
        return isOurs ? 0 : NoInterface;
    }

    [UnmanagedCallersOnly]
    private static uint Reference(void* self) => 1;

    [UnmanagedCallersOnly]
    private static int GoOn(void* self, void** controller)
    {
        _ = Interlocked.Increment(ref _events);
        return ((delegate* unmanaged<void*, int, int>)Method(controller, 4))(controller, 0);
    }
}
