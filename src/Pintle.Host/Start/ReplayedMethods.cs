using System.Buffers.Binary;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Pintle.Host.Logging;
using Pintle.Host.Metadata;
using Pintle.Host.Prewarm;

namespace Pintle.Host.Start;

/// <summary>
/// The methods of a profile, which a replay compiles and keeps by its own: the first call of each still has the runtime look for its code, check what it needs and put it in place, some 5 µs of a processor that the first
/// invocation has a fourteenth of at 128 MB. Here that is done for those that are not generic, the last first, because the replay comes from the other end. Runs none of them.
/// The format is CoreCLR's (dotnet/runtime, src/coreclr/vm/multicorejitimpl.h); <c>pintle rehearse</c> has written the file, and the bootstrap has compared its digest.
/// </summary>
internal sealed class ReplayedMethods
{
    private const int HeaderLength = 64, ModuleLength = 44;

    private const int ModuleKind = 2, LoadKind = 3, MethodKind = 4, GenericKind = 5;

    private readonly Module?[] _modules;
    private readonly int[] _module;
    private readonly int[] _token;
    private readonly int _count;
    private int _left;

    private ReplayedMethods(byte[] profile)
    {
        _modules = new Module?[Word(profile, 12)];
        var count = Word(profile, 16);
        _module = new int[count];
        _token = new int[count];
        Read(profile.AsSpan(HeaderLength));
        _count = _left;
    }

    /// <param name="path">Of a start that is being recorded there is no file yet.</param>
    public static ReplayedMethods? Of(string path) => File.Exists(path) ? Of(File.ReadAllBytes(path)) : null;

    /// <returns>Null of what is no profile.</returns>
    public static ReplayedMethods? Of(byte[] profile)
    {
        try
        {
            return new ReplayedMethods(profile);
        }
        catch (Exception e)
        {
            HostTrace.Error($"the methods of the rehearsed start were not put in place: {e.GetType().Name}");
            return null;
        }
    }

    /// <summary>On the calling thread, beside others that are here.</summary>
    public void Prepare()
    {
        while (Prewarming.IsInTime && Interlocked.Decrement(ref _left) is var next and >= 0)
        {
            if (next == 0 && HostTrace.IsDebug)
                HostTrace.Debug($"put {_count} methods of the rehearsed start in place");
            try
            {
                if (_modules[_module[next]] is { } module)
                    RuntimeHelpers.PrepareMethod(module.ModuleHandle.GetRuntimeMethodHandleFromMetadataToken(_token[next]));
            }
            catch (Exception e)
            {
                // It fails where it is called, if it ever is.
                HostTrace.Debug($"could not prepare a method: {e.GetType().Name}");
            }
        }
    }

    private void Read(ReadOnlySpan<byte> rest)
    {
        var loaded = new Dictionary<string, Module>();
        foreach (var assembly in AppDomain.CurrentDomain.GetAssemblies())
        {
            if (!assembly.IsDynamic && assembly.FullName is { } name)
                loaded[name[..name.IndexOf(',', StringComparison.Ordinal)]] = assembly.ManifestModule;
        }
        for (var modules = 0; !rest.IsEmpty;)
        {
            var first = Word(rest, 0);
            var length = sizeof(int);
            switch (first >>> 24)
            {
                case ModuleKind:
                    length = Math.Max(first & 0xFFFFFF, ModuleLength);
                    _modules[modules++] = Find(loaded, rest[..length]);
                    break;
                case LoadKind:
                    break;
                case MethodKind:
                    length = 2 * sizeof(int);
                    Add(first & 0xFFFF, Word(rest, sizeof(int)));
                    break;
                case GenericKind:
                    length += sizeof(ushort) + BinaryPrimitives.ReadUInt16LittleEndian(rest[sizeof(int)..]);
                    length += -length & 3;
                    break;
                default:
                    // A later format.
                    return;
            }
            rest = rest[length..];
        }
    }

    /// <summary>The module of that name that is loaded, if it is the same.</summary>
    private static Module? Find(Dictionary<string, Module> loaded, ReadOnlySpan<byte> record)
    {
        var name = Encoding.UTF8.GetString(record.Slice(ModuleLength, BinaryPrimitives.ReadUInt16LittleEndian(record[38..])));
        return loaded.TryGetValue(name, out var module) && module.ModuleVersionId == new Guid(record.Slice(16, 16)) ? module : null;
    }

    /// <summary>Not a native one, whose library would be loaded for it.</summary>
    private void Add(int module, int token)
    {
        if (_modules[module] is not { } found || !MetadataTypes.TryGetTables(found.Assembly, out var tables) || tables.IsNative(token & MetadataTypes.RowMask))
            return;
        _module[_left] = module;
        _token[_left++] = token;
    }

    private static int Word(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadInt32LittleEndian(bytes[offset..]);
}
