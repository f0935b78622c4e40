namespace Pintle.Bootstrap;

/// <summary>The RIDs whose assets fit a layer's, closest first: the portable graph of the .NET host (dotnet/runtime, PortableRuntimeIdentifierGraph.json).</summary>
internal static class RidFallbacks
{
    public static string[] Of(string rid) => rid switch
    {
        "linux-arm64" => ["linux-arm64", "linux", "unix-arm64", "unix", "any"],
        _ => ["linux-x64", "linux", "unix-x64", "unix", "any"],
    };
}
