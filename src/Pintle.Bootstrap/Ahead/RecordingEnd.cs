using Pintle.Bootstrap.Clr;
using Pintle.Shared;

namespace Pintle.Bootstrap.Ahead;

/// <summary>
/// The end of a rehearsal of a program that polls by itself. Such a program may take half a minute to end in order, because its host waits for its open poll; so whoever rehearses makes a file when the events are answered, and
/// the recording ends in the process that goes on. Not in a start that nobody records.
/// </summary>
internal static class RecordingEnd
{
    private const int Pause = 10; // ms

    /// <param name="clr">Which records.</param>
    /// <param name="profile">Its full path.</param>
    public static void Watch(CoreClr clr, string profile)
    {
        var asked = profile + RehearsalFormat.EndSuffix;
        new Thread(() =>
        {
            while (!File.Exists(asked))
                Thread.Sleep(Pause); // A file of another process can only be polled for, by what every sandbox has.
            HostCalls.EndRecording(clr);
            File.Delete(asked);
        })
        { IsBackground = true }.Start();
    }
}
