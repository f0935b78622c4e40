using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Pintle.Layer.Inputs;

/// <summary>A digest over named things, each with its length, so that no two different lists of things give the same bytes to hash.</summary>
internal sealed class SourceFingerprint : IDisposable
{
    private static readonly string[] NotSource = ["bin", "obj"];

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public SourceFingerprint Add(string name, ReadOnlySpan<byte> content)
    {
        var nameBytes = Encoding.UTF8.GetBytes(name);
        Span<byte> lengths = stackalloc byte[8];
        BinaryPrimitives.WriteInt32LittleEndian(lengths, nameBytes.Length);
        BinaryPrimitives.WriteInt32LittleEndian(lengths[4..], content.Length);
        _hash.AppendData(lengths);
        _hash.AppendData(nameBytes);
        _hash.AppendData(content);
        return this;
    }

    public SourceFingerprint Add(string name, string? value) => Add(name, Encoding.UTF8.GetBytes(value ?? "\0"));

    /// <summary>Every file below a folder but compilers' output, in ordinal order of their paths from <paramref name="root"/>.</summary>
    public SourceFingerprint AddFolder(string root, string folder) => AddFiles(root, Enumerate(Path.Combine(root, folder)));

    /// <summary>The files of the folder itself that match one of the patterns, so that one that appears later counts as a change.</summary>
    public SourceFingerprint AddMatching(string root, string folder, params ReadOnlySpan<string> patterns)
    {
        var found = new List<string>();
        foreach (var pattern in patterns)
            found.AddRange(Directory.EnumerateFiles(Path.Combine(root, folder), pattern));
        return AddFiles(root, found.Distinct(StringComparer.Ordinal));
    }

    public string Finish() => Convert.ToHexStringLower(_hash.GetHashAndReset());

    public void Dispose() => _hash.Dispose();

    private SourceFingerprint AddFiles(string root, IEnumerable<string> files)
    {
        foreach (var file in files.OrderBy(file => file, StringComparer.Ordinal))
            _ = Add(Path.GetRelativePath(root, file).Replace('\\', '/'), File.ReadAllBytes(file));
        return this;
    }

    private static IEnumerable<string> Enumerate(string folder)
    {
        var below = Directory.EnumerateDirectories(folder)
            .Where(child => !NotSource.Contains(Path.GetFileName(child), StringComparer.Ordinal))
            .SelectMany(Enumerate);
        return Directory.EnumerateFiles(folder).Concat(below);
    }
}
