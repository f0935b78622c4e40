using System.Security.Cryptography;
using System.Text;
using NuGet.Packaging;
using NuGet.Versioning;
using Pintle.Layer.Definition;

namespace Pintle.Layer.Tests;

/// <summary>A real .nupkg, written by NuGet's own packer, with one file in it.</summary>
internal static class TinyPackage
{
    public const string Id = "Pintle.Test.Runtime.linux-x64";

    public static byte[] Write()
    {
        var builder = new PackageBuilder { Id = Id, Version = new NuGetVersion("1.2.3"), Description = "A package of a test." };
        builder.Authors.Add("test");
        builder.Files.Add(new PhysicalPackageFile(new MemoryStream(Encoding.UTF8.GetBytes(new string('x', 5000)))) { TargetPath = "runtimes/linux-x64/native/libcoreclr.so" });
        var package = new MemoryStream();
        builder.Save(package);
        return package.ToArray();
    }

    public static PackagePin Pin(byte[] package) => new(Id, "1.2.3", Convert.ToBase64String(SHA512.HashData(package)), "MIT", "https://example.com/");
}
