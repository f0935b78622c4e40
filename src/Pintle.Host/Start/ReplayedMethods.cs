using System.Buffers.Binary;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Text;
using Pintle.Host.Logging;
using Pintle.Host.Metadata;
using Pintle.Host.Prewarm;

namespace Pintle.Host.Start;

/// <summary>
/// The methods of a profile. A replay compiles them and keeps their code to itself: the first call of each still has the runtime look for the code, check what it needs and put it in place, with a share of a processor that
/// is a fourteenth at 128 MB. Here that is done before, the last method first, because the replay comes from the other end (docs/adr/0023-sample-documents.md). Runs none of them.
/// The format is CoreCLR's (dotnet/runtime, src/coreclr/vm/multicorejitimpl.h); <c>pintle rehearse</c> has written the file, and the bootstrap has compared its digest.
/// </summary>
internal sealed class ReplayedMethods
{
    private const int HeaderLength = 64, ModuleLength = 44, ModuleCount = 12, MethodCount = 16;

    private const int ModuleKind = 2, LoadKind = 3, MethodKind = 4, GenericKind = 5;

    private readonly byte[] _profile;
    private readonly Module?[] _modules;
    private readonly bool[] _isLeftOut;

    /// <summary>Where the records of modules begin.</summary>
    private readonly int[] _names;

    /// <summary>Where the records of methods begin.</summary>
    private readonly int[] _records;

    private readonly int _count;
    private int _left;

    private ReplayedMethods(byte[] profile)
    {
        _profile = profile;
        _modules = new Module?[Word(ModuleCount)];
        _names = new int[_modules.Length];
        _isLeftOut = new bool[_modules.Length];
        _records = new int[Word(MethodCount)];
        Read();
        _count = _left;
    }

    /// <param name="path">A start that is being recorded has no file there yet.</param>
    public static ReplayedMethods? Of(string path) => File.Exists(path) ? Of(File.ReadAllBytes(path)) : null;

    /// <returns>Null for a file that is no profile.</returns>
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

    /// <summary>On the calling thread; other threads may be in here too.</summary>
    public void Prepare()
    {
        while (Prewarming.IsInTime && Interlocked.Decrement(ref _left) is var next and >= 0)
        {
            if (next == 0 && HostTrace.IsDebug)
                HostTrace.Debug($"put {_count} methods of the rehearsed start in place");
            try
            {
                Prepare(_records[next]);
            }
            catch (Exception e)
            {
                // It fails when it is called, if it ever is.
                HostTrace.Debug($"could not put a method in place: {e.GetType().Name}");
            }
        }
    }

    /// <summary>Whether a method of that type is among them, none of a generic type.</summary>
    /// <param name="assembly">The assembly's simple name.</param>
    /// <param name="type">The type's full name.</param>
    public bool HasAnyOf(string assembly, ReadOnlySpan<byte> type)
    {
        for (var place = 0; place < _names.Length; place++)
        {
            if (NameAt(place) != assembly || ModuleAt(place) is not { } module || !MetadataTypes.TryGetTables(module.Assembly, out var tables))
                continue;
            var (first, end) = tables.Methods(tables.FindType(type));
            foreach (var record in _records.AsSpan(0, _count))
            {
                var word = Word(record);
                if (word >>> 24 == MethodKind && (word & 0xFFFF) == place && (Word(record + sizeof(int)) & MetadataTypes.RowMask) is var row && row >= first && row < end)
                    return true;
            }
        }
        return false;
    }

    private void Prepare(int record)
    {
        var first = Word(record);
        if (ModuleAt(first & 0xFFFF) is not { } module)
            return;
        if (first >>> 24 == GenericKind)
        {
            var signature = new ReplayedSignature(_profile.AsSpan(record + sizeof(int) + sizeof(ushort), SignatureLength(record)), module, this);
            var token = signature.ReadMethod(out var arguments);
            RuntimeHelpers.PrepareMethod(module.ModuleHandle.GetRuntimeMethodHandleFromMetadataToken(token), arguments);
        }
        else if (MetadataTypes.TryGetTables(module.Assembly, out var tables))
        {
            var token = Word(record + sizeof(int));
            var row = token & MetadataTypes.RowMask;
            // Preparing a native method would load its library.
            if (!tables.IsNative(row) && TryShare(module, tables, row, out var arguments))
                RuntimeHelpers.PrepareMethod(module.ModuleHandle.GetRuntimeMethodHandleFromMetadataToken(token), arguments);
        }
    }

    /// <summary>Where a generic method is named by its token alone, the code that all classes share is meant.</summary>
    /// <returns>False where a constraint leaves some classes out.</returns>
    private static bool TryShare(Module module, in MetadataTables tables, int method, out RuntimeTypeHandle[]? arguments)
    {
        arguments = null;
        var owner = Type.GetTypeFromHandle(module.ModuleHandle.GetRuntimeTypeHandleFromMetadataToken(MetadataTypes.Token(MetadataTables.TypeDef, tables.Declaring(method))))!;
        var count = tables.GenericParameters(method);
        if (owner.IsGenericTypeDefinition)
        {
            foreach (var parameter in owner.GetGenericArguments())
            {
                if (parameter.GetGenericParameterConstraints().Length > 0)
                    return false;
                count++;
            }
        }
        if (count == 0)
            return true;
        arguments = new RuntimeTypeHandle[count];
        // Array.Fill over a structure is jitted, with four methods that it calls.
        for (var i = 0; i < count; i++)
            arguments[i] = typeof(object).TypeHandle;
        return true;
    }

    private void Read()
    {
        var modules = 0;
        for (var at = HeaderLength; at < _profile.Length;)
        {
            var first = Word(at);
            switch (first >>> 24)
            {
                case ModuleKind:
                    var length = Math.Max(first & 0xFFFFFF, ModuleLength);
                    _names[modules++] = at;
                    at += length;
                    break;
                case LoadKind:
                    at += sizeof(int);
                    break;
                case MethodKind:
                    _records[_left++] = at;
                    at += 2 * sizeof(int);
                    break;
                case GenericKind:
                    _records[_left++] = at;
                    at += sizeof(int) + sizeof(ushort) + SignatureLength(at);
                    at += -at & 3;
                    break;
                default:
                    // A later format.
                    return;
            }
        }
    }

    /// <summary>Loads the module, as the replay does when it comes to it. Null for one that is not as it was recorded, which the replay leaves out too: the layer's host, after a layer was built again.</summary>
    public Module? ModuleAt(int place)
    {
        if (_modules[place] is not null || _isLeftOut[place])
            return _modules[place];
        var record = _profile.AsSpan(_names[place]);
        var name = BinaryPrimitives.ReadUInt16LittleEndian(record[38..]);
        var display = Encoding.UTF8.GetString(record.Slice(ModuleLength + name + (-name & 3), BinaryPrimitives.ReadUInt16LittleEndian(record[40..])));
        try
        {
            var module = AssemblyLoadContext.Default.LoadFromAssemblyName(new AssemblyName(display)).ManifestModule;
            if (module.ModuleVersionId == new Guid(record.Slice(16, 16)))
                return _modules[place] = module;
        }
        catch (Exception e)
        {
            HostTrace.Debug($"could not load a module of the rehearsed start: {e.GetType().Name}");
        }
        _isLeftOut[place] = true;
        return null;
    }

    private string NameAt(int place)
    {
        var record = _profile.AsSpan(_names[place]);
        return Encoding.UTF8.GetString(record.Slice(ModuleLength, BinaryPrimitives.ReadUInt16LittleEndian(record[38..])));
    }

    private int SignatureLength(int record) => BinaryPrimitives.ReadUInt16LittleEndian(_profile.AsSpan(record + sizeof(int)));

    private int Word(int offset) => BinaryPrimitives.ReadInt32LittleEndian(_profile.AsSpan(offset));
}
