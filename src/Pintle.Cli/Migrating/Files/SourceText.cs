using System.Text;

namespace Pintle.Cli.Migrating.Files;

/// <summary>A deployment file's bytes as text and back: UTF-8, with its byte order mark and line ends as they are.</summary>
internal sealed class SourceText
{
    private const long LargestFile = 16 * 1024 * 1024; // Chosen, not measured: it only bounds the memory that a wrong file can take.

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly List<int> _lines = [0];

    private SourceText(string path, string text, bool hasMark)
    {
        File = path;
        Text = text;
        HasMark = hasMark;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\n' || (text[i] == '\r' && (i + 1 == text.Length || text[i + 1] != '\n')))
                _lines.Add(i + 1);
        }

        LineEnd = text.Contains("\r\n", StringComparison.Ordinal) && text.Split("\r\n").Length * 2 > text.Split('\n').Length ? "\r\n" : "\n";
    }

    public string File { get; }

    /// <summary>Without the byte order mark.</summary>
    public string Text { get; }

    public bool HasMark { get; }

    /// <summary>That of most lines.</summary>
    public string LineEnd { get; }

    /// <summary>The offset of a line and column, both from 1.</summary>
    public int Offset(long line, long column) => Math.Min(_lines[(int)Math.Min(line, _lines.Count) - 1] + (int)column - 1, Text.Length);

    /// <summary>From 1.</summary>
    public int LineOf(int offset) => _lines.BinarySearch(offset) is >= 0 and var exact ? exact + 1 : ~_lines.BinarySearch(offset);

    public int StartOfLine(int offset) => _lines[LineOf(offset) - 1];

    /// <summary>After the last character of the line, before its line end.</summary>
    public int EndOfLine(int offset)
    {
        var end = Text.AsSpan(offset).IndexOfAny('\r', '\n');
        return end < 0 ? Text.Length : offset + end;
    }

    /// <summary>The white space that a line begins with.</summary>
    public string IndentOf(int offset)
    {
        var start = StartOfLine(offset);
        var end = start;
        while (end < Text.Length && Text[end] is ' ' or '\t')
            end++;
        return Text[start..end];
    }

    public byte[] Encode(string text) => [.. HasMark ? Encoding.UTF8.Preamble : [], .. Strict.GetBytes(text)];

    /// <exception cref="ToolException">It is no text in UTF-8.</exception>
    public static SourceText Read(string path)
    {
        if (new FileInfo(path).Length is var length && length > LargestFile)
            throw new ToolException($"Expected {path} to be a deployment file, found {length} bytes. Give a smaller one.");
        var bytes = System.IO.File.ReadAllBytes(path);
        var hasMark = bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble);
        try
        {
            return new SourceText(path, Strict.GetString(bytes.AsSpan(hasMark ? Encoding.UTF8.Preamble.Length : 0)), hasMark);
        }
        catch (DecoderFallbackException)
        {
            throw new ToolException($"Expected {path} to be in UTF-8, found bytes that are not. Save it as UTF-8.");
        }
    }

    public SourceText With(string text) => new(File, text, HasMark);
}
