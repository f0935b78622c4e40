namespace Pintle.Layer;

/// <summary>Which shared frameworks a layer carries.</summary>
public enum LayerFramework
{
    /// <summary>Microsoft.NETCore.App.</summary>
    Core,

    /// <summary>Microsoft.NETCore.App and Microsoft.AspNetCore.App.</summary>
    AspNet,
}
