using System.Buffers.Text;
using System.Text;
using Pintle.Bootstrap.Package;
using Pintle.Bootstrap.Posix;
using Pintle.Shared;

namespace Pintle.Bootstrap.Framework;

/// <summary>The layer's framework files as <see cref="FrameworkListFormat"/> lists them. Reads that one file; does not look into the folder except to compare sizes.</summary>
internal sealed unsafe class FrameworkList
{
    private const byte Tab = (byte)'\t';
    private const byte LineFeed = (byte)'\n';

    private readonly byte[] _text;
    private readonly List<Entry> _managed = new(200);
    private readonly List<Entry> _native = new(32);
    private readonly List<Entry> _engine = [];
    private readonly List<FrameworkReference> _frameworks = new(2);
    private int _inUse = int.MaxValue;

    private FrameworkList(byte[] text) => _text = text;

    /// <summary>Where a line's fields begin and end in the text. Version fields are parsed only for the few names that a function also brings; the framework is an index.</summary>
    public readonly record struct Entry(int NameStart, int NameLength, long Size, int VersionsStart, int VersionsLength, int Framework);

    public string Rid { get; private set; } = "";

    /// <summary>The assemblies of Amazon's loop; none in a layer without it.</summary>
    public IReadOnlyList<Entry> Engine => _engine;

    /// <summary>Whether Amazon's loop runs handlers where PINTLE_ENGINE is unset.</summary>
    public bool UsesAws { get; private set; }

    /// <summary>The version of the layer's ICU; null where it has none.</summary>
    public string? Icu { get; private set; }

    /// <summary>The version of the layer's time zone data; null where it has none.</summary>
    public string? ZoneInfo { get; private set; }

    public IReadOnlyList<FrameworkReference> Frameworks => _frameworks;
    public IReadOnlyList<Entry> Managed => _managed;

    /// <summary>The base framework, and those above it that the function asks for.</summary>
    public IReadOnlyList<FrameworkReference> FrameworksInUse => _inUse < _frameworks.Count ? _frameworks[.._inUse] : _frameworks;

    public bool IsInUse(Entry entry) => entry.Framework < _inUse;

    /// <summary>Takes out the frameworks that the function doesn't ask for, because the .NET host too gives a function only its own. Each framework builds on those before it; a function that asks for none gets all.</summary>
    public void Restrict(List<FrameworkReference> wanted)
    {
        var last = -1;
        foreach (var each in wanted)
            last = Math.Max(last, _frameworks.FindIndex(framework => framework.Name == each.Name));
        _inUse = last < 0 ? int.MaxValue : last + 1;
    }

    public ReadOnlySpan<byte> NameOf(Entry entry) => _text.AsSpan(entry.NameStart, entry.NameLength);

    /// <exception cref="FaultException">LayerIncomplete or LayerCorrupt.</exception>
    public static FrameworkList Read(string layerRoot)
    {
        var path = $"{layerRoot}/{FrameworkListFormat.RelativePath}";
        try
        {
            return Parse(File.ReadAllBytes(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FaultException(FaultCode.LayerIncomplete, $"Expected the layer's framework list at {path}, but it cannot be read. Publish the layer again from its zip.");
        }
    }

    /// <param name="text">Taken over: names are ended with NUL in place, for the C library.</param>
    /// <param name="path">For messages.</param>
    internal static FrameworkList Parse(byte[] text, string path)
    {
        var list = new FrameworkList(text);
        var position = 0;
        var lineNumber = 0;
        while (position < text.Length)
        {
            lineNumber++;
            var length = text.AsSpan(position).IndexOf(LineFeed);
            if (length < 0 || !list.Add(position, length, lineNumber))
                throw new FaultException(FaultCode.LayerCorrupt, $"Line {lineNumber} of {path} is not as the layer's build writes it. Publish the layer again from its zip.");
            position += length + 1;
        }
        if (list._managed.Count == 0 || list._frameworks.Count == 0 || list.Rid.Length == 0)
            throw new FaultException(FaultCode.LayerCorrupt, $"{path} lacks a rid, a framework or its assemblies. Publish the layer again from its zip.");
        return list;
    }

    /// <summary>Compares every listed file's size with what is there, before CoreCLR maps any of it: a truncated file would end the process with SIGBUS.</summary>
    /// <exception cref="FaultException">LayerIncomplete or LayerCorrupt.</exception>
    public void Verify(string layerRoot)
    {
        var folder = $"{layerRoot}/{FrameworkListFormat.RuntimeFolder}";
        var directory = OpenFolder(folder);
        try
        {
            foreach (var entry in _managed)
                VerifyOne(directory, folder, entry);
            foreach (var entry in _native)
                VerifyOne(directory, folder, entry);
        }
        finally
        {
            _ = LibC.Close(directory);
        }
    }

    /// <summary>Whether one native library has its listed size, for a caller that cannot wait for <see cref="Verify"/>.</summary>
    public bool HasListedSize(string path, ReadOnlySpan<byte> name)
    {
        foreach (var entry in _native)
        {
            if (NameOf(entry).SequenceEqual(name))
                return new FileInfo(path) is { Exists: true } file && file.Length == entry.Size;
        }
        return false;
    }

    /// <summary>The same for Amazon's loop.</summary>
    public void VerifyEngine(string layerRoot)
    {
        var folder = $"{layerRoot}/{FrameworkListFormat.EngineFolder}";
        var directory = OpenFolder(folder);
        try
        {
            foreach (var entry in _engine)
                VerifyOne(directory, folder, entry);
        }
        finally
        {
            _ = LibC.Close(directory);
        }
    }

    /// <summary>The framework's assembly of that file name, with its versions; null when the frameworks in use have none.</summary>
    public AssetVersions? FindManaged(ReadOnlySpan<byte> fileName)
    {
        int low = 0, high = _managed.Count - 1;
        while (low <= high)
        {
            var middle = (low + high) >>> 1;
            var order = NameOf(_managed[middle]).SequenceCompareTo(fileName);
            if (order == 0)
                return IsInUse(_managed[middle]) ? VersionsOf(_managed[middle]) : null;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return null;
    }

    public AssetVersions VersionsOf(Entry entry)
    {
        var versions = _text.AsSpan(entry.VersionsStart, entry.VersionsLength);
        var tab = versions.IndexOf(Tab);
        return new AssetVersions(AssetVersions.Parse(versions[..tab]), AssetVersions.Parse(versions[(tab + 1)..]));
    }

    private bool Add(int start, int length, int lineNumber)
    {
        var line = _text.AsSpan(start, length);
        if (lineNumber == 1)
            return line.SequenceEqual("pintle-framework-list 1"u8);

        var firstTab = line.IndexOf(Tab);
        if (firstTab < 0)
            return false;
        var keyword = line[..firstTab];
        var restStart = start + firstTab + 1;
        var rest = line[(firstTab + 1)..];
        if (keyword.SequenceEqual("managed"u8))
            return AddFile(restStart, rest, _managed, hasVersions: true);
        if (keyword.SequenceEqual("native"u8))
            return AddFile(restStart, rest, _native, hasVersions: false);
        if (keyword.SequenceEqual("rid"u8))
        {
            Rid = Encoding.UTF8.GetString(rest);
            return true;
        }
        if (keyword.SequenceEqual("framework"u8))
            return AddFramework(rest);
        if (keyword.SequenceEqual("engine"u8))
            return AddFile(restStart, rest, _engine, hasVersions: true);
        if (keyword.SequenceEqual("uses"u8))
            return UsesAws = rest.SequenceEqual("aws"u8);
        if (keyword.SequenceEqual("icu"u8))
            Icu = Encoding.UTF8.GetString(rest);
        else if (keyword.SequenceEqual("zoneinfo"u8))
            ZoneInfo = Encoding.UTF8.GetString(rest);
        else
            return false;
        return rest.Length > 0;
    }

    private bool AddFramework(ReadOnlySpan<byte> rest)
    {
        var tab = rest.IndexOf(Tab);
        if (tab < 0)
            return false;
        _frameworks.Add(new FrameworkReference(Encoding.UTF8.GetString(rest[..tab]), Encoding.UTF8.GetString(rest[(tab + 1)..])));
        return true;
    }

    private bool AddFile(int start, ReadOnlySpan<byte> rest, List<Entry> files, bool hasVersions)
    {
        var nameEnd = rest.IndexOf(Tab);
        if (nameEnd <= 0 || rest[..nameEnd].Contains((byte)'/'))
            return false;
        // FindManaged relies on the order.
        if (files.Count > 0 && NameOf(files[^1]).SequenceCompareTo(rest[..nameEnd]) >= 0)
            return false;
        var afterName = rest[(nameEnd + 1)..];
        if (!Utf8Parser.TryParse(afterName, out long size, out var digits) || size < 0)
            return false;
        var versions = afterName[digits..];
        if (hasVersions ? versions.Count(Tab) is not (2 or 3) || versions[0] != Tab : versions.Length != 0)
            return false;
        if (!TakeFramework(ref versions, out var framework))
            return false;
        var versionsStart = start + nameEnd + 1 + digits + 1;
        files.Add(new Entry(start, nameEnd, size, versionsStart, hasVersions ? versions.Length - 1 : 0, framework));
        _text[start + nameEnd] = 0;
        return true;
    }

    /// <summary>The last field, which the base framework's files lack.</summary>
    private bool TakeFramework(ref ReadOnlySpan<byte> versions, out int framework)
    {
        framework = 0;
        if (versions.Count(Tab) != 3)
            return true;
        var last = versions.LastIndexOf(Tab);
        var isNumber = Utf8Parser.TryParse(versions[(last + 1)..], out framework, out var digits) && digits == versions.Length - last - 1;
        versions = versions[..last];
        return isNumber && framework > 0 && framework < _frameworks.Count;
    }

    private static int OpenFolder(string folder)
    {
        var flags = LibC.OpenPath | LibC.OpenCloseOnExec
            | (System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture == System.Runtime.InteropServices.Architecture.Arm64 ? LibC.OpenDirectoryArm64 : LibC.OpenDirectory);
        fixed (byte* path = Encoding.UTF8.GetBytes(folder + '\0'))
        {
            var directory = LibC.Open(path, flags);
            return directory >= 0
                ? directory
                : throw new FaultException(FaultCode.LayerIncomplete, $"Expected the .NET runtime in {folder}, but there is no such folder. Publish the layer again from its zip.");
        }
    }

    private void VerifyOne(int directory, string folder, Entry entry)
    {
        var status = stackalloc byte[LibC.StatXLength];
        fixed (byte* text = _text)
        {
            if (LibC.StatX(directory, text + entry.NameStart, 0, LibC.StatXSize, status) != 0)
                throw new FaultException(FaultCode.LayerIncomplete, $"Expected {folder}/{Name(entry)}, but it is not there. Publish the layer again from its zip.");
        }
        var size = *(long*)(status + LibC.StatXSizeOffset);
        if (size != entry.Size)
            throw new FaultException(FaultCode.LayerCorrupt, $"Expected {folder}/{Name(entry)} to have {entry.Size} bytes, but it has {size}. Publish the layer again from its zip.");
    }

    private string Name(Entry entry) => Encoding.UTF8.GetString(NameOf(entry));
}

/// <summary>A shared framework's name and version: the exact version of the layer's, or the least version that a function asks for, with its own roll-forward setting where it has one.</summary>
internal sealed record FrameworkReference(string Name, string Version, string? RollForward = null);
