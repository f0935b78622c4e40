using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace Pintle.Layer.Globalization;

/// <summary>
/// One resource bundle of ICU (<c>*.res</c>): tables of tables, by the format of <see href="https://github.com/unicode-org/icu/blob/main/icu4c/source/common/uresdata.h"/>.
/// It takes entries out of tables, and then the bytes that nothing refers to any more; what is left is as it was.
/// </summary>
internal sealed class IcuBundle
{
    private const int MostEntries = 1_000_000; // Chosen, not measured: far above what ICU's bundles have; it bounds what damaged data can take.
    private const int Empty = 0;

    private readonly byte[] _file;
    private readonly int _root;
    private readonly int _indexCount;
    private readonly int _keysTop;
    private readonly int _unitsTop;
    private readonly int _resourcesTop;
    private readonly int _bundleTop;
    private readonly int _poolStrings;
    private readonly int _poolStrings16;
    private readonly bool _usesPool;
    private readonly IcuBundle? _pool;
    private readonly HashSet<uint> _containers = [];
    private readonly List<Slot> _slots = [];
    private readonly IcuBundleSpace _space;

    /// <param name="file">A copy, which is changed.</param>
    /// <param name="pool">The names that all bundles of a folder share; <c>null</c> where they share none.</param>
    private IcuBundle(byte[] file, IcuBundle? pool)
    {
        _file = file;
        _root = IcuHeader.Check(file, "ResB"u8, 2, 3);
        _indexCount = Word(1) & 0xff;
        if (_indexCount < 7)
            throw new InvalidDataException($"Expected at least 7 sizes at the beginning of a bundle of ICU's, found {_indexCount}.");
        (_keysTop, _resourcesTop, _bundleTop, _unitsTop) = (Word(2), Word(3), Word(4), Word(7));
        var attributes = Word(6);
        _usesPool = (attributes & 4) != 0;
        _poolStrings = (int)((uint)Word(1) >> 8) | ((attributes & 0xf000) << 12);
        _poolStrings16 = (int)((uint)attributes >> 16);
        if (_keysTop > _unitsTop || _unitsTop > _resourcesTop || _resourcesTop > _bundleTop || _keysTop < 0 || _root + (_bundleTop * 4L) > file.Length || (_usesPool && pool is null))
            throw new InvalidDataException($"Expected the parts of a bundle of ICU's one after another in {file.Length} bytes{(_usesPool && pool is null ? ", and the pool.res that it refers to" : "")}, found otherwise.");
        _pool = pool;
        _space = new IcuBundleSpace(_keysTop, _unitsTop, _bundleTop);
    }

    /// <exception cref="InvalidDataException">It is no bundle that could be read.</exception>
    public static IcuBundle Parse(ReadOnlySpan<byte> file, IcuBundle? pool)
    {
        try
        {
            return new IcuBundle(file.ToArray(), pool);
        }
        catch (ArgumentException)
        {
            throw new InvalidDataException($"Expected a bundle of ICU's, found {file.Length} bytes that end too early.");
        }
    }

    /// <summary>The text at a key of the outermost table, or <c>null</c>.</summary>
    public string? Text(string key)
    {
        var found = Table((uint)Word(0)).FirstOrDefault(entry => entry.Key == key).Resource;
        if (KindOf(found) != Kind.TextIn16)
            return null;
        return Find16((uint)At(found)) is { } own ? TextAt(own) : _pool!.TextAt(At(found));
    }

    /// <param name="removes">Whether an entry is taken out, by its path: <c>/calendar/buddhist</c>.</param>
    public byte[] Without(Func<string, bool> removes)
    {
        try
        {
            Visit("", (uint)Word(0), removes);
            return Settle();
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException)
        {
            throw new InvalidDataException("Expected each part of a bundle of ICU's inside of it, found one that is not.", e);
        }
    }

    /// <summary>For a pool: what the bundles filtered so far refer to stays in its place; the rest is zeros.</summary>
    public byte[] Used()
    {
        byte[] used = [.. _file];
        _space.Clear(used.AsSpan(_root), 1 + _indexCount);
        return used;
    }

    private enum Kind
    {
        Text = 0,
        Binary = 1,
        Table = 2,
        Alias = 3,
        Table32 = 4,
        Table16 = 5,
        TextIn16 = 6,
        Integer = 7,
        Array = 8,
        Array16 = 9,
        Integers = 14,
    }

    private readonly record struct Entry(string Key, int KeyAt, uint Resource);

    /// <summary>A place in the file that refers to something.</summary>
    /// <param name="IsShort">It has 16 bits, and so refers to a text.</param>
    private readonly record struct Slot(int At, bool IsShort);

    /// <summary>Marks what is kept, from the root on.</summary>
    private void Visit(string path, uint resource, Func<string, bool> removes)
    {
        var at = At(resource);
        switch (KindOf(resource))
        {
            case Kind.Integer:
                break;
            case Kind.TextIn16:
                if (Find16((uint)at) is { } text)
                    KeepText(text);
                else
                    _pool!.KeepText(at);
                break;
            case Kind.Text or Kind.Alias or Kind.Binary or Kind.Array or Kind.Table or Kind.Table32 when at == Empty:
                break;
            case Kind.Text or Kind.Alias:
                _space.KeepWords(at, 1 + ((((Word(at) + 1) * 2) + 3) / 4));
                break;
            case Kind.Binary:
                _space.KeepWords(at, 1 + ((Word(at) + 3) / 4));
                break;
            case Kind.Integers:
                _space.KeepWords(at, 1 + Word(at));
                break;
            case Kind.Array or Kind.Array16:
                VisitArray(path, resource, removes);
                break;
            case Kind.Table or Kind.Table32 or Kind.Table16:
                VisitTable(path, resource, removes);
                break;
            default:
                throw new InvalidDataException($"Expected a kind of resource that is known at {path}, found {resource >> 28}.");
        }
    }

    private string TextAt(int unit) => Encoding.Unicode.GetString(_file, Unit(unit + Prefix(unit)), Length(unit) * 2);

    private void KeepText(int unit) => _space.KeepUnits(unit, Prefix(unit) + Length(unit) + 1);

    private void VisitArray(string path, uint resource, Func<string, bool> removes)
    {
        var at = At(resource);
        var count = KindOf(resource) == Kind.Array ? Word(at) : U16(at);
        if (KindOf(resource) == Kind.Array)
            _space.KeepWords(at, 1 + count);
        else
            _space.KeepUnits(at, 1 + count);
        if (!_containers.Add(resource))
            return;
        for (var i = 0; i < count; i++)
        {
            var slot = KindOf(resource) == Kind.Array ? new Slot(Byte(at + 1 + i), false) : new Slot(Unit(at + 1 + i), true);
            _slots.Add(slot);
            Visit(path, Read(slot), removes);
        }
    }

    private void VisitTable(string path, uint resource, Func<string, bool> removes)
    {
        if (!_containers.Add(resource))
            throw new InvalidDataException($"Expected each table of a bundle once, found the one of {path} twice.");
        Entry[] kept = [.. Table(resource).Where(entry => !removes($"{path}/{entry.Key}"))];
        WriteTable(resource, kept);
        foreach (var entry in kept)
        {
            if (LocalKey(resource, entry.KeyAt) is { } key)
                _space.KeepKey(key, entry.Key.Length + 1);
            else
                _pool!._space.KeepKey(PoolKey(resource, entry.KeyAt), entry.Key.Length + 1);
            Visit($"{path}/{entry.Key}", entry.Resource, removes);
        }
    }

    private IEnumerable<Entry> Table(uint resource)
    {
        var at = At(resource);
        var kind = KindOf(resource);
        if (at == Empty && kind != Kind.Table16)
            yield break;
        var count = kind switch
        {
            Kind.Table16 => U16(at),
            Kind.Table => Half(at, 0),
            Kind.Table32 => Word(at),
            _ => throw new InvalidDataException("Expected a table in a bundle of ICU's, found something else."),
        };
        if (count is < 0 or > MostEntries)
            throw new InvalidDataException($"Expected a table of at most {MostEntries} entries, found {count}.");
        for (var i = 0; i < count; i++)
        {
            yield return kind switch
            {
                Kind.Table16 => new Entry(Key(resource, U16(at + 1 + i)), U16(at + 1 + i), From16(U16(at + 1 + count + i))),
                Kind.Table => new Entry(Key(resource, Half(at, 1 + i)), Half(at, 1 + i), (uint)Word(at + HalvesOf(count) + i)),
                _ => new Entry(Key(resource, Word(at + 1 + i)), Word(at + 1 + i), (uint)Word(at + 1 + count + i)),
            };
        }
    }

    /// <summary>Writes it in its own place, which is long enough.</summary>
    private void WriteTable(uint resource, Entry[] entries)
    {
        var at = At(resource);
        var count = entries.Length;
        var kind = KindOf(resource);
        var keys = kind switch { Kind.Table16 => Unit(at + 1), Kind.Table => Byte(at) + 2, _ => Byte(at + 1) };
        var items = kind switch { Kind.Table16 => Unit(at + 1 + count), Kind.Table => Byte(at + HalvesOf(count)), _ => Byte(at + 1 + count) };
        if (kind == Kind.Table32)
            SetWord(Byte(at), (uint)count);
        else
            SetU16(kind == Kind.Table16 ? Unit(at) : Byte(at), count);
        if (kind == Kind.Table && count % 2 == 0)
            SetU16(keys + (count * 2), 0);
        for (var i = 0; i < count; i++)
        {
            if (kind == Kind.Table32)
                SetWord(keys + (i * 4), (uint)entries[i].KeyAt);
            else
                SetU16(keys + (i * 2), entries[i].KeyAt);
            var slot = new Slot(items + (i * (kind == Kind.Table16 ? 2 : 4)), kind == Kind.Table16);
            _slots.Add(slot);
            Write(slot, entries[i].Resource);
        }

        if (kind == Kind.Table16)
            _space.KeepUnits(at, 1 + (count * 2));
        else
            _space.KeepWords(at, kind == Kind.Table ? HalvesOf(count) + count : 1 + (count * 2));
    }

    /// <summary>How many whole words count and keys of 16 bits take.</summary>
    private static int HalvesOf(int count) => (count + 2) / 2;

    /// <summary>Moves what is left together.</summary>
    private byte[] Settle()
    {
        _space.Settle();
        foreach (var slot in _slots)
            Write(slot, Moved(Read(slot)));
        var top = _space.NewWord(_bundleTop);
        var settled = new byte[_root + (top * 4)];
        _file.AsSpan(0, _root).CopyTo(settled);
        _space.Move(_file.AsSpan(_root), settled.AsSpan(_root));
        // Root and sizes, which stand before the names.
        _file.AsSpan(_root, (1 + _indexCount) * 4).CopyTo(settled.AsSpan(_root));
        BinaryPrimitives.WriteUInt32LittleEndian(settled.AsSpan(_root), Moved((uint)Word(0)));
        BinaryPrimitives.WriteInt32LittleEndian(settled.AsSpan(_root + (3 * 4)), _space.NewWord(_resourcesTop));
        BinaryPrimitives.WriteInt32LittleEndian(settled.AsSpan(_root + (4 * 4)), top);
        BinaryPrimitives.WriteInt32LittleEndian(settled.AsSpan(_root + (7 * 4)), _space.NewUnitsTop);
        return settled;
    }

    private uint Moved(uint resource)
    {
        var at = At(resource);
        return (resource & 0xf0000000) | (uint)(KindOf(resource) switch
        {
            Kind.Integer => at,
            Kind.TextIn16 => Find16((uint)at) is { } text ? _space.NewUnit(text) + _poolStrings : at,
            Kind.Table16 or Kind.Array16 => _space.NewUnit(at),
            _ => at == Empty ? at : _space.NewWord(at),
        });
    }

    private uint Read(Slot slot) => slot.IsShort ? From16(BinaryPrimitives.ReadUInt16LittleEndian(_file.AsSpan(slot.At))) : BinaryPrimitives.ReadUInt32LittleEndian(_file.AsSpan(slot.At));

    private void Write(Slot slot, uint resource)
    {
        if (slot.IsShort)
            SetU16(slot.At, To16(resource));
        else
            SetWord(slot.At, resource);
    }

    private string Key(uint resource, int at)
    {
        ReadOnlySpan<byte> text = LocalKey(resource, at) is { } own ? _file.AsSpan(_root + own) : _pool!._file.AsSpan(_pool._root + PoolKey(resource, at));
        return Encoding.ASCII.GetString(text[..text.IndexOf((byte)0)]);
    }

    /// <returns>Where a name of the pool's is, from the pool's root on.</returns>
    private int PoolKey(uint resource, int at) => ((1 + _pool!._indexCount) * 4) + (KindOf(resource) == Kind.Table32 ? at & 0x7fffffff : at - OwnKeysEnd);

    private int? LocalKey(uint resource, int at) =>
        (KindOf(resource) == Kind.Table32 ? at >= 0 : !_usesPool || at < OwnKeysEnd) ? at : null;

    /// <summary>Offsets of names from here on are the pool's; a bundle without names of its own counts from 0.</summary>
    private int OwnKeysEnd => _keysTop > 1 + _indexCount ? _keysTop * 4 : 0;

    private uint From16(int item) => ((uint)Kind.TextIn16 << 28) | (uint)(item < _poolStrings16 ? item : item - _poolStrings16 + _poolStrings);

    private int To16(uint resource)
    {
        var at = (int)(resource & 0x0fffffff);
        return at < _poolStrings ? at : at - _poolStrings + _poolStrings16;
    }

    /// <returns>Where a text is in the bundle's own 16-bit units, or <c>null</c> where it is the pool's.</returns>
    private int? Find16(uint at) => at >= _poolStrings ? (int)at - _poolStrings : null;

    private int Prefix(int at) => U16(at) switch
    {
        < 0xdc00 or > 0xdfff => 0,
        < 0xdfef => 1,
        < 0xdfff => 2,
        _ => 3,
    };

    private int Length(int at) => U16(at) switch
    {
        < 0xdc00 or > 0xdfff => MemoryMarshal.Cast<byte, ushort>(_file.AsSpan(Unit(at))).IndexOf((ushort)0),
        < 0xdfef => U16(at) & 0x3ff,
        < 0xdfff => ((U16(at) - 0xdfef) << 16) | U16(at + 1),
        _ => (U16(at + 1) << 16) | U16(at + 2),
    };

    private static int At(uint resource) => (int)(resource & 0x0fffffff);

    private static Kind KindOf(uint resource) => (Kind)(resource >> 28);

    private int Byte(int word) => _root + (word * 4);

    private int Unit(int unit) => _root + (_keysTop * 4) + (unit * 2);

    private int Word(int at) => BinaryPrimitives.ReadInt32LittleEndian(_file.AsSpan(Byte(at)));

    private int Half(int word, int index) => BinaryPrimitives.ReadUInt16LittleEndian(_file.AsSpan(Byte(word) + (index * 2)));

    private int U16(int unit) => BinaryPrimitives.ReadUInt16LittleEndian(_file.AsSpan(Unit(unit)));

    private void SetWord(int at, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(_file.AsSpan(at), value);

    private void SetU16(int at, int value) => BinaryPrimitives.WriteUInt16LittleEndian(_file.AsSpan(at), (ushort)value);
}
