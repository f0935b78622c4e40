using System.Reflection;
using System.Text;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;

switch (args)
{
    case ["logger"]:
        LambdaLogger.Log("plain");
        LambdaLogger.Log("Warning", "of {name}", "one", 2);
        LambdaLogger.Log(LogLevel.Error, new InvalidOperationException("logged"), "with an exception");
        return 0;

    case ["trace"]:
        Console.WriteLine($"at first: {LambdaTraceProvider.CurrentTraceId ?? "none"}");
        SetTraceId("outer");
        await Task.Run(static () =>
        {
            SetTraceId("inner");
            Console.WriteLine($"in another flow: {LambdaTraceProvider.CurrentTraceId}");
        });
        Console.WriteLine($"back: {LambdaTraceProvider.CurrentTraceId}");
        return 0;

    case ["serializer"]:
        var serializer = new DefaultLambdaJsonSerializer();
        var text = serializer.Deserialize<string>(new MemoryStream("\"event\""u8.ToArray()));
        using (var response = new MemoryStream())
        {
            serializer.Serialize(text + " answered", response);
            Console.WriteLine($"sent: {Encoding.UTF8.GetString(response.ToArray())}");
        }

        return 0;

    default:
        Console.Error.WriteLine($"Expected logger, trace or serializer; found {args.Length} arguments.");
        return 2;
}

// The way in which a runtime that is not compiled against this version of the assembly reaches it.
static void SetTraceId(string id) =>
    typeof(LambdaTraceProvider).GetMethod("SetCurrentTraceId", BindingFlags.Static | BindingFlags.NonPublic)!.Invoke(null, [id]);
