using System.Text;

namespace Pintle.Host.Reach;

/// <summary>Which virtual methods were seen to be called, and the overrides that wait until the method that they override is. For any number of threads.</summary>
internal sealed class VirtualCalls
{
    /// <summary>What the framework calls of a type although no code of the function's names it.</summary>
    private static readonly string[] ByTheFramework = ["MoveNext", "Dispose", "DisposeAsync", "GetEnumerator"];

    private readonly Dictionary<string, Overloads> _of = [];

    /// <summary>A virtual method of a type of which an object is made.</summary>
    /// <param name="Type">Declares it.</param>
    /// <param name="Row">Of the method, in the metadata.</param>
    /// <param name="Shape">As <see cref="SignatureShape.Of"/> has it.</param>
    internal sealed record Override(Type Type, int Row, string? Shape);

    /// <summary>The calls and overrides of one name and number of parameters.</summary>
    private sealed class Overloads
    {
        public bool AllAreCalled { get; set; }

        public List<string> Called { get; } = [];

        public List<Override> Waiting { get; } = [];

        public bool AreCalled(string? shape) => AllAreCalled || (shape is null ? Called.Count > 0 : Called.Contains(shape));
    }

    /// <summary>Notes a call, and fills in the overrides that waited for it.</summary>
    public void Call(string name, ReadOnlySpan<byte> signature, List<Override> reached)
    {
        var (key, shape) = (SignatureShape.Key(name, signature), SignatureShape.Of(signature));
        lock (_of)
        {
            var overloads = At(key);
            if (overloads.AllAreCalled || (shape is not null && overloads.Called.Contains(shape)))
                return;
            if (shape is null)
                overloads.AllAreCalled = true;
            else
                overloads.Called.Add(shape);
            var waiting = overloads.Waiting;
            for (var i = waiting.Count - 1; i >= 0; i--)
            {
                if (!overloads.AreCalled(waiting[i].Shape))
                    continue;
                reached.Add(waiting[i]);
                waiting.RemoveAt(i);
            }
        }
    }

    /// <returns>Whether it was called by now; if not, it waits.</returns>
    public bool IsCalled(ReadOnlySpan<byte> name, ReadOnlySpan<byte> signature, Type type, int row)
    {
        var text = Encoding.UTF8.GetString(name);
        if (Array.IndexOf(ByTheFramework, text) >= 0)
            return true;
        var (key, shape) = (SignatureShape.Key(text, signature), SignatureShape.Of(signature));
        lock (_of)
        {
            var overloads = At(key);
            if (overloads.AreCalled(shape))
                return true;
            overloads.Waiting.Add(new Override(type, row, shape));
            return false;
        }
    }

    private Overloads At(string key)
    {
        if (!_of.TryGetValue(key, out var overloads))
            _of[key] = overloads = new Overloads();
        return overloads;
    }
}
