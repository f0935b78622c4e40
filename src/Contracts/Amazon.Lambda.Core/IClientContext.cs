namespace Amazon.Lambda.Core;

/// <summary>What the mobile application sent along with the event.</summary>
public interface IClientContext
{
    /// <summary>Device and platform, as the application's SDK reports them.</summary>
    IDictionary<string, string> Environment { get; }

    IClientApplication Client { get; }

    /// <summary>Values of the application's own.</summary>
    IDictionary<string, string> Custom { get; }
}
