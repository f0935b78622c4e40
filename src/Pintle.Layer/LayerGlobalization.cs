namespace Pintle.Layer;

/// <summary>Which cultures a layer knows.</summary>
public enum LayerGlobalization
{
    /// <summary>The invariant culture only.</summary>
    Invariant,

    /// <summary>Those of the ICU libraries that the layer carries.</summary>
    Icu,
}
