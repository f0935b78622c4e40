using System.Runtime.Versioning;

// As the bootstrap itself.
[assembly: SupportedOSPlatform("linux")]
