using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Pintle.Bootstrap.Framework;
using Pintle.Bootstrap.Package;
using Pintle.Shared;

namespace Pintle.Bootstrap.Clr;

/// <summary>The runtime properties as CoreCLR takes them: two arrays of NUL-ended UTF-8. Owns the native memory until disposed; CoreCLR copies what it needs.</summary>
internal sealed unsafe class RuntimeProperties : IDisposable
{
    /// <summary>Set where neither the layer nor the function carries ICU: without it the runtime would abort at the first culture, whatever the function's own setting is.</summary>
    private const string InvariantGlobalization = "System.Globalization.Invariant";

    /// <summary>The version by which the CLR loads ICU from its own folders. Without it the OS's would come first, by LD_LIBRARY_PATH or not.</summary>
    private const string AppLocalIcu = "System.Globalization.AppLocalIcu";

    /// <summary>Where a Main is run, the CLR reads it; for a class library the host does.</summary>
    private const string StartupHooks = "STARTUP_HOOKS";

    private readonly List<nint> _names = [];
    private readonly List<nint> _values = [];
    private byte** _nameArray;
    private byte** _valueArray;

    /// <summary>Whether the function's memory became the heap's limit here, in place of what the function set.</summary>
    public bool LimitsHeap { get; private init; }

    public int Count => _names.Count;
    public byte** Names => _nameArray = ToArray(_nameArray, _names);
    public byte** Values => _valueArray = ToArray(_valueArray, _values);

    /// <summary>Names that the host alone gives values to; the .NET host refuses a function that sets one.</summary>
    public static bool IsHosts(string name) => name is "TRUSTED_PLATFORM_ASSEMBLIES" or "NATIVE_DLL_SEARCH_DIRECTORIES" or "PLATFORM_RESOURCE_ROOTS" or "APP_CONTEXT_BASE_DIRECTORY"
        or "APP_CONTEXT_DEPS_FILES" or "FX_DEPS_FILE" or "PROBING_DIRECTORIES" or "RUNTIME_IDENTIFIER" or "HOST_RUNTIME_CONTRACT";

    /// <param name="layerRoot">The folder of bootstrap.</param>
    /// <param name="taskRoot">The function's folder.</param>
    /// <param name="framework">The layer's framework.</param>
    /// <param name="function">The function's part.</param>
    /// <param name="settings">What the environment says about resolution.</param>
    /// <param name="memorySize">The function's memory in bytes, to limit the heap; 0 leaves the heap as the function set it.</param>
    public static RuntimeProperties For(
        string layerRoot, string taskRoot, FrameworkList framework, FunctionPackage function, ResolutionSettings settings, ulong memorySize = 0)
    {
        var runtime = $"{layerRoot}/{FrameworkListFormat.RuntimeFolder}/";
        var limit = HeapLimit.For(memorySize, function.ConfigProperties);
        var properties = new RuntimeProperties { LimitsHeap = limit is not null };
        properties.Add("TRUSTED_PLATFORM_ASSEMBLIES", TrustedPlatformAssemblies(layerRoot, runtime, framework, function));
        properties.Add("NATIVE_DLL_SEARCH_DIRECTORIES", Join(function.NativeFolders, runtime));
        properties.Add("PLATFORM_RESOURCE_ROOTS", Join(function.ResourceFolders));
        properties.Add("APP_CONTEXT_BASE_DIRECTORY", taskRoot + "/");
        properties.Add("APP_CONTEXT_DEPS_FILES", function.DepsPath ?? "");
        properties.Add("PROBING_DIRECTORIES", Join(function.ProbingFolders));
        properties.Add("RUNTIME_IDENTIFIER", settings.RuntimeId ?? framework.Rid);
        properties.AddConfiguration(function, taskRoot, settings.StartupHooks, framework.Icu);
        if (limit is { } bytes)
            properties.Add(HeapLimit.Property, bytes.ToString(CultureInfo.InvariantCulture));
        return properties;
    }

    /// <summary>Reads a value back, for tests.</summary>
    public string? this[string name]
    {
        get
        {
            foreach (var (own, value) in All())
            {
                if (own == name)
                    return value;
            }
            return null;
        }
    }

    /// <summary>Reads everything back, for tests.</summary>
    public List<KeyValuePair<string, string>> All()
    {
        var all = new List<KeyValuePair<string, string>>();
        for (var i = 0; i < _names.Count; i++)
            all.Add(new(Marshal.PtrToStringUTF8(_names[i])!, Marshal.PtrToStringUTF8(_values[i])!));
        return all;
    }

    public void Add(string name, string value)
    {
        _names.Add(Marshal.StringToCoTaskMemUTF8(name));
        _values.Add(Marshal.StringToCoTaskMemUTF8(value));
    }

    public void Dispose()
    {
        foreach (var text in _names)
            Marshal.FreeCoTaskMem(text);
        foreach (var text in _values)
            Marshal.FreeCoTaskMem(text);
        _names.Clear();
        _values.Clear();
        NativeMemory.Free(_nameArray);
        NativeMemory.Free(_valueArray);
        _nameArray = _valueArray = null;
    }

    /// <summary>Whether the function's own settings name ICU libraries that its package has: for a layer without any, the variable too.</summary>
    public static bool BringsIcu(FunctionPackage function) => NamesIcu(function) || BootstrapEnvironment.AppLocalIcu() is not null;

    private static bool NamesIcu(FunctionPackage function)
    {
        foreach (var (name, _) in function.ConfigProperties)
        {
            if (name == AppLocalIcu)
                return true;
        }
        return false;
    }

    private void AddConfiguration(FunctionPackage function, string taskRoot, string? startupHooks, string? icu)
    {
        // .NET prefers a property to the variable, and here the property would name the layer's ICU.
        var bringsIcu = icu is null ? BringsIcu(function) : NamesIcu(function);
        var isInvariant = icu is null && !bringsIcu;
        foreach (var (name, value) in function.ConfigProperties)
        {
            if (name == StartupHooks)
                startupHooks = startupHooks is null ? value : $"{startupHooks}:{value}";
            else if (!(isInvariant && name == InvariantGlobalization) && !(LimitsHeap && name == HeapLimit.Property))
                Add(name, value);
            if (name.Equals("Microsoft.NETCore.DotNetHostPolicy.SetAppPaths", StringComparison.OrdinalIgnoreCase) && value.Equals("true", StringComparison.OrdinalIgnoreCase))
                Add("APP_PATHS", taskRoot + "/");
        }
        if (startupHooks is not null)
            Add(StartupHooks, startupHooks);
        if (isInvariant)
            Add(InvariantGlobalization, "true");
        else if (!bringsIcu)
            Add(AppLocalIcu, icu!);
    }

    private static string TrustedPlatformAssemblies(string layerRoot, string runtime, FrameworkList framework, FunctionPackage function)
    {
        var list = new StringBuilder(16 * 1024); // Chosen, not measured: a longer list has the builder grow.
        foreach (var entry in framework.Managed)
        {
            if (!framework.IsInUse(entry))
                continue;
            var name = Encoding.UTF8.GetString(framework.NameOf(entry));
            if (function.Overridden.Count == 0 || !function.Overridden.Contains(name))
                _ = list.Append(runtime).Append(name).Append(':');
        }
        foreach (var path in function.Assemblies)
            _ = list.Append(path).Append(':');
        return list.Append(layerRoot).Append('/').Append(FrameworkListFormat.HostAssembly).ToString();
    }

    private static string Join(IReadOnlyList<string> folders, string? last = null)
    {
        var list = string.Join(':', folders);
        return last is null ? list : list.Length == 0 ? last : $"{list}:{last}";
    }

    private static byte** ToArray(byte** array, List<nint> texts)
    {
        array = (byte**)NativeMemory.Realloc(array, (nuint)texts.Count * (nuint)sizeof(byte*));
        for (var i = 0; i < texts.Count; i++)
            array[i] = (byte*)texts[i];
        return array;
    }
}
