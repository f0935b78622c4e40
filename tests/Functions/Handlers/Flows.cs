using Amazon.Lambda.Core;

namespace Handlers;

/// <summary>Leaves in its constructors and in each invocation what flows, and answers with what the invocation found. With Amazon.Lambda.Core, where Initializers has none.</summary>
public sealed class Flows
{
    static Flows() => LeftBehind.Leave("static constructor");

    public Flows() => LeftBehind.Leave("constructor");

    public string Sync(string text, ILambdaContext context) => LeftBehind.FindAndLeave(text);

    public string SyncWithoutContext(string text) => LeftBehind.FindAndLeave(text);

    public async Task<string> Later(string text, ILambdaContext context)
    {
        var found = LeftBehind.FindAndLeave(text);
        await Task.Yield();
        LeftBehind.Leave(text);
        return found;
    }

    /// <summary>What the serializer finds when it reads the event, and leaves.</summary>
    [LambdaSerializer(typeof(LeavingSerializer))]
    public string InSerializer(string found) => found;

    /// <summary>What the value's handler has been told until now; then the value changes.</summary>
    public string Notified()
    {
        var told = string.Concat(Told);
        Watched.Value = "x";
        return told;
    }

    /// <summary>A value of the thread, which nothing takes away.</summary>
    public int OfTheThread() => ++t_count;

    private static readonly List<string> Told = [];
    private static readonly AsyncLocal<string?> Watched = new(change => Told.Add(change.CurrentValue ?? "-"));

    [ThreadStatic]
    private static int t_count;

    public sealed class LeavingSerializer : ILambdaSerializer
    {
        public LeavingSerializer() => LeftBehind.Leave("serializer's constructor");

        public T Deserialize<T>(Stream requestStream) => (T)(object)LeftBehind.FindAndLeave("reading");

        public void Serialize<T>(T response, Stream responseStream)
        {
            using var writer = new StreamWriter(responseStream, leaveOpen: true);
            writer.Write(response);
            LeftBehind.Leave("writing");
        }
    }
}
