namespace Pintle.Testing.Tests;

/// <summary>What is started to emulate another processor. That it works is seen where arm64 layers run, in Pintle.EndToEnd.Tests.</summary>
public sealed class EmulationTests
{
    private static readonly ForeignProcessor Arm64 = new("arm64", "/usr/bin/qemu", "/usr/arm64", 183);
    private static readonly HostTools Tools = new(null, "/bin/unshare", "/bin/mount", "/bin/setpriv", "/bin/setsid", "/bin/env", "/bin/sh");
    private static readonly SandboxFolders Folders = new("/layer", "/task", "/tmp/x");

    [Fact]
    public void Names_the_emulator_itself_where_the_kernel_cannot_be_told_of_it()
    {
        var command = new EmulatedSandbox(Arm64, new FolderSandbox(Tools), null).CommandFor(Folders, "/layer/bootstrap", ["a"], new Dictionary<string, string>());

        Assert.Equal(["--pdeathsig", "SIGKILL", "/bin/setsid", "/usr/bin/qemu", "/layer/bootstrap", "a"], command.Arguments);
        Assert.Equal(("/usr/arm64", "0"), (command.Environment["QEMU_LD_PREFIX"], command.Environment["DOTNET_EnableWriteXorExecute"]));
    }

    [Fact]
    public void Tells_the_kernel_where_it_can_be_told_and_starts_the_program_itself()
    {
        var own = new Dictionary<string, string> { ["QEMU_LD_PREFIX"] = "/al2023" };

        var command = new EmulatedSandbox(Arm64, new FolderSandbox(Tools), Tools).CommandFor(Folders, "/layer/bootstrap", ["a"], own);

        Assert.Equal("/bin/unshare", command.Arguments[3]);
        Assert.Equal([Arm64.Rule, "/layer/bootstrap", "a"], command.Arguments.Skip(command.Arguments.Count - 3));
        Assert.Equal("/al2023", command.Environment["QEMU_LD_PREFIX"]);
    }

    [Theory]
    [InlineData(2, 183, true)]
    [InlineData(3, 183, true)]
    [InlineData(1, 183, false)]
    [InlineData(3, 62, false)]
    [InlineData(3, 40, false)]
    public void Its_rule_is_for_programs_of_that_processor_only(byte type, byte machine, bool isFor)
    {
        byte[] header = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 3, 0, 0, 0, 0, 0, 0, 0, 0, type, 0, machine, 0];

        var parts = Arm64.Rule.Split(':');

        Assert.Equal(("pintle", "M", "", "/usr/bin/qemu", "PF"), (parts[1], parts[2], parts[3], parts[6], parts[7]));
        var (magic, mask) = (Bytes(parts[4]), Bytes(parts[5]));
        Assert.Equal(isFor, header.Select((value, i) => (value & mask[i]) == (magic[i] & mask[i])).All(equal => equal) && magic.Length == header.Length);
    }

    /// <summary>As the kernel reads them: <c>\x</c> and two digits for a byte, other characters for themselves.</summary>
    private static byte[] Bytes(string text)
    {
        var bytes = new List<byte>();
        for (var i = 0; i < text.Length; i++)
        {
            bytes.Add(text[i] == '\\' ? Convert.ToByte(text.Substring(i + 2, 2), 16) : (byte)text[i]);
            i += text[i] == '\\' ? 3 : 0;
        }
        return [.. bytes];
    }
}
