using System.Buffers.Text;
using System.Text;
using Pintle.Bootstrap.Package;
using Pintle.Shared;

namespace Pintle.Bootstrap.Ahead;

/// <summary>
/// The start that was rehearsed, where the package has one that fits (see <see cref="RehearsalFormat"/>): which profiles CoreCLR is to replay on a thread of its own. A profile that does not fit its
/// modules can crash the CLR, so only a profile whose digest was compared is replayed. One that does not fit is no fault: the function starts without it.
/// </summary>
/// <param name="Folder">Of the profiles. Null: nothing is replayed or recorded.</param>
/// <param name="Profile">Replayed from the first moment on. Null for none.</param>
/// <param name="LateProfile">Replayed when the handler's object is made. Null for none.</param>
/// <param name="Records">Whether this start is a rehearsal: the CLR writes the profile at the end.</param>
internal sealed record Rehearsal(string? Folder, string? Profile, string? LateProfile, bool Records)
{
    private const byte LineFeed = (byte)'\n';
    private const byte Tab = (byte)'\t';

    public static Rehearsal None { get; } = new(null, null, null, false);

    public bool IsReplayed => Folder is not null && !Records;

    /// <param name="environment">Says whether to, and where a rehearsal records.</param>
    /// <param name="taskRoot">The package's folder.</param>
    /// <param name="function">Which of its files the CLR is told of.</param>
    /// <param name="handler">The handler string.</param>
    public static Rehearsal Find(BootstrapEnvironment environment, string taskRoot, FunctionPackage function, string handler)
    {
        if (environment.RehearsalRecord is { } record)
            return new Rehearsal(Path.GetDirectoryName(record), Path.GetFileName(record), null, Records: true);
        var list = $"{taskRoot}/{RehearsalFormat.ListPath}";
        if (environment.Rehearsal.IsOff || !File.Exists(list))
            return None;
        var folder = $"{taskRoot}/{RehearsalFormat.Folder}";
        string? reason;
        try
        {
            // CoreCLR itself replays nothing on one processor: the replay's thread would only take time from the start.
            if (Environment.ProcessorCount < 2)
            {
                reason = "there is one processor only";
            }
            else
            {
                reason = Read(File.ReadAllBytes(list), environment.LayerRoot, taskRoot, function, handler, folder, out var found);
                if (reason is null)
                {
                    if (environment.AsksForVersion)
                        FaultReport.Note($"replays the start that was rehearsed for {Quote.Bounded(handler)}{(environment.Rehearsal.Wait > 0 ? "" : ", without waiting for it")}");
                    return found;
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            reason = "its files cannot be read";
        }
        if (environment.AsksForVersion)
            FaultReport.Note($"the start is not replayed: {reason}. The function starts without; rehearse its package again for this layer (pintle rehearse).");
        return None;
    }

    /// <returns>Why it is not used, or null.</returns>
    internal static string? Read(ReadOnlySpan<byte> text, string layerRoot, string taskRoot, FunctionPackage function, string handler, string folder, out Rehearsal found)
    {
        found = None;
        if (text.IsEmpty || text[^1] != LineFeed || !text.StartsWith("pintle-rehearsal 1\n"u8))
            return "pintle.rehearsal/list is damaged, or of another version";
        HashSet<string> assemblies = [.. function.Assemblies];
        var handlerText = Encoding.UTF8.GetBytes(handler.Trim());
        string? profile = null, late = null, json = null;
        var hasLayer = false;
        for (var rest = text[("pintle-rehearsal 1\n"u8.Length)..]; !rest.IsEmpty;)
        {
            var end = rest.IndexOf(LineFeed);
            var line = rest[..end];
            rest = rest[(end + 1)..];
            var keyword = Field(ref line);
            string? reason;
            if (keyword.SequenceEqual("layer"u8))
            {
                hasLayer = true;
                reason = Matches(line, $"{layerRoot}/{FrameworkListFormat.RelativePath}") ? null : "it was rehearsed on another layer";
            }
            else if (keyword.SequenceEqual("module"u8))
            {
                reason = CheckModule(line, taskRoot, assemblies);
            }
            else if (keyword.SequenceEqual("start"u8))
            {
                reason = TakeFile(line, handlerText, folder, ref profile);
            }
            else if (keyword.SequenceEqual("late"u8))
            {
                reason = TakeFile(line, handlerText, folder, ref late);
            }
            else if (keyword.SequenceEqual("json"u8))
            {
                reason = TakeFile(line, handlerText, folder, ref json);
            }
            else
            {
                reason = "pintle.rehearsal/list is damaged";
            }

            if (reason is not null)
                return reason;
        }
        if (!hasLayer)
            return "pintle.rehearsal/list names no layer";
        if (profile is null && late is null)
            return $"{Quote.Bounded(handler)} was not rehearsed";
        // The host looks for it by its name, so no other may be the one that was compared, and none be there that was not.
        var generated = RehearsalFormat.JsonFile(handler);
        if (json is null ? File.Exists($"{folder}/{generated}") : json != generated)
            return $"pintle.rehearsal/list does not name {generated}";
        found = new Rehearsal(folder, profile, late, Records: false);
        return null;
    }

    private static string? CheckModule(ReadOnlySpan<byte> line, string taskRoot, HashSet<string> assemblies)
    {
        var size = Field(ref line);
        var path = Encoding.UTF8.GetString(line);
        if (!Utf8Parser.TryParse(size, out long expected, out var digits) || digits != size.Length)
            return "pintle.rehearsal/list is damaged";
        var full = $"{taskRoot}/{path}";
        if (!assemblies.Contains(full))
            return $"{Quote.Bounded(path)} is not among the function's assemblies";
        return new FileInfo(full) is { Exists: true } file && file.Length == expected ? null : $"{Quote.Bounded(path)} is not the file that it was rehearsed with";
    }

    private static string? TakeFile(ReadOnlySpan<byte> line, ReadOnlySpan<byte> handler, string folder, ref string? name)
    {
        if (!Field(ref line).SequenceEqual(handler))
            return null;
        var file = Encoding.UTF8.GetString(Field(ref line));
        if (file.Length == 0 || file.AsSpan().ContainsAny('/', '\0'))
            return "pintle.rehearsal/list is damaged";
        name = file;
        return Matches(line, $"{folder}/{file}") ? null : $"{Quote.Bounded(file)} is damaged";
    }

    /// <summary>Up to the next TAB, which goes too.</summary>
    private static ReadOnlySpan<byte> Field(ref ReadOnlySpan<byte> line)
    {
        var tab = line.IndexOf(Tab);
        var field = tab < 0 ? line : line[..tab];
        line = tab < 0 ? default : line[(tab + 1)..];
        return field;
    }

    /// <summary>Whether that is the SHA-256 of the file, in hexadecimal.</summary>
    private static bool Matches(ReadOnlySpan<byte> text, string path)
    {
        Span<byte> digest = stackalloc byte[Sha256.Length];
        Sha256.Hash(File.ReadAllBytes(path), digest);
        Span<char> own = stackalloc char[2 * Sha256.Length];
        if (text.Length != own.Length || !Convert.TryToHexStringLower(digest, own, out _))
            return false;
        for (var i = 0; i < own.Length; i++)
        {
            if (own[i] != text[i])
                return false;
        }
        return true;
    }
}
