using System.Globalization;

namespace Pintle.RuntimeApi.Tests;

/// <summary>One response that some HTTP parser has had trouble with, and what is made of it here.</summary>
/// <param name="Rule">The row of docs/wire.md that decides it.</param>
/// <param name="Name">What is odd about it.</param>
/// <param name="Bytes">All that the peer sends before it closes.</param>
/// <param name="Outcome">"STATUS body" where it is taken, "refused" where a rule is broken, "cut" where the end is missing.</param>
public sealed record WireCase(string Rule, string Name, string Bytes, string Outcome)
{
    public override string ToString() => $"{Rule}: {Name}";
}

/// <summary>The kinds of response that the test suites of well-known HTTP parsers hold, in words and bytes of this project: each is decided by a row of docs/wire.md.</summary>
internal static class WireCases
{
    private const string Refused = "refused";
    private const string Cut = "cut";
    private const string Taken = "200 hello";
    private const string Line = "HTTP/1.1 200 OK\r\n";
    private const string Length = "Content-Length: 5\r\n";
    private const string Hello = Length + "\r\nhello";
    private const string Chunked = "Transfer-Encoding: chunked\r\n";
    private const string ChunkedHello = Line + Chunked + "\r\n5\r\nhello\r\n0\r\n\r\n";
    private static readonly string Long = new('a', 64 * 1024);

    public static IReadOnlyList<WireCase> All { get; } =
    [
        .. StatusLines(), .. Lines(), .. Fields(), .. Lengths(), .. Encodings(), .. Sizes(), .. Chunks(), .. Trailers(), .. Bodiless(), .. Early(), .. Old(), .. Ends(), .. Bounds(),
    ];

    private static IEnumerable<WireCase> StatusLines()
    {
        foreach (var version in (string[])["HTTP/0.9", "HTTP/2", "HTTP/2.0", "HTTP/3.0", "HTTP/1", "HTTP/1.", "HTTP/.1", "HTTP/1,1", "HTTP/1.11", "HTTP/01.1", "HTTP/-1.1", "HTTP/ 1.1", "HTTP 1.1", "http/1.1", "Http/1.1", "HTP/1.1", "HTTPS/1.1", "ICY", "RTSP/1.0", " HTTP/1.1", "\u00efHTTP/1.1", "X"])
            yield return new("version", $"the protocol {version}", $"{version} 200 OK\r\n{Hello}", Refused);
        yield return new("version", "a minor version that nobody has defined", $"HTTP/1.7 200 OK\r\n{Hello}", Taken);
        foreach (var status in (string[])["", "2", "20", "2000", "0200", "099", "000", "600", "999", "-200", "+200", "2O0", "0xC8", "200.0", "2 00", "\u0662\u0660\u0660"])
            yield return new("status", $"the status {(status.Length == 0 ? "left out" : status)}", $"HTTP/1.1 {Latin(status)} OK\r\n{Hello}", Refused);
        yield return new("status", "two spaces before the status", $"HTTP/1.1  200 OK\r\n{Hello}", Refused);
        yield return new("status", "a tab before the status", $"HTTP/1.1\t200 OK\r\n{Hello}", Refused);
        yield return new("status", "a tab after the status", $"HTTP/1.1 200\tOK\r\n{Hello}", Refused);
        yield return new("status", "a letter after the status", $"HTTP/1.1 200OK\r\n{Hello}", Refused);
        yield return new("status", "the version alone", $"HTTP/1.1\r\n{Hello}", Refused);
        yield return new("reason", "no reason and no space before it", $"HTTP/1.1 200\r\n{Hello}", Taken);
        yield return new("reason", "an empty reason", $"HTTP/1.1 200 \r\n{Hello}", Taken);
        yield return new("reason", "a reason of spaces", $"HTTP/1.1 200    \r\n{Hello}", Taken);
        yield return new("reason", "a reason with a colon and a second status", $"HTTP/1.1 200 404: Not HTTP/1.1 500\r\n{Hello}", Taken);
        yield return new("reason", "a reason in UTF-8", $"HTTP/1.1 200 \u00c3\u00a4\r\n{Hello}", Taken);
        yield return new("control", "a NUL in the reason", $"HTTP/1.1 200 O\0K\r\n{Hello}", Refused);
        yield return new("control", "a bare CR in the reason", $"HTTP/1.1 200 O\rK\r\n{Hello}", Refused);
        yield return new("control", "a NUL before the status line", $"\0{Line}{Hello}", Refused);
    }

    private static IEnumerable<WireCase> Lines()
    {
        yield return new("line end", "LF in place of CR LF, everywhere", (Line + Hello).Replace("\r\n", "\n", StringComparison.Ordinal), Refused);
        yield return new("line end", "LF after the status line", $"HTTP/1.1 200 OK\n{Hello}", Refused);
        yield return new("line end", "LF after a header", $"{Line}Content-Length: 5\n\r\nhello", Refused);
        yield return new("line end", "LF in place of the empty line", $"{Line}{Length}\nhello", Refused);
        yield return new("line end", "CR in place of CR LF", $"{Line}Content-Length: 5\r\rhello", Cut);
        yield return new("line end", "two CR before the LF", $"HTTP/1.1 200 OK\r\r\n{Hello}", Refused);
        yield return new("line end", "LF and CR exchanged", $"{Line}Content-Length: 5\n\r\n\rhello", Refused);
        yield return new("line end", "an empty line before the status line", $"\r\n{Line}{Hello}", Refused);
        yield return new("line end", "a byte order mark before the status line", $"\u00ef\u00bb\u00bf{Line}{Hello}", Refused);
        yield return new("folding", "a folded header", $"{Line}X: a\r\n b\r\n{Hello}", Refused);
        yield return new("folding", "a header folded with a tab", $"{Line}X: a\r\n\tb\r\n{Hello}", Refused);
        yield return new("folding", "a folded length", $"{Line}Content-Length:\r\n 5\r\n\r\nhello", Refused);
        yield return new("folding", "a folded transfer encoding", $"{Line}Transfer-Encoding:\r\n chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", Refused);
        yield return new("folding", "white space before the first header", $"{Line} X: a\r\n{Hello}", Refused);
        yield return new("folding", "a line of spaces in place of the empty one", $"{Line}{Length} \r\n\r\nhello", Refused);
    }

    private static IEnumerable<WireCase> Fields()
    {
        foreach (var name in (string[])["", "X Y", "X\tY", "X(Y)", "X/Y", "X@Y", "X[Y]", "\"X\"", "X\u00e9", "X\u007f", "X\0Y"])
            yield return new("name", $"a header called \"{name}\"", $"{Line}{name}: a\r\n{Hello}", Refused);
        yield return new("name", "white space before the colon", $"{Line}X : a\r\n{Hello}", Refused);
        yield return new("name", "white space before the length's colon", $"{Line}Content-Length : 5\r\n\r\nhello", Refused);
        yield return new("name", "no colon", $"{Line}X\r\n{Hello}", Refused);
        yield return new("name", "every character that a name may have", $"{Line}!#$%&'*+-.^_`|~09azAZ: a\r\n{Hello}", Taken);
        yield return new("value", "an empty value", $"{Line}X:\r\n{Hello}", Taken);
        yield return new("value", "no space after the colon, several after the value", $"{Line}X:a  \t\r\nContent-Length:5 \t \r\n\r\nhello", Taken);
        yield return new("value", "colons and quotes in a value", $"{Line}X: :a: \"b\r\n{Hello}", Taken);
        yield return new("value", "Latin-1 in a value", $"{Line}X: \u00e9\u00ff\r\n{Hello}", Taken);
        foreach (var control in "\0\u0001\u0007\b\u000b\u000c\u001b\u007f")
            yield return new("control", $"the character {(int)control:x2} in a value", $"{Line}X: a{control}b\r\n{Hello}", Refused);
        yield return new("control", "a bare CR in a value", $"{Line}X: a\rb\r\n{Hello}", Refused);
        yield return new("control", "a bare CR that hides a header", $"{Line}X: a\rContent-Length: 1\r\n{Hello}", Refused);
        yield return new("control", "a bare CR at the end of a value", $"{Line}X: a\r\r\n{Hello}", Refused);
    }

    private static IEnumerable<WireCase> Lengths()
    {
        foreach (var value in (string[])["", "-5", "+5", "5.", "5.0", "5e0", "0x5", "5 5", "5,", ",5", "5, 5", "5,6", "5;", "5\u00a0", "five", "\"5\"", "5_0", "\u0665", "05 0"])
            yield return new("length", $"the length \"{value}\"", $"{Line}Content-Length: {Latin(value)}\r\n\r\nhello", Refused);
        foreach (var value in (string[])["2147483648", "4294967301", "9223372036854775807", "9223372036854775808", "18446744073709551621", "340282366920938463463374607431768211461", new string('9', 200)])
            yield return new("length", $"the length {value[..Math.Min(40, value.Length)]}", $"{Line}Content-Length: {value}\r\n\r\nhello", Refused);
        yield return new("length", "zeros before the length", $"{Line}Content-Length: {new string('0', 300)}5\r\n\r\nhello", Taken);
        yield return new("length twice", "the same length twice", $"{Line}{Length}{Length}\r\nhello", Refused);
        yield return new("length twice", "two lengths", $"{Line}{Length}Content-Length: 6\r\n\r\nhello!", Refused);
        yield return new("length twice", "two lengths in other cases", $"{Line}content-length: 5\r\nCONTENT-LENGTH: 4\r\n\r\nhello", Refused);
        yield return new("no length", "neither length nor chunks, on a connection that closes", $"{Line}Connection: close\r\n\r\nhello", Refused);
        yield return new("no length", "neither length nor chunks", $"{Line}\r\nhello", Refused);
        yield return new("no length", "no header at all, and no body", $"{Line}\r\n", Refused);
    }

    private static IEnumerable<WireCase> Encodings()
    {
        yield return new("both", "a length, then chunks", $"{Line}{Length}{Chunked}\r\n5\r\nhello\r\n0\r\n\r\n", Refused);
        yield return new("both", "chunks, then a length", $"{Line}{Chunked}{Length}\r\n5\r\nhello\r\n0\r\n\r\n", Refused);
        yield return new("both", "chunks and a length of 0", $"{Line}{Chunked}Content-Length: 0\r\n\r\n5\r\nhello\r\n0\r\n\r\n", Refused);
        foreach (var value in (string[])["gzip", "identity", "gzip, chunked", "chunked, gzip", "chunked, identity", "chunked, chunked", "xchunked", "chunkedx", "chunked;q=1", "\"chunked\"", "chunked,", ",chunked", "chun ked", ""])
            yield return new("encoding", $"the transfer encoding \"{value}\"", $"{Line}Transfer-Encoding: {value}\r\n\r\n5\r\nhello\r\n0\r\n\r\n", Refused);
        yield return new("encoding", "the transfer encoding twice", $"{Line}{Chunked}{Chunked}\r\n5\r\nhello\r\n0\r\n\r\n", Refused);
        yield return new("encoding", "an unknown transfer encoding and a length", $"{Line}Transfer-Encoding: x\r\n{Hello}", Refused);
        yield return new("encoding", "the transfer encoding in capitals", ChunkedHello.Replace("chunked", "CHUNKED", StringComparison.Ordinal), Taken);
        yield return new("encoding", "a vertical tab before the transfer encoding", ChunkedHello.Replace(" chunked", " \u000bchunked", StringComparison.Ordinal), Refused);
    }

    private static IEnumerable<WireCase> Sizes()
    {
        foreach (var size in (string[])["", "-5", "+5", " 5", "\t5", "0x5", "x5", "5h", "5 5", "5,", "5.", "g", "\u00b55", "\0"])
            yield return new("chunk size", $"the chunk size \"{size}\"", Sized(size), Refused);
        foreach (var size in (string[])["80000000", "100000005", "7fffffffffffffff", "8000000000000005", "ffffffffffffffff", "10000000000000005", "f" + new string('0', 16), new string('f', 17), new string('f', 100)])
            yield return new("chunk size", $"the chunk size {size[..Math.Min(20, size.Length)]}, of {size.Length} digits", Sized(size), Refused);
        yield return new("chunk size", "17 digits, of which 16 are zeros", Sized(new string('0', 16) + "5"), Taken);
        yield return new("chunk size", "capital and small digits", $"{Line}{Chunked}\r\n00A\r\n0123456789\r\n0b\r\n0123456789a\r\n0\r\n\r\n", "200 01234567890123456789a");
        yield return new("chunk size", "white space after the size", Sized("5 \t"), Taken);
        foreach (var extension in (string[])[";", ";a", ";a=b", ";a=\"b;c\"", " ; a = b", ";;;", ";a=b;c=d", ";\"", ";\u00e9"])
            yield return new("chunk extension", $"the extension \"{extension}\"", Sized("5" + extension), Taken);
        foreach (var extension in (string[])[";a\0", ";a\rb", ";\u0001", ";\u007f"])
            yield return new("chunk extension", $"an extension with the character {(int)extension.First(c => c is < ' ' or '\u007f'):x2}", Sized("5" + extension), Refused);
        yield return new("chunk extension", "an extension that ends in LF alone", $"{Line}{Chunked}\r\n5;a\nhello\r\n0\r\n\r\n", Refused);
    }

    private static IEnumerable<WireCase> Chunks()
    {
        yield return new("chunk end", "one chunk", ChunkedHello, Taken);
        yield return new("chunk end", "a chunk for each byte", $"{Line}{Chunked}\r\n1\r\nh\r\n1\r\ne\r\n1\r\nl\r\n1\r\nl\r\n1\r\no\r\n0\r\n\r\n", Taken);
        yield return new("chunk end", "a last chunk of many zeros", $"{Line}{Chunked}\r\n5\r\nhello\r\n{new string('0', 30)}\r\n\r\n", Taken);
        yield return new("chunk end", "data that looks like the end", $"{Line}{Chunked}\r\n5\r\n0\r\n\r\n\r\n0\r\n\r\n", "200 0\r\n\r\n");
        yield return new("chunk end", "a chunk longer than its size", $"{Line}{Chunked}\r\n4\r\nhello\r\n0\r\n\r\n", Refused);
        yield return new("chunk end", "a chunk shorter than its size", $"{Line}{Chunked}\r\n6\r\nhello\r\n0\r\n\r\n", Refused);
        yield return new("chunk end", "LF after a chunk", $"{Line}{Chunked}\r\n5\r\nhello\n0\r\n\r\n", Refused);
        yield return new("chunk end", "CR after a chunk", $"{Line}{Chunked}\r\n5\r\nhello\r0\r\n\r\n", Refused);
        yield return new("chunk end", "nothing after a chunk", $"{Line}{Chunked}\r\n5\r\nhello0\r\n\r\n", Refused);
        yield return new("chunk end", "LF after a size", $"{Line}{Chunked}\r\n5\nhello\r\n0\r\n\r\n", Refused);
        yield return new("chunk end", "LF after the last size", $"{Line}{Chunked}\r\n5\r\nhello\r\n0\n\r\n", Refused);
        yield return new("chunk end", "an empty line before the first size", $"{Line}{Chunked}\r\n\r\n5\r\nhello\r\n0\r\n\r\n", Refused);
        yield return new("chunk end", "no last chunk", $"{Line}{Chunked}\r\n5\r\nhello\r\n", Cut);
        yield return new("chunk end", "no empty line after the last chunk", $"{Line}{Chunked}\r\n5\r\nhello\r\n0\r\n", Cut);
    }

    private static IEnumerable<WireCase> Trailers()
    {
        var begin = $"{Line}{Chunked}\r\n5\r\nhello\r\n0\r\n";
        yield return new("trailer", "a trailer", $"{begin}X: a\r\n\r\n", Taken);
        yield return new("trailer", "trailers that would be another framing", $"{begin}Content-Length: 1\r\nTransfer-Encoding: gzip\r\nConnection: close\r\n\r\n", Taken);
        yield return new("trailer", "a trailer without a colon", $"{begin}X\r\n\r\n", Refused);
        yield return new("trailer", "a trailer with white space before the colon", $"{begin}X : a\r\n\r\n", Refused);
        yield return new("trailer", "a folded trailer", $"{begin}X: a\r\n b\r\n\r\n", Refused);
        yield return new("trailer", "a NUL in a trailer", $"{begin}X: \0\r\n\r\n", Refused);
        yield return new("trailer", "LF after a trailer", $"{begin}X: a\n\r\n", Refused);
        yield return new("trailer", "LF in place of the empty line", $"{begin}X: a\r\n\n", Refused);
        yield return new("trailer", "33 trailers", begin + string.Concat(Enumerable.Repeat("X: a\r\n", 33)) + "\r\n", Refused);
        yield return new("trailer", "a trailer that is cut", $"{begin}X: a\r\n", Cut);
    }

    private static IEnumerable<WireCase> Bodiless()
    {
        foreach (var status in (int[])[204, 304])
        {
            yield return new("no body", $"{status} alone", $"HTTP/1.1 {status} X\r\n\r\n", $"{status} ");
            yield return new("no body", $"{status} with a length", $"HTTP/1.1 {status} X\r\n{Length}\r\n", $"{status} ");
            yield return new("no body", $"{status} with chunks", $"HTTP/1.1 {status} X\r\n{Chunked}\r\n", $"{status} ");
            yield return new("after the end", $"{status} with a body", $"HTTP/1.1 {status} X\r\n{Hello}", Refused);
        }

        yield return new("no body", "205 with a length of 0", "HTTP/1.1 205 X\r\nContent-Length: 0\r\n\r\n", "205 ");
    }

    private static IEnumerable<WireCase> Early()
    {
        foreach (var status in (string[])["100 Continue", "102 Processing", "103 Early Hints", "199 X", "100"])
            yield return new("1xx", $"{status} before the answer", $"HTTP/1.1 {status}\r\nX: a\r\n\r\n{Line}{Hello}", Taken);
        yield return new("1xx", "eight before the answer", string.Concat(Enumerable.Repeat("HTTP/1.1 103 X\r\n\r\n", 8)) + Line + Hello, Taken);
        yield return new("1xx", "nine before the answer", string.Concat(Enumerable.Repeat("HTTP/1.1 103 X\r\n\r\n", 9)) + Line + Hello, Refused);
        yield return new("1xx", "100 with a length that belongs to nothing", $"HTTP/1.1 100 X\r\n{Length}\r\n{Line}{Hello}", Taken);
        yield return new("1xx", "100 with a body", $"HTTP/1.1 100 X\r\n{Length}\r\nhello{Line}{Hello}", Refused);
        yield return new("1xx", "100 and no answer", "HTTP/1.1 100 Continue\r\n\r\n", Cut);
        yield return new("1xx", "101, a protocol that nobody asked for", $"HTTP/1.1 101 X\r\nUpgrade: y\r\n\r\n{Line}{Hello}", Refused);
    }

    private static IEnumerable<WireCase> Old()
    {
        yield return new("HTTP/1.0", "a length", $"HTTP/1.0 200 OK\r\n{Hello}", Taken);
        yield return new("HTTP/1.0", "a length and an offer to go on", $"HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n{Hello}", Taken);
        yield return new("HTTP/1.0", "chunks", ChunkedHello.Replace("HTTP/1.1", "HTTP/1.0", StringComparison.Ordinal), Refused);
        yield return new("no length", "HTTP/1.0, and the end of the connection is the body's", "HTTP/1.0 200 OK\r\n\r\nhello", Refused);
        yield return new("version", "HTTP/0.9, which has no head", "hello", Cut);
        yield return new("version", "HTTP/0.9, in lines", "<html>\r\nhello", Refused);
    }

    private static IEnumerable<WireCase> Ends()
    {
        yield return new("cut", "nothing", "", Cut);
        yield return new("cut", "in the version", "HTTP/1", Cut);
        yield return new("cut", "in the status line", "HTTP/1.1 200 O", Cut);
        yield return new("cut", "after the status line", Line, Cut);
        yield return new("cut", "in a header", Line + "Content-Le", Cut);
        yield return new("cut", "before the empty line", Line + Length, Cut);
        yield return new("cut", "in the empty line", Line + Length + "\r", Cut);
        yield return new("cut", "before the body", Line + Length + "\r\n", Cut);
        yield return new("cut", "a byte before the end of the body", Line + Length + "\r\nhell", Cut);
        yield return new("cut", "in a chunk size", $"{Line}{Chunked}\r\n5", Cut);
        yield return new("cut", "in a chunk", $"{Line}{Chunked}\r\n5\r\nhel", Cut);
        yield return new("cut", "between CR and LF after a chunk", $"{Line}{Chunked}\r\n5\r\nhello\r", Cut);
        yield return new("after the end", "a byte after the body", Line + Hello + "!", Refused);
        yield return new("after the end", "a line end after the body", Line + Hello + "\r\n", Refused);
        yield return new("after the end", "a second answer", Line + Hello + Line + Hello, Refused);
        yield return new("after the end", "a second answer after chunks", ChunkedHello + Line + Hello, Refused);
        yield return new("after the end", "a body where the length is 0", $"{Line}Content-Length: 0\r\n\r\nhello", Refused);
    }

    private static IEnumerable<WireCase> Bounds()
    {
        yield return new("bounds", "a reason of 64 KiB", $"HTTP/1.1 200 {Long}\r\n{Hello}", Refused);
        yield return new("bounds", "a header's value of 64 KiB", $"{Line}X: {Long}\r\n{Hello}", Refused);
        yield return new("bounds", "a header's name of 64 KiB", $"{Line}{Long}: a\r\n{Hello}", Refused);
        yield return new("bounds", "64 KiB without a line end", Long, Refused);
        yield return new("bounds", "a header's value of 16,000 bytes", $"{Line}X: {Long[..16_000]}\r\n{Hello}", Taken);
        yield return new("bounds", "a chunk extension of 64 KiB", Sized("5;" + Long), Refused);
        yield return new("bounds", "a chunk size of 64 KiB of zeros", Sized(new string('0', 64 * 1024) + "5"), Refused);
        yield return new("bounds", "a trailer of 64 KiB", $"{Line}{Chunked}\r\n5\r\nhello\r\n0\r\nX: {Long}\r\n\r\n", Refused);
        yield return new("bounds", "100 headers", Line + string.Concat(Enumerable.Repeat("X: a\r\n", 99)) + Hello, Taken);
        yield return new("bounds", "101 headers", Line + string.Concat(Enumerable.Repeat("X: a\r\n", 100)) + Hello, Refused);
        yield return new("bounds", "1,000 headers", Line + string.Concat(Enumerable.Range(0, 1000).Select(number => string.Create(CultureInfo.InvariantCulture, $"X{number}: a\r\n"))) + Hello, Refused);
        yield return new("bounds", "a length over the largest event's", $"{Line}Content-Length: 6356993\r\n\r\nhello", Refused);
        yield return new("bounds", "a length of 1 GB, and no more than its head", $"{Line}Content-Length: 1000000000\r\n\r\n", Refused);
    }

    private static string Sized(string size) => $"{Line}{Chunked}\r\n{size}\r\nhello\r\n0\r\n\r\n";

    /// <summary>UTF-8, as characters that are one byte each.</summary>
    private static string Latin(string text) => Wire.Text(System.Text.Encoding.UTF8.GetBytes(text));
}
