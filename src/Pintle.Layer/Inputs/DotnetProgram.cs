using Pintle.Shared;

namespace Pintle.Layer.Inputs;

/// <summary>The <c>dotnet</c> that runs this process, if one does, so that a build uses the same installation; else the one on PATH.</summary>
internal static class DotnetProgram
{
    public static string Path { get; } = System.IO.Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? Environment.ProcessPath! : ProgramPath.Dotnet;
}
