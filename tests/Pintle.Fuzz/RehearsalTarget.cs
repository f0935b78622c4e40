using System.Security.Cryptography;
using System.Text;
using Pintle.Bootstrap.Ahead;
using Pintle.Bootstrap.Package;
using Pintle.Layer;
using Pintle.Layer.Rehearse;

namespace Pintle.Fuzz;

/// <summary>What a package holds of rehearsed starts: the list, as the bootstrap reads it, and the CLR's profiles, as <c>rehearse</c> reads them.</summary>
internal static class RehearsalTarget
{
    private const string Folder = "pintle.rehearsal";
    private const string Handler = "Orders::Orders.Function::Place";
    private const string Assembly = "Orders.dll";

    /// <summary>By which the host looks for that handler's code, so that no other name will do.</summary>
    private const string Generated = "json-282067a632830fb8.dll";
    private const int AssemblySize = 5;

    private static readonly byte[] Content = Encoding.ASCII.GetBytes("pintle-framework-list 1\n");
    private static readonly string Digest = Convert.ToHexStringLower(SHA256.HashData(Content));
    private static readonly Lazy<(string Root, FunctionPackage Package)> Function = new(Place);

    /// <summary>Lists, of which the first is replayed.</summary>
    public static IReadOnlyList<byte[]> ListSeeds { get; } = Texts(
        $"pintle-rehearsal 1\nlayer\t{Digest}\nmodule\t{AssemblySize}\t{Assembly}\nstart\t{Handler}\t1.profile\t{Digest}\nlate\t{Handler}\t1.late.profile\t{Digest}\njson\t{Handler}\t{Generated}\t{Digest}\n",
        $"pintle-rehearsal 1\nlayer\t{Digest}\nstart\t{Handler}\t1.profile\t{Digest}\njson\t{Handler}\t1.profile\t{Digest}\n",
        $"pintle-rehearsal 1\nlayer\t{Digest}\nstart\tother\t2.profile\t00\nlate\t{Handler}\t1.profile\t{Digest}\n",
        $"pintle-rehearsal 1\nlayer\t{Digest}\nstart\t{Handler}\t..\t{Digest}\n",
        $"pintle-rehearsal 1\nlayer\t{Digest}\nstart\t{Handler}\t1\0.profile\t{Digest}\n");

    public static IReadOnlyList<byte[]> ProfileSeeds { get; } = [Profile()];

    /// <summary>The same as a reader of another make: replayed is what the whole list allows, and nothing else.</summary>
    public static void RunList(byte[] input)
    {
        var (root, package) = Function.Value;
        string? reason;
        var found = Rehearsal.None;
        try
        {
            reason = Rehearsal.Read(input, root, root, package, Handler, $"{root}/{Folder}", out found);
        }
        // As its caller takes them.
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            reason = "its files cannot be read";
        }

        InvariantException.Require(reason is null == found.IsReplayed && reason is not { Length: < 20 or > 1000 }, $"expected a profile or a bounded reason, found {found} and {reason}");
        var (profile, late) = Expected(input);
        InvariantException.Require(found.Profile == profile && found.LateProfile == late, $"expected {profile} and {late}, found {found.Profile} and {found.LateProfile}");
    }

    /// <summary>What is read is written in one way: the same again, with itself all of it, and without its records none.</summary>
    public static void RunProfile(byte[] input)
    {
        StartProfile profile;
        try
        {
            profile = StartProfile.Parse(input);
        }
        catch (LayerException refused)
        {
            InvariantException.Require(refused.Message.Length is > 20 and < 1000, "expected a bounded message");
            return;
        }

        InvariantException.Require(profile.Records.All(record => record.Module < profile.Modules.Count), "expected records of modules that there are");
        var written = profile.ToBytes();
        var again = StartProfile.Parse(written);
        InvariantException.Require(again.ToBytes().AsSpan().SequenceEqual(written) && again.Methods == profile.Methods, "expected to read what was written");
        // Where one module is named twice the first counts.
        if (again.Modules.Select(module => (module.Name, module.VersionId)).Distinct().Count() == again.Modules.Count)
            InvariantException.Require(again.CommonWith(again).ToBytes().AsSpan().SequenceEqual(written), "expected all of it in common with itself");
        InvariantException.Require(again.Where(_ => false).Methods == 0, "expected no method");
    }

    private static (string? Profile, string? Late) Expected(byte[] input)
    {
        // One character a byte, so that what is no text stays what it is.
        var lines = Encoding.Latin1.GetString(input).Split('\n');
        if (lines is not ["pintle-rehearsal 1", .., ""])
            return default;
        string? profile = null, late = null, json = null;
        var hasLayer = false;
        foreach (var line in lines[1..^1])
        {
            var keyword = line.Split('\t', 2);
            var value = keyword.Length > 1 ? keyword[1] : "";
            switch (keyword[0])
            {
                case "layer" when value == Digest:
                    hasLayer = true;
                    break;
                case "module" when value.Split('\t', 2) is [var size, Assembly] && !size.Contains('\0', StringComparison.Ordinal) && long.TryParse(size, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out var number) && number == AssemblySize:
                    break;
                case "start" or "late" or "json" when value.Split('\t', 2)[0] != Handler:
                    break;
                case "start" when value.Split('\t', 3) is [_, "1.profile" or "1.late.profile" or Generated, var digest] && digest == Digest:
                    profile = value.Split('\t')[1];
                    break;
                case "late" when value.Split('\t', 3) is [_, "1.profile" or "1.late.profile" or Generated, var digest] && digest == Digest:
                    late = value.Split('\t')[1];
                    break;
                case "json" when value.Split('\t', 3) is [_, "1.profile" or "1.late.profile" or Generated, var digest] && digest == Digest:
                    json = value.Split('\t')[1];
                    break;
                default:
                    return default;
            }
        }

        return hasLayer && json == Generated ? (profile, late) : default;
    }

    private static (string Root, FunctionPackage Package) Place()
    {
        var root = FuzzFolder.Make("rehearsed");
        foreach (var file in (string[])["pintle/framework.list", $"{Folder}/1.profile", $"{Folder}/1.late.profile", $"{Folder}/{Generated}"])
        {
            _ = Directory.CreateDirectory(Path.GetDirectoryName($"{root}/{file}")!);
            File.WriteAllBytes($"{root}/{file}", Content);
        }

        File.WriteAllBytes($"{root}/{Assembly}", new byte[AssemblySize]);
        var package = new FunctionPackage();
        package.Assemblies.Add($"{root}/{Assembly}");
        return (root, package);
    }

    /// <summary>Two modules, what was loaded of them, a method, and a generic one.</summary>
    private static byte[] Profile()
    {
        var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write(1u << 24 | 64);
        writer.Write(StartProfile.Version);
        writer.Write(0u);
        writer.Write(2u);
        writer.Write(new byte[48]);
        foreach (var name in (string[])["Orders", "System.Private.CoreLib"])
        {
            var padded = new byte[name.Length + (-name.Length & 3)];
            Encoding.ASCII.GetBytes(name).CopyTo(padded, 0);
            writer.Write(2u << 24 | (uint)(44 + 2 * padded.Length));
            writer.Write(new byte[28]);
            writer.Write([1, 0, 0, 0, 3, 0, (byte)name.Length, 0, (byte)name.Length, 0, 0, 0]);
            writer.Write(padded);
            writer.Write(padded);
        }

        writer.Write(3u << 24 | 2 << 16 | 1);
        writer.Write(4u << 24);
        writer.Write(0x06000001u);
        writer.Write(5u << 24 | 1);
        writer.Write([6, 0, 0x20, 0x12, 0x0E, 0x1C, 0x15, 0x11]);
        return bytes.ToArray();
    }

    private static IReadOnlyList<byte[]> Texts(params string[] texts) => [.. texts.Select(Encoding.UTF8.GetBytes)];
}
