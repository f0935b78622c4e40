using System.Runtime.Versioning;

// Git, bash and unix file modes.
[assembly: SupportedOSPlatform("linux")]
