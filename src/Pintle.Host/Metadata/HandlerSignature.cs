namespace Pintle.Host.Metadata;

/// <summary>A handler's signature as metadata has it (ECMA-335 II.23.2), before any of its types is loaded: only whether a serializer will be asked for.</summary>
internal static class HandlerSignature
{
    private const int GenericMethod = 0x10, Void = 0x01, Class = 0x12, ValueType = 0x11, GenericInstance = 0x15, TypeRefTag = 1, TagMask = 0x3, TagBits = 2;

    /// <summary>Whether anything that goes in or out is neither a stream nor a context. A hint: a subclass of Stream counts as serialized, and so does what can be no handler.</summary>
    public static bool IsSerialized(in MetadataTables tables, int method)
    {
        var signature = tables.Signature(method);
        if ((signature[0] & GenericMethod) != 0)
            return false;
        signature = signature[1..];
        for (var types = MetadataTables.Compressed(ref signature) + 1; types > 0; types--)
        {
            if (IsSerialized(tables, ref signature))
                return true;
        }
        return false;
    }

    /// <param name="tables">Of the handler's assembly.</param>
    /// <param name="signature">Where the type begins. It is moved behind the type only if that is not serialized: after one that is, nothing more is asked.</param>
    private static bool IsSerialized(in MetadataTables tables, ref ReadOnlySpan<byte> signature)
    {
        switch (MetadataTables.Compressed(ref signature))
        {
            case Void:
                return false;
            case Class or ValueType:
                return !(IsNamed(tables, ref signature, out var row) && IsRuntimes(tables, row));
            case GenericInstance:
                _ = MetadataTables.Compressed(ref signature);
                var isTask = IsNamed(tables, ref signature, out var definition) && IsTask(tables, definition);
                _ = MetadataTables.Compressed(ref signature);
                return !isTask || IsSerialized(tables, ref signature);
            default:
                return true;
        }
    }

    private static bool IsNamed(in MetadataTables tables, ref ReadOnlySpan<byte> signature, out int row)
    {
        var index = MetadataTables.Compressed(ref signature);
        row = index >> TagBits;
        return (index & TagMask) == TypeRefTag;
    }

    private static bool IsRuntimes(in MetadataTables tables, int row) => tables.IsReference(row, "System.IO"u8, "Stream"u8) || tables.IsReference(row, "System.IO"u8, "MemoryStream"u8)
        || tables.IsReference(row, "Amazon.Lambda.Core"u8, "ILambdaContext"u8)
        || tables.IsReference(row, "System.Threading.Tasks"u8, "Task"u8) || tables.IsReference(row, "System.Threading.Tasks"u8, "ValueTask"u8);

    private static bool IsTask(in MetadataTables tables, int row) =>
        tables.IsReference(row, "System.Threading.Tasks"u8, "Task`1"u8) || tables.IsReference(row, "System.Threading.Tasks"u8, "ValueTask`1"u8);
}
