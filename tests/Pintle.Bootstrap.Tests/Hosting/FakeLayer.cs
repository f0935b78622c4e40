using System.Text;
using Pintle.Shared;

namespace Pintle.Bootstrap.Tests.Hosting;

/// <summary>A layer's folder with the real bootstrap and the mock CLR; all other files of it are filled with dots, in the sizes that the framework list names.</summary>
internal sealed class FakeLayer
{
    public const string FrameworkVersion = "10.0.14";

    private const int DummySize = 1000;

    public FakeLayer(string root)
    {
        Root = root;
        Directory.CreateDirectory(RuntimeFolder);
        Directory.CreateDirectory(Path.GetDirectoryName(HostAssembly)!);
        ExecutableFile.Copy(NativePrograms.Bootstrap, Bootstrap);
        File.Copy(NativePrograms.MockCoreClr, CoreClr);
        foreach (var name in (string[])["System.Private.CoreLib.dll", "System.Text.Json.dll", "libSystem.Native.so"])
            File.WriteAllBytes($"{RuntimeFolder}/{name}", Dummy(DummySize));
        File.WriteAllBytes(HostAssembly, Dummy(DummySize));
        File.WriteAllText(FrameworkList, List());
    }

    public string Root { get; }
    public string Bootstrap => $"{Root}/bootstrap";
    public string RuntimeFolder => $"{Root}/{FrameworkListFormat.RuntimeFolder}";
    public string CoreClr => $"{RuntimeFolder}/libcoreclr.so";
    public string HostAssembly => $"{Root}/{FrameworkListFormat.HostAssembly}";
    public string FrameworkList => $"{Root}/{FrameworkListFormat.RelativePath}";

    /// <summary>
    /// Makes libcoreclr.so lack an export: its name in the table of dynamic symbols becomes another one of the same length. The loader looks names up by their hash, which stays the old
    /// name's, so neither is found any more.
    /// </summary>
    public void RemoveExport(string name)
    {
        var file = File.ReadAllBytes(CoreClr);
        var entry = Encoding.ASCII.GetBytes($"\0{name}\0");
        var count = 0;
        for (var at = file.AsSpan().IndexOf(entry); at >= 0; count++)
        {
            file[at + name.Length] = (byte)'!';
            var next = file.AsSpan(at + 1).IndexOf(entry);
            at = next < 0 ? -1 : at + 1 + next;
        }
        Assert.True(count > 0, $"Expected the symbol {name} in {CoreClr}.");
        File.WriteAllBytes(CoreClr, file);
    }

    private static byte[] Dummy(int size) => [.. Enumerable.Repeat((byte)'.', size)];

    private string List() => string.Join('\n',
    [
        "pintle-framework-list 1",
        "rid\tlinux-x64",
        $"framework\tMicrosoft.NETCore.App\t{FrameworkVersion}",
        $"managed\tSystem.Private.CoreLib.dll\t{DummySize}\t10.0.0.0\t10.0.1426.12345",
        $"managed\tSystem.Text.Json.dll\t{DummySize}\t10.0.0.0\t10.0.1426.12345",
        $"native\tlibSystem.Native.so\t{DummySize}",
        $"native\tlibcoreclr.so\t{new FileInfo(CoreClr).Length}",
        "",
    ]);
}
