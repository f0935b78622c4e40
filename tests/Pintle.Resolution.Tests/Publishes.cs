using Pintle.TestSupport;

namespace Pintle.Resolution.Tests;

/// <summary>The real publishes, each made once for a test run.</summary>
internal static class Publishes
{
    public static Task<string> Plain() => PublishedFunctions.OrdersAsync();

    public static Task<string> WithoutPackages() => PublishedFunctions.TestFunctionAsync("NoCore");

    /// <summary>Native libraries by RID, resources of a package and of its own, a newer System.Text.Json than any 10.0 has, a project reference.</summary>
    public static Task<string> Packages() => PublishedFunctions.TestFunctionAsync("Packages");

    /// <summary>The same for one RID: native libraries flat beside the application.</summary>
    public static Task<string> PackagesForRid() => PublishedFunctions.GetAsync("tests/Functions/Packages", "-linux-x64", "-r", "linux-x64");

    public static Task<string> FSharp() => PublishedFunctions.TestFunctionAsync("FSharpWords");

    public static Task<string> VisualBasic() => PublishedFunctions.TestFunctionAsync("VisualBasicFunction");

    public static Task<string> Web() => PublishedFunctions.TestFunctionAsync("WebApp");

    public static Task<string> Executable() => PublishedFunctions.TestFunctionAsync("SelfPolling");
}
