using Pintle.Shared;

namespace Pintle.Bootstrap.Framework;

/// <summary>Amazon's own loop as the second engine. It runs on the layer's CLR in this process and polls by itself; Pintle.Host has no part in it.</summary>
internal static class AwsEngine
{
    public const string Variable = "PINTLE_ENGINE";

    /// <param name="asked">The variable's value.</param>
    /// <param name="framework">The layer's list.</param>
    /// <exception cref="FaultException">EngineUnavailable.</exception>
    public static bool IsWanted(string? asked, FrameworkList framework) => asked switch
    {
        null => framework.UsesAws,
        "pintle" => false,
        "aws" => framework.Engine.Count > 0
            ? true
            : throw new FaultException(FaultCode.EngineUnavailable, $"Expected Amazon's loop in the layer, as {Variable}=aws asks for it, but the layer has none. Build it with pintle build --engine both, or remove the variable."),
        _ => throw new FaultException(FaultCode.EngineUnavailable, $"Expected {Variable} to be pintle or aws, but it is \"{Quote.Bounded(asked)}\". Correct the variable, or remove it."),
    };

    public static string Folder(string layerRoot) => $"{layerRoot}/{FrameworkListFormat.EngineFolder}";

    public static string Assembly(string layerRoot) => $"{layerRoot}/{FrameworkListFormat.EngineAssembly}";
}
