using System.Globalization;
using System.Text;

namespace Pintle.Host.Logging;

/// <summary>
/// Console.Out or Console.Error: each WriteLine is a record with a level, each Write goes out as it is (RuntimeSupport, LogLevelLoggerWriter). Used only through the wrapper
/// of Console.SetOut, which lets one thread in at a time and turns asynchronous calls into these. Closing it does nothing, as with any TextWriter that does not say otherwise.
/// </summary>
internal sealed class ConsoleWriter(Severity severity, int descriptor) : TextWriter
{
    /// <summary>The first half of a surrogate pair whose second half is in the next write; 0 when there is none.</summary>
    private char _half;

    public override Encoding Encoding { get; } = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    public override void WriteLine() => WriteRecord("");
    public override void WriteLine(string? value) => WriteRecord(value);
    public override void WriteLine(bool value) => WriteRecord(value ? bool.TrueString : bool.FalseString);
    public override void WriteLine(char value) => WriteRecord(value.ToString());
    public override void WriteLine(char[]? buffer) => WriteRecord(buffer is null ? "" : new string(buffer));
    public override void WriteLine(char[] buffer, int index, int count) => WriteRecord(new string(buffer, index, count));
    public override void WriteLine(ReadOnlySpan<char> buffer) => WriteRecord(new string(buffer));
    public override void WriteLine(StringBuilder? value) => WriteRecord(value?.ToString());
    public override void WriteLine(int value) => WriteRecord(value.ToString(CultureInfo.CurrentCulture));
    public override void WriteLine(uint value) => WriteRecord(value.ToString(CultureInfo.CurrentCulture));
    public override void WriteLine(long value) => WriteRecord(value.ToString(CultureInfo.CurrentCulture));
    public override void WriteLine(ulong value) => WriteRecord(value.ToString(CultureInfo.CurrentCulture));
    public override void WriteLine(float value) => WriteRecord(value.ToString(CultureInfo.CurrentCulture));
    public override void WriteLine(double value) => WriteRecord(value.ToString(CultureInfo.CurrentCulture));
    public override void WriteLine(decimal value) => WriteRecord(value.ToString(CultureInfo.CurrentCulture));

    // Objects and formats lead to WriteLine(string) and Write(string) by default.
    public override void Write(char value) => WriteRaw([value]);
    public override void Write(char[] buffer, int index, int count) => WriteRaw(buffer.AsSpan(index, count));
    public override void Write(ReadOnlySpan<char> buffer) => WriteRaw(buffer);
    public override void Write(string? value) => WriteRaw(value);
    public override void Write(StringBuilder? value) => WriteRaw(value?.ToString());

    private void WriteRecord(string? text)
    {
        if (_half != '\0')
            LogWriter.Write(descriptor, [_half]);
        _half = '\0';
        FunctionLog.Write(severity, text, descriptor);
    }

    private void WriteRaw(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return;
        var isHalf = char.IsHighSurrogate(text[^1]);
        if (_half == '\0' && !isHalf)
        {
            LogWriter.Write(descriptor, text);
            return;
        }
        var whole = string.Concat(_half == '\0' ? [] : [_half], isHalf ? text[..^1] : text);
        _half = isHalf ? text[^1] : '\0';
        LogWriter.Write(descriptor, whole);
    }
}
