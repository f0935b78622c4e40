using NuGet.Versioning;
using Pintle.Layer.Definition;

namespace Pintle.Layer.Inputs;

/// <summary>The major versions of .NET that Pintle.Host is compiled for; its project lists the same.</summary>
internal static class HostVersions
{
    public const string FileName = "Pintle.Host.dll";

    /// <summary>In ascending order.</summary>
    public static IReadOnlyList<int> All { get; } = [8, 9, 10];

    /// <summary>The host for a layer's framework: that of its own version, or the newest one for a later version, because .NET runs what was compiled for an earlier one.</summary>
    /// <exception cref="LayerException">The version is older than all of them.</exception>
    public static int For(Pin pin, PackagePin runtime)
    {
        var major = new NuGetVersion(runtime.Version).Major;
        return major >= All[0]
            ? All.Last(each => each <= major)
            : throw new LayerException(
                LayerFault.RequestInvalid,
                $"Expected the pin {pin.Quoted} to be of .NET {All[0]} or later, which the host is compiled for, found {runtime}. Pin a later version.");
    }
}
