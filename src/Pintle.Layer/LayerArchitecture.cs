using System.Runtime.InteropServices;

namespace Pintle.Layer;

/// <summary>The processor a layer is for, as Lambda offers it.</summary>
public enum LayerArchitecture
{
    X64,
    Arm64,
}

/// <summary>The spellings of <see cref="LayerArchitecture"/> and <see cref="LayerFramework"/> in file names, pins and packages.</summary>
public static class LayerNames
{
    /// <summary>The architecture whose layers run here without an emulator.</summary>
    public static LayerArchitecture OfThisMachine { get; } = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? LayerArchitecture.Arm64 : LayerArchitecture.X64;

    public static string Name(this LayerArchitecture architecture) => architecture switch
    {
        LayerArchitecture.X64 => "x64",
        LayerArchitecture.Arm64 => "arm64",
        _ => throw new ArgumentOutOfRangeException(nameof(architecture), architecture, null),
    };

    public static string Rid(this LayerArchitecture architecture) => "linux-" + architecture.Name();

    public static string Name(this LayerFramework framework) => framework switch
    {
        LayerFramework.Core => "core",
        LayerFramework.AspNet => "aspnet",
        _ => throw new ArgumentOutOfRangeException(nameof(framework), framework, null),
    };
}
