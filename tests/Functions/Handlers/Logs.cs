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
        context.Logger.Log($"log: {text}\n");
        context.Logger.LogLine($"line: {text}");
        context.Logger.LogTrace($"trace: {text}");
        context.Logger.LogDebug($"debug: {text}");
        context.Logger.LogInformation($"information: {text}");
        context.Logger.LogWarning($"warning: {text}");
        context.Logger.LogError($"error: {text}");
        context.Logger.LogCritical($"critical: {text}");
    }

    /// <summary>Raw text, as Console.Write: below every level, in every format, into whatever Console.Out is.</summary>
    public string Raw(string text, ILambdaContext context)
    {
        context.Logger.Log(null!);
        context.Logger.Log("");
        context.Logger.Log($"{{\"_aws\":\"{text}\"");
        context.Logger.Log("}\n");
        context.Logger.Log("half \uD83D");
        context.Logger.Log("\uDE00\n");
        var (output, own) = (Console.Out, new StringWriter());
        Console.SetOut(own);
        context.Logger.Log("own");
        context.Logger.LogLine("line");
        Console.SetOut(output);
        context.Logger.Log("again\n");
        return own.ToString();
    }

    /// <summary>The same without anything of the console's.</summary>
    public void RawAlone(string text, ILambdaContext context)
    {
        context.Logger.Log($"{text}, ");
        context.Logger.Log("half \uD83D");
        context.Logger.Log("\uDE00\n");
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
