using System.Runtime.InteropServices;
using Pintle.Layer;
using Pintle.Testing;

namespace Pintle.TestSupport;

/// <summary>What tests need beside the SDK and a C compiler. A test that asks for what is not there is skipped, and says so.</summary>
public static class RequiredTools
{
    /// <summary>A program on the PATH.</summary>
    /// <param name="program">Its name.</param>
    /// <param name="packages">The Debian packages that have it.</param>
    /// <param name="searchPath">The process's own when left out.</param>
    /// <exception cref="MissingToolException">It is not installed.</exception>
    public static string Find(string program, string packages, string? searchPath = null) =>
        (searchPath ?? Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists)
        ?? throw new MissingToolException($"Needs the program {program}: apt-get install {packages}.");

    /// <summary>What links programs for arm64.</summary>
    /// <exception cref="MissingToolException">It is not installed.</exception>
    public static void RequireArm64Compiler(string? searchPath = null)
    {
        if (RuntimeInformation.OSArchitecture == Architecture.Arm64)
            return;
        foreach (var program in (string[])["aarch64-linux-gnu-gcc", "aarch64-linux-gnu-objcopy"])
            _ = Find(program, "gcc-aarch64-linux-gnu libc6-dev-arm64-cross", searchPath);
    }

    /// <summary>What runs programs of arm64.</summary>
    /// <param name="whyNot">What a start says; asked of the machine when left out.</param>
    /// <exception cref="MissingToolException">It is not installed.</exception>
    public static void RequireArm64Emulator(Func<string?>? whyNot = null)
    {
        if ((whyNot ?? ForeignProcessor.WhyNotArm64)() is not null)
            throw new MissingToolException("Needs QEMU's user-mode emulation and arm64's libraries: apt-get install qemu-user-static libc6-dev-arm64-cross libstdc++6-arm64-cross.");
    }

    /// <summary>A build for arm64, which only its compiler can do on another processor.</summary>
    /// <exception cref="MissingToolException">There is none.</exception>
    internal static async Task<LayerArtifact> BuildForArm64Async(Lazy<Task<LayerArtifact>> build)
    {
        RequireArm64Compiler();
        return await build.Value.ConfigureAwait(false);
    }

    /// <summary>The same, to run functions on: without an emulator nothing is built.</summary>
    /// <exception cref="MissingToolException">There is no compiler, or no emulator.</exception>
    internal static Task<LayerArtifact> BuildToRunOnArm64Async(Lazy<Task<LayerArtifact>> build)
    {
        RequireArm64Emulator();
        return BuildForArm64Async(build);
    }
}
