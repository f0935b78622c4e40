using System.Buffers.Binary;
using System.Reflection;
using System.Runtime;
using System.Text;
using Pintle.Host.Start;

namespace Pintle.Host.Tests.Start;

/// <summary>Which methods of a profile are put in place, and that a file which is none does no harm.</summary>
public sealed class ReplayedMethodsTests
{
    private static readonly Module Own = typeof(ReplayedMethodsTests).Module;

    [Fact]
    public void Are_compiled_and_not_run()
    {
        var profile = Profile(Own.ModuleVersionId, nameof(Sleeping.First), nameof(Sleeping.OfClasses), nameof(SleepingOf<>.OfType));

        var methods = ReplayedMethods.Of(profile)!;
        var read = JitInfo.GetCompiledMethodCount(currentThread: true);
        methods.Prepare();
        var prepared = JitInfo.GetCompiledMethodCount(currentThread: true);
        methods.Prepare();
        var again = JitInfo.GetCompiledMethodCount(currentThread: true);

        Assert.True(prepared - read >= 3 && again == prepared, $"{read}, {prepared}, {again}");
        Assert.False(Ran.Any);
    }

    [Fact]
    public void Are_left_of_a_module_that_is_another_one()
    {
        var profile = Profile(Guid.NewGuid(), nameof(Sleeping.Third));
        var methods = ReplayedMethods.Of(profile)!;

        // Once for what the call itself compiles.
        ReplayedMethods.Of(profile)!.Prepare();
        var before = JitInfo.GetCompiledMethodCount(currentThread: true);
        methods.Prepare();
        var after = JitInfo.GetCompiledMethodCount(currentThread: true);

        Assert.Equal(before, after);
    }

    [Fact]
    public void Are_none_where_there_is_no_file()
    {

        Assert.Null(ReplayedMethods.Of(Path.Combine(AppContext.BaseDirectory, "none.profile")));
    }

    [Fact]
    public void Do_no_harm_wherever_the_file_ends_or_a_byte_is_another_one()
    {
        var whole = Profile(Own.ModuleVersionId, nameof(Sleeping.First));
        for (var i = 0; i < whole.Length; i++)
        {
            ReplayedMethods.Of(whole[..i])?.Prepare();
            var changed = (byte[])whole.Clone();
            // Counts of a hundred million would only cost memory.
            changed[i] ^= (byte)(i is 15 or 19 ? 0x80 : 0xFF);
            ReplayedMethods.Of(changed)?.Prepare();
        }
        Assert.False(Ran.Any);
    }

    /// <summary>As CoreCLR writes it: a header, modules, a step of their loading, methods, and a generic one that is named in a way nobody knows.</summary>
    internal static byte[] Profile(Guid[] versions, params int[] methods)
    {
        using var bytes = new MemoryStream();
        var assembly = typeof(ReplayedMethodsTests).Assembly.GetName();
        byte[] name = Padded(assembly.Name!), display = Padded(assembly.FullName);
        var header = new byte[64];
        Put(header, 0, 1 << 24 | 64);
        Put(header, 4, 102);
        Put(header, 12, versions.Length);
        Put(header, 16, methods.Length + 1);
        bytes.Write(header);
        foreach (var version in versions)
        {
            var module = new byte[44 + name.Length + display.Length];
            Put(module, 0, 2 << 24 | module.Length);
            Assert.True(version.TryWriteBytes(module.AsSpan(16)));
            BinaryPrimitives.WriteUInt16LittleEndian(module.AsSpan(38), (ushort)assembly.Name!.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(module.AsSpan(40), (ushort)assembly.FullName.Length);
            name.CopyTo(module, 44);
            display.CopyTo(module, 44 + name.Length);
            bytes.Write(module);
        }
        bytes.Write(Words(3 << 24 | 5 << 16));
        foreach (var method in methods)
            bytes.Write(Words(4 << 24, method));
        bytes.Write([0, 0, 0, 5, 3, 0, 1, 2, 3, 0, 0, 0]);
        return bytes.ToArray();
    }

    private static byte[] Profile(Guid version, params string[] methods) => Profile([version], [.. methods.Select(Token)]);

    private static int Token(string method) => (typeof(Sleeping).GetMethod(method) ?? typeof(SleepingOf<>).GetMethod(method))!.MetadataToken;

    private static byte[] Padded(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [.. bytes, .. new byte[-bytes.Length & 3]];
    }

    private static byte[] Words(params int[] words)
    {
        var bytes = new byte[sizeof(int) * words.Length];
        for (var i = 0; i < words.Length; i++)
            Put(bytes, sizeof(int) * i, words[i]);
        return bytes;
    }

    private static void Put(byte[] bytes, int offset, int value) => BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(offset), value);

    /// <summary>Nobody calls these.</summary>
    private static class Sleeping
    {
        public static void First() => Ran.Any = true;

        public static bool OfClasses<T>()
            where T : class => Ran.Any = true;

        public static void Third() => Ran.Any = true;
    }

    private static class SleepingOf<T>
    {
        public static Type OfType()
        {
            Ran.Any = true;
            return typeof(T);
        }
    }

    private static class Ran
    {
        public static bool Any { get; set; }
    }
}
