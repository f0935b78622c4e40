using System.Globalization;
using System.Runtime;
using System.Text;

namespace Precompiled;

/// <summary>Handlers whose own code needs no JIT: no generics over value types, no lambdas, no serializer.</summary>
public sealed class Function
{
    public Stream Echo(Stream input) => input;

    public static Stream EchoStatic(Stream input) => input;

    /// <summary>Turns ASCII letters into capitals, which takes the event apart and puts a new response together.</summary>
    public Stream Upper(Stream input)
    {
        var output = new MemoryStream();
        for (var next = input.ReadByte(); next >= 0; next = input.ReadByte())
            output.WriteByte(next is >= 'a' and <= 'z' ? (byte)(next - 32) : (byte)next);

        output.Position = 0;
        return output;
    }

    /// <summary>How many methods the JIT has compiled in this process until now.</summary>
    public Stream Jitted(Stream input) => new MemoryStream(Encoding.ASCII.GetBytes(JitInfo.GetCompiledMethodCount().ToString(CultureInfo.InvariantCulture)));
}
