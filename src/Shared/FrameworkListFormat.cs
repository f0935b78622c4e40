namespace Pintle.Shared;

/// <summary>
/// The list of the layer's framework files that is made when the layer is built, so that a start neither enumerates a folder nor parses JSON for it.
/// Written by Pintle.Layer, read by the bootstrap. It does not describe the function's files.
/// </summary>
/// <remarks>
/// <para>UTF-8 without a byte order mark, lines ended by LF, fields separated by one TAB. The file stands at <see cref="RelativePath"/> below the layer's root.</para>
/// <code>
/// pintle-framework-list 1
/// rid          linux-x64
/// framework    Microsoft.NETCore.App  10.0.14
/// managed      System.Private.CoreLib.dll  12345678  10.0.0.0  10.0.1426.12345
/// managed      Microsoft.AspNetCore.dll  23456  10.0.0.0  10.0.1426.12345  1
/// native       libcoreclr.so  7654321
/// icu          72.1
/// zoneinfo     2025b
/// engine       Amazon.Lambda.Core.dll  65432  1.0.0.0  3.2.0.0
/// uses         aws
/// </code>
/// <para>First line: <see cref="Magic"/>, a space, and the format's version. Then in this order: one <c>rid</c>; one or more <c>framework</c> (name, exact version), the base
/// framework first; every <c>managed</c> file (name, size in bytes, assembly version, file version, and for a file of another framework than
/// the first one that framework's place in the list, from 0), sorted ordinally by name; every <c>native</c> file (name, size), sorted likewise.
/// A layer with ICU names the version in its libraries' names, one with time zone data in <see cref="ZoneInfoFolder"/> the data's.
/// A layer with Amazon's loop lists every <c>engine</c> assembly in <see cref="EngineFolder"/> like a <c>managed</c> one; it <c>uses</c> that loop where nothing else is said.
/// Names are file names inside <see cref="RuntimeFolder"/>, without a folder.</para>
/// </remarks>
internal static class FrameworkListFormat
{
    public const string Magic = "pintle-framework-list";
    public const int Version = 1;

    /// <summary>Where the list stands, below the folder that holds <c>bootstrap</c>.</summary>
    public const string RelativePath = "pintle/framework.list";

    /// <summary>The folder of the framework's files, managed and native, below the folder that holds <c>bootstrap</c>.</summary>
    public const string RuntimeFolder = "pintle/dotnet";

    /// <summary>The host assembly (ReadyToRun), below the folder that holds <c>bootstrap</c>.</summary>
    public const string HostAssembly = "pintle/host/Pintle.Host.dll";

    /// <summary>The folder of the time zone data, below the folder that holds <c>bootstrap</c>.</summary>
    public const string ZoneInfoFolder = "pintle/zoneinfo";

    /// <summary>The folder of Amazon's loop, below the folder that holds <c>bootstrap</c>.</summary>
    public const string EngineFolder = "pintle/engine";

    /// <summary>The assembly whose Main calls it.</summary>
    public const string EngineAssembly = EngineFolder + "/Pintle.AwsEngine.dll";

    public const string Rid = "rid";
    public const string Framework = "framework";
    public const string Managed = "managed";
    public const string Native = "native";
    public const string Icu = "icu";
    public const string ZoneInfo = "zoneinfo";
    public const string Engine = "engine";
    public const string Uses = "uses";
    public const string Aws = "aws";
}
