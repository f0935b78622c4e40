using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Pintle.Host.Json;

/// <summary>The names of a type's members as they stand in JSON, in the order of the members.</summary>
internal sealed class JsonNames
{
    /// <summary>Between two names; no name has it.</summary>
    public const char Separator = '\0';

    /// <summary>What a name may be, in place of the number of a member.</summary>
    public const int Unknown = -1, Doubtful = -2;

    private const byte LastAscii = 0x7F, CaseBit = 0x20;

    private readonly byte[][] _names;
    private readonly JsonEncodedText[] _encoded;
    private readonly bool _anyCase;

    /// <param name="names">All names.</param>
    /// <param name="anyCase">Whether the serializer takes a name in any case.</param>
    public JsonNames(string names, bool anyCase)
    {
        var parts = names.Split(Separator);
        _anyCase = anyCase;
        _names = new byte[parts.Length][];
        _encoded = new JsonEncodedText[parts.Length];
        for (var i = 0; i < parts.Length; i++)
        {
            _names[i] = Encoding.UTF8.GetBytes(parts[i]);
            _encoded[i] = JsonEncodedText.Encode(_names[i], JavaScriptEncoder.UnsafeRelaxedJsonEscaping);
        }
    }

    public JsonEncodedText this[int member] => _encoded[member];

    /// <summary>Which of them it is, in this case.</summary>
    public int FindExactly(ReadOnlySpan<byte> name)
    {
        for (var i = 0; i < _names.Length; i++)
        {
            if (name.SequenceEqual(_names[i]))
                return i;
        }
        return Unknown;
    }

    /// <summary>Which of them it is, in this case; or in any, where the serializer takes any and all of it is ASCII: what other letters are the same but for case is the serializer's affair.</summary>
    /// <param name="name">As it stands in the document, without escapes.</param>
    public int Find(ReadOnlySpan<byte> name)
    {
        if (FindExactly(name) is >= 0 and var found)
            return found;
        if (name.IsEmpty)
            return Doubtful;
        if (!_anyCase)
            return Unknown;
        for (var i = 0; i < _names.Length; i++)
        {
            if (name.Length == _names[i].Length && IsSameButForCase(name, _names[i]))
                return i;
        }
        return IsAscii(name) ? Unknown : Doubtful;
    }

    private static bool IsSameButForCase(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        for (var i = 0; i < left.Length; i++)
        {
            if (left[i] != right[i] && ((left[i] ^ right[i]) != CaseBit || !char.IsAsciiLetter((char)left[i])))
                return false;
        }
        return true;
    }

    private static bool IsAscii(ReadOnlySpan<byte> name)
    {
        foreach (var character in name)
        {
            if (character > LastAscii)
                return false;
        }
        return true;
    }
}
