using System.Reflection;
using System.Runtime.Loader;
using System.Text;
using System.Text.Json;

namespace PlugIns;

/// <summary>Calls Report of the plug-in that the event names, and says which System.Text.Json is the function's own.</summary>
public static class Function
{
    public static Stream Handle(Stream input)
    {
        var path = JsonSerializer.Deserialize<string>(input)!;
        var context = new PlugInContext(path);
        var report = context.LoadFromAssemblyPath(path).GetTypes().Single(type => type.Name == "Function").GetMethod("Report")!.Invoke(null, null);
        return new MemoryStream(Encoding.UTF8.GetBytes($"{report}\nfunction's={typeof(JsonSerializer).Assembly.GetName().Version}"));
    }
}

internal sealed class PlugInContext(string path) : AssemblyLoadContext(path)
{
    private readonly AssemblyDependencyResolver _resolver = new(path);

    protected override Assembly? Load(AssemblyName assemblyName) =>
        _resolver.ResolveAssemblyToPath(assemblyName) is { } found ? LoadFromAssemblyPath(found) : null;

    protected override nint LoadUnmanagedDll(string unmanagedDllName) =>
        _resolver.ResolveUnmanagedDllToPath(unmanagedDllName) is { } found ? LoadUnmanagedDllFromPath(found) : 0;
}
