namespace Pintle.Testing;

/// <summary>How a function is kept apart from the host.</summary>
public enum SandboxKind
{
    /// <summary>The best that this machine has: <see cref="Bubblewrap"/>, else <see cref="Namespaces"/>, else <see cref="Folders"/>.</summary>
    Auto,

    /// <summary>bubblewrap (<c>bwrap</c>): its own root file system, layer and function read-only at <c>/opt</c> and <c>/var/task</c>, and no rights, whoever started it.</summary>
    Bubblewrap,

    /// <summary>The same layout made with <c>unshare</c> and <c>mount</c> of util-linux, where unprivileged user namespaces are allowed.</summary>
    Namespaces,

    /// <summary>The bootstrap runs on the host, from the layer's own folder. Nothing is hidden and nothing is read-only.</summary>
    Folders,
}

/// <summary>The sandbox that is used.</summary>
/// <param name="Kind">Never <see cref="SandboxKind.Auto"/>.</param>
/// <param name="Notice">One line on what is missing and how to get it; null when the sandbox is as Lambda's.</param>
public sealed record SandboxReport(SandboxKind Kind, string? Notice);
