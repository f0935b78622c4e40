using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Pintle.Layer.Output;

namespace Pintle.Layer.Inputs;

/// <summary>
/// A layer's or a function's assemblies that were compiled before, kept in a folder by what went into them: the compiler and what it was told, the IL, the profile, and all that the assembly reaches by
/// references. Whoever may write the folder decides what is compiled code; a proof of a layer takes nothing from here (<see cref="LayerRequest.CompileAnew"/>).
/// </summary>
/// <param name="folder">Where they are kept; <c>null</c> keeps none.</param>
internal sealed class CompiledAssemblies(string? folder)
{
    /// <summary>The next build removes what none has taken for this long. Chosen, not measured: a shorter time compiles more anew after a pause, a longer one takes more disk.</summary>
    private static readonly TimeSpan Unused = TimeSpan.FromDays(30);

    private readonly ConcurrentDictionary<string, string> _digests = new(StringComparer.Ordinal);

    /// <param name="compiler">Its package counts, with the digest.</param>
    /// <param name="original">The assembly's IL.</param>
    /// <param name="reached">The files that it reaches by references, in any order.</param>
    /// <param name="framework">What identifies the files that it refers to and that are not among <paramref name="reached"/>; empty where there are none.</param>
    /// <returns>The file's name, or <c>null</c> where none are kept.</returns>
    public string? Key(Crossgen2 compiler, CompilerTarget target, string original, ReadOnlySpan<byte> profile, IEnumerable<string> reached, string framework = "")
    {
        if (folder is null)
            return null;
        var parts = new StringBuilder();
        _ = parts.Append(CultureInfo.InvariantCulture, $"{compiler.Package}\n{string.Join(' ', Crossgen2.ProfileOptions(target))}\n{framework}\n{DigestOf(original)}\n{Convert.ToHexString(SHA256.HashData(profile))}\n");
        foreach (var digest in reached.Select(DigestOf).Order(StringComparer.Ordinal))
            _ = parts.Append(digest).Append('\n');
        return Path.Combine(folder, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(parts.ToString()))) + ".compiled");
    }

    /// <returns>The compiled assembly, or <c>null</c> where it has to be compiled: none is kept, or what is kept is not what was written.</returns>
    public static async Task<byte[]?> FindAsync(string? key, CancellationToken cancellationToken)
    {
        if (key is null || !File.Exists(key))
            return null;
        byte[] kept;
        try
        {
            kept = await File.ReadAllBytesAsync(key, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        var length = kept.Length - SHA256.HashSizeInBytes;
        if (length <= 0 || !SHA256.HashData(kept.AsSpan(0, length)).AsSpan().SequenceEqual(kept.AsSpan(length)))
            return null;
        try
        {
            File.SetLastWriteTimeUtc(key, DateTime.UtcNow);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder may only be read: somebody else decides what stays.
        }

        return kept[..length];
    }

    /// <summary>Whole or not at all, with its digest behind it. What cannot be kept is compiled again the next time.</summary>
    public static async Task KeepAsync(string? key, byte[] compiled, CancellationToken cancellationToken)
    {
        if (key is null)
            return;
        try
        {
            _ = Directory.CreateDirectory(Path.GetDirectoryName(key)!);
            await AtomicFile.WriteAsync(key, (byte[])[.. compiled, .. SHA256.HashData(compiled)], cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    /// <summary>Removes what was not taken for a month, so that the folder holds no more than what is built.</summary>
    public void RemoveUnused()
    {
        if (folder is null || !Directory.Exists(folder))
            return;
        try
        {
            foreach (var file in new DirectoryInfo(folder).GetFiles().Where(file => DateTime.UtcNow - file.LastWriteTimeUtc > Unused))
                file.Delete();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Another build removes the same, or the folder may only be read.
        }
    }

    /// <summary>The file's name counts too: by it the compiler finds what an assembly refers to.</summary>
    private string DigestOf(string file) => _digests.GetOrAdd(file, path =>
    {
        using var content = File.OpenRead(path);
        return $"{Path.GetFileName(path)} {Convert.ToHexString(SHA256.HashData(content))}";
    });
}
