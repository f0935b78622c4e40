using System.Buffers.Binary;
using System.Text;

namespace Pintle.Layer.Rehearse;

/// <summary>
/// What CoreCLR's multicore JIT recorded of a start (dotnet/runtime, src/coreclr/vm/multicorejitimpl.h): the modules, and in order what was loaded and which methods were prepared.
/// Read and written; what the CLR counts for its own statistics is left out, so that the same start gives the same bytes.
/// </summary>
public sealed class StartProfile
{
    /// <summary>The format's, the same from .NET 8 to 11.</summary>
    public const uint Version = 102;

    /// <summary>Beyond these the CLR records nothing more, and replays nothing at all.</summary>
    public const int MostModules = 0x1000;
    public const int MostMethods = 0x4000;

    private const int HeaderLength = 64;
    private const int ModuleLength = 44;
    private const int ModuleVersionLength = 28;
    private const int HeaderKind = 1;
    private const int ModuleKind = 2;

    private StartProfile(IReadOnlyList<ProfileModule> modules, IReadOnlyList<ProfileRecord> records) => (Modules, Records) = (modules, records);

    public IReadOnlyList<ProfileModule> Modules { get; }

    public IReadOnlyList<ProfileRecord> Records { get; }

    public int Methods => Records.Count(record => record.Kind != ProfileRecordKind.Load);

    /// <exception cref="LayerException">It is none, or of another version.</exception>
    public static StartProfile Parse(ReadOnlySpan<byte> profile)
    {
        if (profile.Length < HeaderLength || Word(profile, 0) != (HeaderKind << 24 | HeaderLength))
            throw Invalid("it has no header");
        if (Word(profile, 4) != Version)
            throw Invalid($"it is of version {Word(profile, 4)}, where {Version} is known");
        var moduleCount = Word(profile, 12);
        var modules = new List<ProfileModule>();
        var records = new List<ProfileRecord>();
        var seen = new HashSet<ProfileRecord>();
        var loads = new Dictionary<uint, int>();
        for (var rest = profile[HeaderLength..]; !rest.IsEmpty;)
        {
            if (rest.Length < sizeof(uint))
                throw Invalid("it ends within a record");
            var first = Word(rest, 0);
            if (first >> 24 == ModuleKind)
            {
                var length = (int)(first & 0xFFFFFF);
                modules.Add(ReadModule(rest, length));
                rest = rest[length..];
                continue;
            }

            var record = ReadRecord(rest, first, out var taken);
            if (record.Module >= moduleCount)
                throw Invalid($"it names module {record.Module} of {moduleCount}");
            if (record.Kind != ProfileRecordKind.Load)
            {
                // The CLR records a method again for every thread that comes to it, and for nothing else.
                if (seen.Add(record))
                    records.Add(record);
            }
            else if (!loads.TryGetValue(record.Module, out var place))
            {
                loads.Add(record.Module, records.Count);
                records.Add(record);
            }
            else if (records[place].Value < record.Value)
            {
                // The steps between depend on which thread looked when; a replay needs the last one.
                records[place] = record;
            }

            rest = rest[taken..];
        }

        return modules.Count == moduleCount && moduleCount <= MostModules ? new StartProfile(modules, records) : throw Invalid($"it has {modules.Count} modules, and its header says {moduleCount}");
    }

    public byte[] ToBytes()
    {
        var bytes = new MemoryStream();
        Span<byte> header = stackalloc byte[HeaderLength];
        header.Clear();
        Put(header, 0, HeaderKind << 24 | HeaderLength);
        Put(header, 4, Version);
        Put(header, 12, (uint)Modules.Count);
        Put(header, 16, (uint)Methods);
        Put(header, 20, (uint)(Records.Count - Methods));
        bytes.Write(header);
        foreach (var module in Modules)
            Write(bytes, module);
        Span<byte> words = stackalloc byte[2 * sizeof(uint)];
        foreach (var record in Records)
        {
            Put(words, 0, (uint)record.Kind << 24 | (record.Kind == ProfileRecordKind.Load ? record.Value << 16 : 0) | record.Module);
            bytes.Write(words[..sizeof(uint)]);
            if (record.Kind == ProfileRecordKind.Method)
            {
                Put(words, 0, record.Value);
                bytes.Write(words[..sizeof(uint)]);
            }
            else if (record.Kind == ProfileRecordKind.Generic)
            {
                var signature = Convert.FromHexString(record.Signature);
                BinaryPrimitives.WriteUInt16LittleEndian(words, (ushort)signature.Length);
                bytes.Write(words[..sizeof(ushort)]);
                bytes.Write(signature);
                Pad(bytes);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>With these records only. Modules keep their places, because signatures name them by place.</summary>
    public StartProfile Where(Func<ProfileRecord, bool> isKept) => new(Modules, [.. Records.Where(isKept)]);

    /// <summary>With only the records that another recording of the same start has as well: what a separate thread happened to do in one of them goes.</summary>
    public StartProfile CommonWith(StartProfile other)
    {
        int[] places = [.. other.Modules.Select(module => IndexOf(module))];
        // Signatures contain module numbers: where the two recordings count differently, signatures cannot be compared, and stay.
        var comparesGenerics = places.Select((place, index) => place == index).All(isSame => isSame);
        var theirs = new HashSet<ProfileRecord>();
        foreach (var record in other.Records)
        {
            if (places[record.Module] >= 0)
                _ = theirs.Add(record with { Module = (uint)places[record.Module], Value = record.Kind == ProfileRecordKind.Load ? 0 : record.Value });
        }

        return Where(record => record.Kind switch
        {
            ProfileRecordKind.Load => theirs.Contains(record with { Value = 0 }),
            ProfileRecordKind.Generic => !comparesGenerics || theirs.Contains(record),
            _ => theirs.Contains(record),
        });
    }

    private int IndexOf(ProfileModule module)
    {
        for (var i = 0; i < Modules.Count; i++)
        {
            if (Modules[i].Name == module.Name && Modules[i].VersionId == module.VersionId)
                return i;
        }

        return -1;
    }

    private static ProfileModule ReadModule(ReadOnlySpan<byte> rest, int length)
    {
        if (length < ModuleLength || length > rest.Length)
            throw Invalid("it ends within a module");
        int name = BinaryPrimitives.ReadUInt16LittleEndian(rest[38..]), assembly = BinaryPrimitives.ReadUInt16LittleEndian(rest[40..]);
        var names = name + Padding(name);
        if (ModuleLength + names + assembly > length)
            throw Invalid("a module's name is longer than its record");
        return new ProfileModule(
            Encoding.UTF8.GetString(rest.Slice(ModuleLength, name)),
            Encoding.UTF8.GetString(rest.Slice(ModuleLength + names, assembly)),
            new Guid(rest.Slice(16, 16)),
            Convert.ToHexString(rest.Slice(4, ModuleVersionLength)),
            HasMethods: BinaryPrimitives.ReadUInt16LittleEndian(rest[32..]) != 0,
            LoadLevel: BinaryPrimitives.ReadUInt16LittleEndian(rest[36..]));
    }

    private static ProfileRecord ReadRecord(ReadOnlySpan<byte> rest, uint first, out int length)
    {
        var kind = (ProfileRecordKind)(first >> 24);
        var module = first & 0xFFFF;
        length = sizeof(uint);
        if (kind == ProfileRecordKind.Load)
            return new ProfileRecord(kind, module, first >> 16 & 0xFF, "");
        if (kind is not (ProfileRecordKind.Method or ProfileRecordKind.Generic))
            throw Invalid($"it has a record of kind {first >> 24}");
        length = 2 * sizeof(uint);
        if (kind == ProfileRecordKind.Method && length <= rest.Length)
            return new ProfileRecord(kind, module, Word(rest, sizeof(uint)), "");
        var signature = rest.Length < length ? 0 : BinaryPrimitives.ReadUInt16LittleEndian(rest[sizeof(uint)..]);
        length = sizeof(uint) + sizeof(ushort) + signature;
        length += Padding(length);
        return signature > 0 && length <= rest.Length
            ? new ProfileRecord(kind, module, 0, Convert.ToHexString(rest.Slice(sizeof(uint) + sizeof(ushort), signature)))
            : throw Invalid("it ends within a method");
    }

    private static void Write(MemoryStream bytes, ProfileModule module)
    {
        byte[] name = Encoding.UTF8.GetBytes(module.Name), assembly = Encoding.UTF8.GetBytes(module.AssemblyName);
        var length = ModuleLength + name.Length + Padding(name.Length) + assembly.Length + Padding(assembly.Length);
        Span<byte> record = stackalloc byte[ModuleLength];
        record.Clear();
        Put(record, 0, ModuleKind << 24 | (uint)length);
        Convert.FromHexString(module.Identity).CopyTo(record[4..]);
        // The CLR asks only whether there are any.
        BinaryPrimitives.WriteUInt16LittleEndian(record[32..], module.HasMethods ? (ushort)1 : (ushort)0);
        BinaryPrimitives.WriteUInt16LittleEndian(record[36..], module.LoadLevel);
        BinaryPrimitives.WriteUInt16LittleEndian(record[38..], (ushort)name.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(record[40..], (ushort)assembly.Length);
        bytes.Write(record);
        bytes.Write(name);
        Pad(bytes);
        bytes.Write(assembly);
        Pad(bytes);
    }

    private static int Padding(int length) => -length & 3;

    /// <summary>Every part of a record begins at a multiple of four.</summary>
    private static void Pad(MemoryStream bytes)
    {
        while (Padding((int)bytes.Length) > 0)
            bytes.WriteByte(0);
    }

    private static uint Word(ReadOnlySpan<byte> bytes, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[offset..]);

    private static void Put(Span<byte> bytes, int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(bytes[offset..], value);

    private static LayerException Invalid(string reason) => new(
        LayerFault.SubjectInvalid, $"Expected a profile as CoreCLR writes it when a function ends in order, but {reason}. Nothing was written; run it again, and report it if that is how it stays.");
}

/// <summary>A module that a profile names. The CLR takes a loaded module for it only when version, flags and version id are the same.</summary>
/// <param name="Name">The assembly's simple name.</param>
/// <param name="AssemblyName">The display name by which a replay loads it.</param>
/// <param name="VersionId">The module's MVID, which a deterministic compiler derives from what it compiled.</param>
/// <param name="Identity">Version, flags and MVID as they stand in the profile.</param>
/// <param name="HasMethods">Whether any method of it was recorded.</param>
/// <param name="LoadLevel">How far it was loaded.</param>
public sealed record ProfileModule(string Name, string AssemblyName, Guid VersionId, string Identity, bool HasMethods, ushort LoadLevel);

/// <summary>The numbers are the file's.</summary>
public enum ProfileRecordKind
{
    /// <summary>A module reached a level of loading.</summary>
    Load = 3,

    /// <summary>A method was prepared.</summary>
    Method = 4,

    /// <summary>A generic method, or one of a generic type, over certain types.</summary>
    Generic = 5,
}

/// <param name="Kind">What happened.</param>
/// <param name="Module">The place of the module in the profile.</param>
/// <param name="Value">The level, or the method's token.</param>
/// <param name="Signature">Of a generic method, in hexadecimal; it names other modules by their places.</param>
public readonly record struct ProfileRecord(ProfileRecordKind Kind, uint Module, uint Value, string Signature);
