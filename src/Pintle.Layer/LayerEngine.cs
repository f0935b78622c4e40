namespace Pintle.Layer;

/// <summary>Whose loop a layer can run handlers with.</summary>
public enum LayerEngine
{
    /// <summary>Pintle's only.</summary>
    Pintle,

    /// <summary>Both; Amazon's, unless PINTLE_ENGINE=pintle.</summary>
    Aws,

    /// <summary>Both; Pintle's, unless PINTLE_ENGINE=aws.</summary>
    Both,
}
