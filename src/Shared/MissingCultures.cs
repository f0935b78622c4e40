namespace Pintle.Shared;

/// <summary>What is said where cultures are missing: once at the start, where the function shows that it wants some, and with each CultureNotFoundException.</summary>
internal static class MissingCultures
{
    /// <summary>What there is, and the ways out.</summary>
    public const string Text = "This layer has no ICU and knows the invariant culture only. Use CultureInfo.InvariantCulture, "
        + "or publish the function with PredefinedCulturesOnly=false, which takes every culture's name and gives it the invariant culture's data.";
}
