using Pintle.Shared;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>Files of the layer that are cut off under the running process, which Lambda's own file system forbids and a disk may do.</summary>
public sealed class CutLayerFiles
{
    private const int KilledByBus = 135;
    private const int Aborted = 134;
    private const int KilledBySegv = 139;

    /// <summary>Mapped and read, mapped and executed, and not yet opened.</summary>
    [Theory]
    [InlineData("pintle/dotnet/System.Private.CoreLib.dll")]
    [InlineData("pintle/dotnet/libcoreclr.so")]
    [InlineData("pintle/dotnet/libSystem.Native.so")]
    [InlineData("pintle/dotnet/System.Text.Json.dll")]
    [InlineData("pintle/host/Pintle.Host.dll")]
    [InlineData("bootstrap")]
    public async Task Never_make_a_wrong_answer(string file)
    {
        using var layer = await BuiltLayer.CopyAsync();
        var events = new HeldSecondEvent(_ => "21");
        await using var api = new Adversary(events.Answer);
        using var bootstrap = await BareBootstrap.StartAsync(api.Address, "Handlers::Handlers.Exhausted::Twice", layer.Path);
        await events.IsAskedForAsync(TestContext.Current.CancellationToken);

        var path = Path.Combine(layer.Path, file);
        if (file == "bootstrap")
        {
            File.Delete(path);
        }
        else
        {
            using (var open = new FileStream(path, FileMode.Open, FileAccess.Write))
                open.SetLength(4096);
        }

        events.GoOn();
        var end = await bootstrap.EndAsync();

        var answers = api.Calls.Where(call => call.Name != "next").Select(call => (call.Name, call.RequestId, call.Text)).ToArray();
        Assert.Equal(("response", "r-0", "42"), answers[0]);
        Assert.InRange(answers.Length, 1, 2);
        Assert.All(answers.Skip(1), answer => Assert.Equal("r-1", answer.RequestId));
        Assert.All(answers.Skip(1).Where(answer => answer.Name == "response"), answer => Assert.Equal("42", answer.Text));
        Assert.Contains(end.ExitCode, (int[])[(int)FaultCode.RuntimeApiRefused, KilledByBus, KilledBySegv, Aborted]);
    }
}
