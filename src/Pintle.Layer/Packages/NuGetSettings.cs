using NuGet.Configuration;

namespace Pintle.Layer.Packages;

/// <summary>NuGet's configuration, as <c>dotnet restore</c> finds it: from a folder upwards, and the user's; with the environment's credentials for the proxy.</summary>
internal static class NuGetSettings
{
    /// <exception cref="LayerException">A <c>nuget.config</c> on the way cannot be read.</exception>
    public static ISettings Load(string folder)
    {
        ProxyAccess.TellNuGet();
        try
        {
            return Settings.LoadDefaultSettings(folder);
        }
        catch (Exception e) when (e is NuGetConfigurationException or IOException or UnauthorizedAccessException or System.Xml.XmlException)
        {
            throw new LayerException(
                LayerFault.DefinitionInvalid, $"Expected every nuget.config from {folder} upwards, and the user's, to be readable, found otherwise: {e.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ')}. Correct or remove that file.", e);
        }
    }
}
