using Pintle.Shared;

namespace Pintle.Host.Invocations;

/// <summary>A text that rarely changes from one invocation to the next: the same bytes give the same string again, without allocating. Safe for several threads.</summary>
internal sealed class RememberedText
{
    private Pair? _last;

    /// <returns>Null for absent bytes.</returns>
    public string? Of(Bytes bytes)
    {
        if (_last is { } last && bytes.Span.SequenceEqual(last.Utf8))
            return last.Text;
        var text = bytes.ToTextOrNull();
        if (text is not null)
            _last = new Pair(bytes.Span.ToArray(), text);
        return text;
    }

    /// <summary>One object, so that no thread sees the bytes of one text with the string of another.</summary>
    private sealed class Pair(byte[] utf8, string text)
    {
        public byte[] Utf8 => utf8;
        public string Text => text;
    }
}
