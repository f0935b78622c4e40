namespace Pintle.Shared;

/// <summary>What is said where cultures are missing: once at the start, where the function shows that it wants some, and with each CultureNotFoundException.</summary>
internal static class MissingCultures
{
    /// <summary>The runtime property that says whether there is the invariant culture only.</summary>
    public const string Property = "System.Globalization.Invariant";

    /// <summary>The ways out, in the middle of a sentence.</summary>
    public const string Remedy = "build the layer with pintle build --globalization icu, or publish the function with PredefinedCulturesOnly=false";

    /// <summary>What the layer has, and the ways out.</summary>
    public const string Text = "This function runs without ICU, with the invariant culture only. For others build the layer with pintle build --globalization icu, and publish the function without "
        + "InvariantGlobalization=true; PredefinedCulturesOnly=false takes every culture's name and gives it the invariant culture's data.";
}
