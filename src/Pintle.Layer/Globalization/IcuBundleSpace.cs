namespace Pintle.Layer.Globalization;

/// <summary>
/// Which parts of a bundle are still referred to, and where they go when the others are taken out. Places only move down and keep their order, so that
/// offsets of 16 bits still fit; words move by multiples of 16 bytes, because binary parts are aligned to them.
/// </summary>
/// <param name="keysTop">Where the names end, in words from the root; the 16-bit units begin there.</param>
/// <param name="unitsTop">Where the units end and the words begin.</param>
/// <param name="bundleTop">Where the words end.</param>
internal sealed class IcuBundleSpace(int keysTop, int unitsTop, int bundleTop)
{
    private const int WordsOfAlignment = IcuPackage.Alignment / 4;

    private readonly bool[] _keys = new bool[keysTop * 4];
    private readonly bool[] _units = new bool[(unitsTop - keysTop) * 2];
    private readonly bool[] _words = new bool[bundleTop - unitsTop];
    private readonly int[] _newUnits = new int[((unitsTop - keysTop) * 2) + 1];
    private readonly int[] _newWords = new int[bundleTop - unitsTop + 1];

    /// <summary>Where the units end, in words, after <see cref="Settle"/>.</summary>
    public int NewUnitsTop { get; private set; }

    public void KeepKey(int at, int length) => _keys.AsSpan(at, length).Fill(true);

    public void KeepUnits(int at, int length) => _units.AsSpan(at, length).Fill(true);

    public void KeepWords(int at, int length) => _words.AsSpan(at - unitsTop, length).Fill(true);

    public int NewUnit(int at) => _newUnits[at];

    public int NewWord(int at) => _newWords[at - unitsTop];

    /// <summary>Decides on the places, once everything that is kept has been named.</summary>
    public void Settle()
    {
        var unit = 0;
        for (var i = 0; i < _units.Length; i++)
        {
            _newUnits[i] = unit;
            // The first is the empty text: offset 0 stands for it.
            unit += _units[i] || i == 0 ? 1 : 0;
        }

        _newUnits[^1] = unit;
        var shift = (_units.Length - unit) / 2 / WordsOfAlignment * WordsOfAlignment;
        NewUnitsTop = unitsTop - shift;
        for (var i = 0; i < _words.Length;)
        {
            var end = i;
            while (end < _words.Length && _words[end] == _words[i])
                end++;
            var dropped = _words[i] ? 0 : (end - i) / WordsOfAlignment * WordsOfAlignment;
            for (var at = i; at < end; at++)
                _newWords[at] = unitsTop + at - shift;
            shift += dropped;
            i = end;
        }

        _newWords[^1] = bundleTop - shift;
    }

    /// <summary>Copies what is kept from one bundle to another, both from the root on, and leaves the rest zero.</summary>
    public void Move(ReadOnlySpan<byte> from, Span<byte> to)
    {
        for (var i = 0; i < _keys.Length; i++)
            to[i] = _keys[i] ? from[i] : (byte)0;
        for (var i = 0; i < _units.Length; i++)
        {
            if (_units[i])
                from.Slice((keysTop * 4) + (i * 2), 2).CopyTo(to[((keysTop * 4) + (_newUnits[i] * 2))..]);
        }

        for (var i = 0; i < _words.Length; i++)
        {
            if (_words[i])
                from.Slice((unitsTop + i) * 4, 4).CopyTo(to[(_newWords[i] * 4)..]);
        }
    }

    /// <summary>Overwrites the names and units that nothing refers to.</summary>
    /// <param name="keysStart">Where the names begin, in words.</param>
    public void Clear(Span<byte> bundle, int keysStart)
    {
        for (var i = keysStart * 4; i < _keys.Length; i++)
            bundle[i] = _keys[i] ? bundle[i] : (byte)0;
        for (var i = 1; i < _units.Length; i++)
        {
            if (!_units[i])
                bundle.Slice((keysTop * 4) + (i * 2), 2).Clear();
        }
    }
}
