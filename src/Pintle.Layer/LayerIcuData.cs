namespace Pintle.Layer;

/// <summary>How much of ICU's data is in a layer with ICU.</summary>
public enum LayerIcuData
{
    /// <summary>What .NET reads.</summary>
    Filtered,

    /// <summary>The libraries as their source has them.</summary>
    Full,
}
