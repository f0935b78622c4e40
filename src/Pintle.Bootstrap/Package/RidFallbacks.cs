namespace Pintle.Bootstrap.Package;

/// <summary>The RIDs whose assets fit a layer's, closest first: the .NET host's own portable list. It knows no distributions, as the host doesn't by default since .NET 8.</summary>
internal static class RidFallbacks
{
    /// <param name="rid">The layer's.</param>
    /// <param name="own">DOTNET_RUNTIME_ID, or null.</param>
    public static string[] Of(string rid, string? own = null)
    {
        string[] portable = rid == "linux-arm64" ? ["linux-arm64", "linux", "unix-arm64", "unix", "any"] : ["linux-x64", "linux", "unix-x64", "unix", "any"];
        return own is null ? portable : [own, .. portable];
    }
}
