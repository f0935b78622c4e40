using Amazon.Lambda.Core;

namespace Handlers;

/// <summary>Writes to the log on every way there is.</summary>
public sealed class Logs
{
    public void ToConsole(string text)
    {
        Console.Write("out, without a line end: ");
        Console.WriteLine(text);
        Console.Error.WriteLine($"error: {text}");
    }

    public void ToLogger(string text, ILambdaContext context)
    {
        context.Logger.Log($"log: {text}");
        context.Logger.LogLine($"line: {text}");
        context.Logger.LogTrace($"trace: {text}");
        context.Logger.LogDebug($"debug: {text}");
        context.Logger.LogInformation($"information: {text}");
        context.Logger.LogWarning($"warning: {text}");
        context.Logger.LogError($"error: {text}");
        context.Logger.LogCritical($"critical: {text}");
    }

    public void WithArguments(string text, ILambdaContext context)
    {
        context.Logger.LogInformation("template of {name}, {number:000}", text, 7);
        context.Logger.LogError(new InvalidOperationException("logged, not thrown"), "with an exception of {name}", text);
    }

    public void ToStaticLogger(string text)
    {
        LambdaLogger.Log($"static: {text}");
        LambdaLogger.Log(LogLevel.Warning, "static of {name}", text);
        LambdaLogger.Log(LogLevel.Error, new InvalidOperationException("logged statically"), "static with an exception of {name}", text);
    }

    public void SeveralLines(ILambdaContext context) => context.Logger.LogInformation("first\nsecond\nthird");
}
