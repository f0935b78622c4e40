using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Pintle.Layer.Inputs;
using Pintle.Layer.Output;

namespace Pintle.Layer.Optimize;

/// <summary>
/// Assemblies that were compiled before, kept in a folder by what went into them: the compiler, the target, the IL, the profile, and the IL of all that the assembly gets to by references. So an edit of one
/// assembly compiles those anew that refer to it, and no package's.
/// </summary>
/// <param name="folder">Where they are kept; <c>null</c> keeps none.</param>
internal sealed class CompiledAssemblies(string? folder)
{
    private readonly ConcurrentDictionary<string, string> _digests = new(StringComparer.Ordinal);

    /// <param name="compiler">The compiler's package, with its digest.</param>
    /// <param name="framework">What identifies the layer's framework.</param>
    /// <param name="original">The assembly's IL.</param>
    /// <param name="reached">The IL of the package's own that it gets to, in any order.</param>
    /// <returns>The file's name, or <c>null</c> where none are kept.</returns>
    public string? Key(string compiler, string framework, CompilerTarget target, string original, ReadOnlySpan<byte> profile, IEnumerable<string> reached)
    {
        if (folder is null)
            return null;
        var parts = new StringBuilder();
        _ = parts.Append(CultureInfo.InvariantCulture, $"{compiler}\n{framework}\n{target.Architecture} {target.InstructionSet}\n{DigestOf(original)}\n{Convert.ToHexString(SHA256.HashData(profile))}\n");
        foreach (string digest in reached.Select(DigestOf).Order(StringComparer.Ordinal))
            _ = parts.Append(digest).Append('\n');
        return Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(parts.ToString()))) + ".dll");
    }

    /// <returns>The compiled assembly, or <c>null</c> where it has to be compiled.</returns>
    public static async Task<byte[]?> FindAsync(string? key, CancellationToken cancellationToken)
    {
        try
        {
            return key is null || !File.Exists(key) ? null : await File.ReadAllBytesAsync(key, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Whole or not at all. What cannot be kept is compiled again the next time.</summary>
    public static async Task KeepAsync(string? key, byte[] compiled, CancellationToken cancellationToken)
    {
        if (key is null)
            return;
        try
        {
            _ = Directory.CreateDirectory(Path.GetDirectoryName(key)!);
            await AtomicFile.WriteAsync(key, (file, token) => file.WriteAsync(compiled, token).AsTask(), cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    private string DigestOf(string file) => _digests.GetOrAdd(file, path =>
    {
        using FileStream content = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(content));
    });
}
