using System.Text;
using Pintle.Layer.Rehearse;

namespace Pintle.Layer.Tests;

/// <summary>CoreCLR's profiles, made by hand after dotnet/runtime, src/coreclr/vm/multicorejitimpl.h.</summary>
public sealed class StartProfileTests
{
    private const int HeaderLength = 64;
    private const uint Load = 3, Method = 4, Generic = 5;

    private static readonly string[] Modules = ["Orders", "System.Private.CoreLib"];

    [Fact]
    public void Give_modules_and_records_in_their_order()
    {
        var profile = StartProfile.Parse(Bytes(Modules, Loads(0, 8), Prepares(0, 0x06000001), Prepares(1, 0x0600abcd), PreparesGeneric(1, [1, 2, 3])));

        Assert.Equal(Modules, profile.Modules.Select(module => module.Name));
        Assert.Equal("Orders, Version=1.2.3.4", profile.Modules[0].AssemblyName);
        Assert.Equal(new Guid("00000000-0000-0000-0000-000000000001"), profile.Modules[1].VersionId);
        Assert.Equal(
            [
                new ProfileRecord(ProfileRecordKind.Load, 0, 8, ""), new ProfileRecord(ProfileRecordKind.Method, 0, 0x06000001, ""),
                new ProfileRecord(ProfileRecordKind.Method, 1, 0x0600abcd, ""), new ProfileRecord(ProfileRecordKind.Generic, 1, 0, "010203"),
            ],
            profile.Records);
        Assert.Equal(3, profile.Methods);
    }

    [Fact]
    public void Are_written_as_they_were_read_but_for_statistics()
    {
        var given = Bytes(Modules, Loads(0, 8), Prepares(0, 0x06000001), PreparesGeneric(1, [1, 2, 3, 4, 5]));
        var counted = given.ToArray();
        Array.Fill(counted, (byte)9, 24, HeaderLength - 24);

        Assert.Equal(given, StartProfile.Parse(counted).ToBytes());
    }

    [Fact]
    public void Keep_the_first_place_and_the_last_level_of_what_was_loaded_in_steps()
    {
        var profile = StartProfile.Parse(Bytes(Modules, Loads(1, 4), Prepares(0, 1), Loads(1, 8), Loads(0, 7), Prepares(0, 1)));

        Assert.Equal([new(ProfileRecordKind.Load, 1, 8, ""), new(ProfileRecordKind.Method, 0, 1, ""), new ProfileRecord(ProfileRecordKind.Load, 0, 7, "")], profile.Records);
    }

    [Fact]
    public void Have_in_common_what_both_recorded_wherever_their_modules_stand()
    {
        var one = StartProfile.Parse(Bytes(Modules, Loads(0, 8), Prepares(0, 1), Prepares(0, 2), Prepares(1, 3), PreparesGeneric(1, [7])));
        var other = StartProfile.Parse(Bytes([Modules[1], Modules[0]], Loads(1, 7), Prepares(1, 1), Prepares(0, 3), Prepares(0, 4)));

        // The generic one stays: its signature speaks of modules by numbers that the other counts differently.
        Assert.Equal(
            [new(ProfileRecordKind.Load, 0, 8, ""), new(ProfileRecordKind.Method, 0, 1, ""), new(ProfileRecordKind.Method, 1, 3, ""), new ProfileRecord(ProfileRecordKind.Generic, 1, 0, "07")],
            one.CommonWith(other).Records);
        Assert.Equal(one.ToBytes(), one.CommonWith(one).ToBytes());
    }

    [Fact]
    public void Torn_anywhere_are_refused_or_shorter_by_whole_records()
    {
        var whole = Bytes(Modules, Loads(0, 8), Prepares(0, 0x06000001), PreparesGeneric(1, [1, 2, 3, 4, 5]));

        for (var length = 0; length < whole.Length; length++)
        {
            try
            {
                Assert.True(StartProfile.Parse(whole.AsSpan(0, length)).Records.Count < 3, $"{length} of {whole.Length} bytes");
            }
            catch (LayerException e)
            {
                Assert.Equal(LayerFault.SubjectInvalid, e.Fault);
            }
        }
    }

    [Fact]
    public void With_any_byte_changed_are_refused_or_read_within_their_bounds()
    {
        var whole = Bytes(Modules, Loads(0, 8), Prepares(0, 0x06000001), PreparesGeneric(1, [1, 2, 3, 4, 5]));
        for (var at = 0; at < whole.Length; at++)
        {
            foreach (var value in (byte[])[0, 1, 0x7f, 0xff])
            {
                var changed = whole.ToArray();
                changed[at] = value;
                try
                {
                    var profile = StartProfile.Parse(changed);
                    Assert.All(profile.Records, record => Assert.InRange(record.Module, 0u, (uint)profile.Modules.Count - 1));
                }
                catch (LayerException e)
                {
                    Assert.Equal(LayerFault.SubjectInvalid, e.Fault);
                }
            }
        }
    }

    [Fact]
    public void Of_another_version_say_so()
    {
        var bytes = Bytes(Modules);
        bytes[4] = 103;

        var refused = Assert.Throws<LayerException>(() => StartProfile.Parse(bytes));

        Assert.Contains("version 103, where 102 is known", refused.Message, StringComparison.Ordinal);
    }

    private static byte[] Loads(uint module, uint level) => BitConverter.GetBytes(Load << 24 | level << 16 | module);

    private static byte[] Prepares(uint module, uint token) => [.. BitConverter.GetBytes(Method << 24 | module), .. BitConverter.GetBytes(token)];

    private static byte[] PreparesGeneric(uint module, byte[] signature) =>
        Padded([.. BitConverter.GetBytes(Generic << 24 | module), .. BitConverter.GetBytes((ushort)signature.Length), .. signature]);

    private static byte[] Bytes(string[] modules, params byte[][] records)
    {
        var loads = records.Count(record => record[3] == Load);
        List<byte> bytes = [];
        foreach (var word in (uint[])[1 << 24 | HeaderLength, 102, 0, (uint)modules.Length, (uint)(records.Length - loads), (uint)loads])
            bytes.AddRange(BitConverter.GetBytes(word));
        bytes.AddRange(new byte[HeaderLength - bytes.Count]);
        foreach (var name in modules)
            bytes.AddRange(ModuleRecord(name));
        foreach (var record in records)
            bytes.AddRange(record);
        return [.. bytes];
    }

    private static byte[] ModuleRecord(string name)
    {
        byte[] simple = Padded(Encoding.UTF8.GetBytes(name)), display = Padded(Encoding.UTF8.GetBytes(name + ", Version=1.2.3.4"));
        List<byte> record = [.. BitConverter.GetBytes(2 << 24 | (uint)(44 + simple.Length + display.Length))];
        foreach (var part in (ushort[])[1, 2, 3, 4])
            record.AddRange(BitConverter.GetBytes(part));
        record.AddRange(BitConverter.GetBytes(0u));
        record.AddRange(new Guid(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)Array.IndexOf(Modules, name)).ToByteArray());
        foreach (var part in (int[])[1, 0, 8, name.Length, name.Length + ", Version=1.2.3.4".Length])
            record.AddRange(BitConverter.GetBytes((ushort)part));
        record.AddRange(new byte[44 - record.Count]);
        return [.. record, .. simple, .. display];
    }

    private static byte[] Padded(byte[] bytes) => [.. bytes, .. new byte[-bytes.Length & 3]];
}
