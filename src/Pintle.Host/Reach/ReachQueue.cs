using System.Reflection;

namespace Pintle.Host.Reach;

/// <summary>A method that can be called.</summary>
/// <param name="Method">Of the function's package.</param>
/// <param name="Branches">How many branches on the way to it may leave it out.</param>
internal sealed record ReachedMethod(MethodBase Method, int Branches);

/// <summary>
/// Methods that wait to be prepared, each once: those with the fewest branches on the way first, and among these depth first in the order of the code. For any number of threads.
/// </summary>
/// <param name="mostBranches">What lies behind more is left out.</param>
internal sealed class ReachQueue(int mostBranches)
{
    private readonly List<ReachedMethod>?[] _waiting = new List<ReachedMethod>?[mostBranches + 1];
    private readonly HashSet<MethodBase> _taken = [];
    private int _working;

    /// <summary>How many were taken.</summary>
    public int Taken => _taken.Count;

    public void Add(ReachedMethod reached)
    {
        lock (_taken)
        {
            if (reached.Branches <= mostBranches && !_taken.Contains(reached.Method))
                (_waiting[reached.Branches] ??= []).Add(reached);
        }
    }

    /// <summary>The caller follows the method, and then says so with <see cref="Done"/>.</summary>
    /// <param name="isOver">Whether nothing is left, and nothing can come from what other threads still follow.</param>
    public ReachedMethod? Take(out bool isOver)
    {
        lock (_taken)
        {
            foreach (var waiting in _waiting)
            {
                while (waiting is { Count: > 0 })
                {
                    var last = waiting[^1];
                    waiting.RemoveAt(waiting.Count - 1);
                    if (!_taken.Add(last.Method))
                        continue;
                    _working++;
                    isOver = false;
                    return last;
                }
            }
            isOver = _working == 0;
            return null;
        }
    }

    /// <param name="found">What it led to, in the order of the code.</param>
    public void Done(List<ReachedMethod> found)
    {
        lock (_taken)
        {
            _working--;
            for (var i = found.Count - 1; i >= 0; i--)
                Add(found[i]);
        }
    }
}
