using Pintle.Bootstrap.Ahead;

namespace Pintle.Bootstrap.Tests.Ahead;

public sealed class ReplayThreadsTests
{
    private const int Ever = int.MaxValue;

    [Fact]
    public void Are_waited_for_until_they_end_or_the_time_is_over()
    {
        using var mayEnd = new ManualResetEventSlim();
        var (thread, folder) = Start("replay", mayEnd);
        var begin = Environment.TickCount64;

        Assert.False(ReplayThreads.Await([folder], begin, 0));
        Assert.False(ReplayThreads.Await([folder], begin - 1_000, 1_000));

        mayEnd.Set();
        thread.Join();
        Assert.True(ReplayThreads.Await([folder], begin, Ever));
    }

    /// <summary>They stay as long as the process does.</summary>
    [Fact]
    public void Are_none_that_have_a_name_of_the_CLRs()
    {
        using var mayEnd = new ManualResetEventSlim();
        var (thread, folder) = Start(".NET Finalizer", mayEnd);

        Assert.True(ReplayThreads.Await([folder], Environment.TickCount64, 0));

        mayEnd.Set();
        thread.Join();
    }

    private static (Thread Thread, string Folder) Start(string name, ManualResetEventSlim mayEnd)
    {
        var folder = "";
        using var hasBegun = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            folder = $"/proc/{File.ResolveLinkTarget("/proc/thread-self", returnFinalTarget: false)!.FullName["/proc/".Length..]}";
            hasBegun.Set();
            mayEnd.Wait();
        })
        { Name = name, IsBackground = true };
        thread.Start();
        hasBegun.Wait();
        return (thread, folder);
    }
}
