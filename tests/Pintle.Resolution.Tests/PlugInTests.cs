using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Pintle.Bootstrap;
using Pintle.Bootstrap.Framework;
using Pintle.Bootstrap.Package;
using Pintle.Bootstrap.Posix;

namespace Pintle.Resolution.Tests;

/// <summary>
/// What AssemblyDependencyResolver is told of a plug-in is the .NET host's answer: the real libhostpolicy.so, which runs these tests, and the bootstrap's own code are asked about the same folders.
/// </summary>
public sealed partial class PlugInTests
{
    private static readonly Case[] Cases = [.. PublishedCases.All, .. DepsCases.All];

    public static TheoryData<string> Names => [.. Cases.Select(each => each.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Are_resolved_as_by_the_host_for(string name)
    {
        var each = Cases.Single(each => each.Name == name);
        using var application = new Application(await each.Publish(), each.Folder);
        each.Change(application);
        // The host in this process answers for this process's environment.
        var rid = application.Environment.GetValueOrDefault("DOTNET_RUNTIME_ID");
        if (rid is not null)
            application.Deps((target, _) => target.Remove("A/1.0.0"));
        var assembly = Path.Combine(application.Root, application.Main + ".dll");
        if (!File.Exists(assembly))
            File.WriteAllText(assembly, "");

        var host = AskHost(assembly);
        var bootstrap = AskBootstrap(LibC.RealPath(assembly)!);

        Assert.True(host is null == bootstrap is null, $"The host {(host is null ? "refuses" : "accepts")} it, the bootstrap doesn't do the same.");
        Assert.True(host is null || host.SequenceEqual(bootstrap!), $"the host's:\n{string.Join('\n', host ?? [])}\nthe bootstrap's:\n{string.Join('\n', bootstrap ?? [])}");
    }

    [Fact]
    public void Refuses_what_the_host_refuses() => Assert.Null(AskHost("/nowhere/at/all.dll"));

    /// <returns>Assemblies in any order, folders in theirs; null when it refuses.</returns>
    private static string[]? AskBootstrap(string assembly)
    {
        try
        {
            var plugIn = FunctionPackage.ReadPlugIn(assembly, [], InstalledDotnet.Rid, ResolutionSettings.None);
            return [.. plugIn.Assemblies.Order(StringComparer.Ordinal), "native", .. plugIn.NativeFolders, "resources", .. plugIn.ResourceFolders];
        }
        catch (FaultException)
        {
            return null;
        }
    }

    private static unsafe string[]? AskHost(string assembly)
    {
        s_answer = null;
        fixed (byte* path = Encoding.UTF8.GetBytes(assembly + '\0'))
            return Resolve(path, &Take) == 0 ? s_answer : null;
    }

    [ThreadStatic]
    private static string[]? s_answer;

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe void Take(byte* assemblies, byte* native, byte* resources) =>
        s_answer = [.. List(assemblies).Order(StringComparer.Ordinal), "native", .. List(native), "resources", .. List(resources)];

    private static unsafe string[] List(byte* text) => Marshal.PtrToStringUTF8((nint)text)!.Split(':', StringSplitOptions.RemoveEmptyEntries);

    [LibraryImport("libhostpolicy", EntryPoint = "corehost_resolve_component_dependencies")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static unsafe partial int Resolve(byte* assembly, delegate* unmanaged[Cdecl]<byte*, byte*, byte*, void> result);
}
