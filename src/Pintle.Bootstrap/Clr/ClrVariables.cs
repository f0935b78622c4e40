using System.Globalization;
using Pintle.Bootstrap.Framework;
using Pintle.Bootstrap.Package;
using Pintle.Bootstrap.Posix;
using Pintle.Shared;

namespace Pintle.Bootstrap.Clr;

/// <summary>
/// Environment variables with which CoreCLR or .NET would end the process in a way that says nothing to a function's owner. Those that can be recognized beforehand become a fault here;
/// when CoreCLR refuses to start, the fault names all that are set. <c>Native/clr_variables.c</c> keeps them all from the bootstrap's own runtime.
/// </summary>
internal static class ClrVariables
{
    public const string InvariantGlobalization = "DOTNET_SYSTEM_GLOBALIZATION_INVARIANT";
    public const string AppLocalIcu = "DOTNET_SYSTEM_GLOBALIZATION_APPLOCALICU";

    private const string IcuProperty = "System.Globalization.AppLocalIcu";
    private const string RegionSize = "GCRegionSize", RegionSizeProperty = "System.GC.RegionSize";

    /// <summary>In bytes. With smaller ones the garbage collector of .NET 8 to 10 neither starts nor refuses to: 1 and 0x1000 never end, 0x4000 ends in an abort. 0x8000 works (tests/Pintle.EndToEnd.Tests/ClrSettings.cs).</summary>
    private const ulong SmallestRegion = 0x8000;

    private const string Remedy = "Correct the function's variable, or remove it.";

    /// <exception cref="FaultException">ClrStartFailed, with the variable's name.</exception>
    public static void Check(string layerRoot, FrameworkList framework, FunctionPackage function)
    {
        var runtime = $"{layerRoot}/{FrameworkListFormat.RuntimeFolder}";
        if (BootstrapEnvironment.Clr("JitName") is { } jit)
            RequireFile(runtime, jit, "JitName", "the JIT compiler");
        if (BootstrapEnvironment.Clr("AltJit") is not null)
            RequireFile(runtime, BootstrapEnvironment.Clr("AltJitName") ?? "libprotojit.so", "AltJit", "an alternative JIT compiler");
        if (BootstrapEnvironment.Clr("GCName") is { } gc)
            RequireFile(runtime, gc, "GCName", "the garbage collector", "The layer has its own inside libcoreclr.so; pintle build --keep gc adds libclrgc.so and libclrgcexp.so. ");
        CheckRegions(function);
        CheckIcu(framework, function);
    }

    /// <summary>Where there is no ICU, variables that ask for it are taken away: .NET prefers the variable to the property, and would look for libraries that are not there.</summary>
    /// <returns>The variable's value, where it asked for cultures.</returns>
    public static string? TakeInvariantMode()
    {
        if (BootstrapEnvironment.InvariantGlobalization() is not { } value || IsTrue(value))
            return null;
        NativeEnvironment.Remove(InvariantGlobalization);
        return IsFalse(value) ? value : null;
    }

    /// <summary>Variables that AWS's runtime or this one sets don't count, nor those that only the SDK reads.</summary>
    public static bool MayChangeTheStart(string name)
    {
        if (name is "DOTNET_ROOT" or "DOTNET_VERSION" or "DOTNET_RUNNING_IN_CONTAINER" or "DOTNET_NOLOGO" || name.StartsWith("DOTNET_CLI_", StringComparison.Ordinal))
            return false;
        return name.StartsWith("DOTNET_", StringComparison.Ordinal) || name.StartsWith("COMPlus_", StringComparison.Ordinal) || name.StartsWith("CORECLR_", StringComparison.Ordinal);
    }

    /// <summary>The end of a sentence about a CLR that did not start.</summary>
    public static string Suspects()
    {
        var names = BootstrapEnvironment.ClrVariableNames();
        return names.Length == 0
            ? "Check the function's memory and the properties in its runtimeconfig.json."
            : $"The function sets {string.Join(", ", names)}: correct or remove what CoreCLR refuses of that. Else check the function's memory and the properties in its runtimeconfig.json.";
    }

    private static void RequireFile(string folder, string name, string variable, string part, string hint = "")
    {
        if (name.Contains('/', StringComparison.Ordinal) || !File.Exists($"{folder}/{name}"))
        {
            throw new FaultException(FaultCode.ClrStartFailed,
                $"Expected DOTNET_{variable} to name {part} in the layer's {FrameworkListFormat.RuntimeFolder}, but \"{Quote.Bounded(name)}\" is not there. {hint}{Remedy}");
        }
    }

    /// <summary>The variable, in hexadecimal, counts before the property.</summary>
    private static void CheckRegions(FunctionPackage function)
    {
        if (BootstrapEnvironment.Clr(RegionSize) is { } variable)
        {
            // A value that is no number counts as unset.
            if (ulong.TryParse(WithoutPrefix(variable), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size) && size is > 0 and < SmallestRegion)
                throw TooSmallRegions($"DOTNET_{RegionSize}", $"0x{size:x}");
            return;
        }
        foreach (var (name, value) in function.ConfigProperties)
        {
            if (name != RegionSizeProperty)
                continue;
            var isHexadecimal = value.StartsWith("0x", StringComparison.OrdinalIgnoreCase);
            if (ulong.TryParse(WithoutPrefix(value), isHexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is > 0 and < SmallestRegion)
                throw TooSmallRegions(RegionSizeProperty, value);
        }
    }

    private static ReadOnlySpan<char> WithoutPrefix(string number) => number.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? number.AsSpan(2) : number;

    private static FaultException TooSmallRegions(string said, string value) => new(FaultCode.ClrStartFailed,
        $"Expected {said} to be 0x8000 bytes at least, but it is {value}: CoreCLR's garbage collector does not start with regions of that size. {Remedy}");

    /// <summary>ICU that the function brings: .NET ends the process when a library of that name is in none of the folders where native libraries are looked for.</summary>
    private static void CheckIcu(FrameworkList framework, FunctionPackage function)
    {
        var (said, value) = Icu(function);
        if (IsInvariant(function) || said is null || value.Length == 0 || (said == AppLocalIcu && framework.Icu is not null))
            return;
        // "suffix:version" or the version alone: libicuuc + suffix + .so. + version.
        var colon = value.IndexOf(':', StringComparison.Ordinal);
        var file = $"libicuuc{(colon > 0 ? value[..colon] : "")}.so.{value[(colon + 1)..]}";
        foreach (var folder in function.NativeFolders)
        {
            if (File.Exists(folder + file))
                return;
        }
        throw new FaultException(FaultCode.ClrStartFailed,
            $"Expected {said} to name ICU's libraries in the function's package, but it is \"{Quote.Bounded(value)}\", and none of the folders of its native libraries has {Quote.Bounded(file)}. "
            + "Publish the function with the package Microsoft.ICU.ICU4C.Runtime of that version, or remove the setting.");
    }

    /// <summary>Whether no ICU is loaded: .NET's order is the variable, then the property.</summary>
    private static bool IsInvariant(FunctionPackage function)
    {
        if (BootstrapEnvironment.InvariantGlobalization() is { } variable && (IsTrue(variable) || IsFalse(variable)))
            return IsTrue(variable);
        foreach (var (name, value) in function.ConfigProperties)
        {
            if (name == MissingCultures.Property)
                return IsTrue(value);
        }
        return false;
    }

    /// <summary>.NET's order: the property, then the variable.</summary>
    private static (string? Said, string Value) Icu(FunctionPackage function)
    {
        foreach (var (name, value) in function.ConfigProperties)
        {
            if (name == IcuProperty)
                return (IcuProperty, value);
        }
        return BootstrapEnvironment.AppLocalIcu() is { } variable ? (AppLocalIcu, variable) : (null, "");
    }

    private static bool IsTrue(string value) => value is "1" || value.Equals("true", StringComparison.OrdinalIgnoreCase);

    private static bool IsFalse(string value) => value is "0" || value.Equals("false", StringComparison.OrdinalIgnoreCase);
}
