using System.Text;
using System.Text.Json;

namespace Pintle.Cli.Migrating.Files;

/// <summary>Reads JSON, also with comments and trailing commas, into <see cref="SourceNode"/>s with their places in the text.</summary>
internal ref struct JsonSource
{
    private readonly SourceText _source;
    private readonly byte[] _bytes;
    private readonly bool _isAscii;
    private Utf8JsonReader _reader;

    private JsonSource(SourceText source)
    {
        _source = source;
        _bytes = Encoding.UTF8.GetBytes(source.Text);
        _isAscii = _bytes.Length == source.Text.Length;
        _reader = new Utf8JsonReader(_bytes, new JsonReaderOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 100 });
    }

    /// <exception cref="ToolException">It is no JSON that can be read; the message says where.</exception>
    public static SourceNode Read(SourceText source)
    {
        try
        {
            var json = new JsonSource(source);
            _ = json._reader.Read();
            var root = json.Node();
            return json._reader.Read() ? throw new JsonException() : root;
        }
        catch (JsonException fault)
        {
            throw new ToolException($"Expected {source.File} to be JSON, but it can't be read at line {(fault.LineNumber ?? 0) + 1}. Correct it there.");
        }
    }

    private SourceNode Node()
    {
        var start = Offset(_reader.TokenStartIndex);
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject:
                var members = new List<SourceMember>();
                while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
                {
                    var key = Scalar(Offset(_reader.TokenStartIndex));
                    _ = _reader.Read();
                    members.Add(new SourceMember(key, Node()));
                }

                return new SourceMap(start, Offset(_reader.BytesConsumed), members, [], IsFlow: true);
            case JsonTokenType.StartArray:
                var items = new List<SourceNode>();
                while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
                    items.Add(Node());
                return new SourceList(start, Offset(_reader.BytesConsumed), items, IsFlow: true);
            default:
                return Scalar(start);
        }
    }

    private readonly SourceScalar Scalar(int start)
    {
        var isText = _reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName;
        var value = isText ? _reader.GetString()! : Encoding.UTF8.GetString(_reader.ValueSpan);
        var end = start + (isText ? Encoding.UTF8.GetCharCount(_reader.ValueSpan) + 2 : value.Length);
        return new SourceScalar(start, end, value, !isText ? SourceScalar.Plain : _reader.ValueIsEscaped ? SourceScalar.Other : '"');
    }

    private readonly int Offset(long index) => _isAscii ? (int)index : Encoding.UTF8.GetCharCount(_bytes.AsSpan(0, (int)index));
}
