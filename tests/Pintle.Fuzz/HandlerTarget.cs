using System.Text;
using Pintle.Host.Handlers;

namespace Pintle.Fuzz;

/// <summary>The handler string: three parts, or the fault of the closed list; and what was taken apart is the same when it is put together.</summary>
internal static class HandlerTarget
{
    public static IReadOnlyList<byte[]> Seeds { get; } =
    [
        "Orders::Orders.Function::Place"u8.ToArray(), " A, Version=1.0.0.0, Culture=neutral, PublicKeyToken=null :: B+C :: System.String D(System.String)"u8.ToArray(), "A\\,B::C::D::E"u8.ToArray(),
    ];

    public static void Run(byte[] input)
    {
        // A variable of the environment holds no NUL.
        var text = Encoding.UTF8.GetString(input).Replace('\0', '_');
        HandlerString parts;
        try
        {
            parts = HandlerString.Parse(text);
        }
        catch (HandlerFaultException fault)
        {
            InvariantException.Require($"{fault.Code}" == "HandlerMalformed" && fault.Message.Length is > 20 and < 1000 && !fault.Message.Any(char.IsControl), $"expected one bounded line, found {fault.Message}");
            return;
        }

        // The assembly's name has escapes of its own: \r in it is the end of a line.
        InvariantException.Require(parts.Assembly.Name is { Length: > 0 }, "expected an assembly's name");
        foreach (var part in (string[])[parts.Type, parts.Method])
            InvariantException.Require(part.Length > 0 && part.Trim() == part, $"expected a part with nothing around it, found \"{part}\"");
        // A colon beside a separator is a part's or the separator's, by where the first two stand.
        if (parts.Assembly.FullName.EndsWith(':') || parts.Type.StartsWith(':') || parts.Type.EndsWith(':'))
            return;
        var again = HandlerString.Parse($"{parts.Assembly.FullName}::{parts.Type}::{parts.Method}");
        InvariantException.Require(again.Assembly.FullName == parts.Assembly.FullName && again.Type == parts.Type && again.Method == parts.Method, $"expected {parts}, found {again}");
    }
}
