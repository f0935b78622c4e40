using System.Net;
using NuGet.Configuration;
using Pintle.Layer.Audit;

namespace Pintle.Layer.Tests.Audit;

public sealed class OnlineSourcesTests : IDisposable
{
    private static readonly Uri Releases = new("https://releases.example/metadata/");

    private readonly TempFolder _folder = new();

    [Fact]
    public async Task Asks_for_a_channel_once_and_reads_it()
    {
        using var server = new Server(_ => """{ "channel-version": "10.0", "releases": [ { "runtime": { "version": "10.0.3" } } ] }""");
        using var sources = Sources(server);

        var first = await sources.ChannelAsync("10.0", TestContext.Current.CancellationToken);
        var second = await sources.ChannelAsync("10.0", TestContext.Current.CancellationToken);

        Assert.Equal("10.0.3", first?.Releases[0].Runtime?.ToString());
        Assert.Same(first, second);
        Assert.Equal(["https://releases.example/metadata/10.0/releases.json"], server.Asked);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("<html>a proxy's page</html>")]
    [InlineData("{ \"other\": 1 }")]
    public async Task Leaves_a_channel_unknown_that_it_could_not_have_and_says_so(string? answer)
    {
        using var server = new Server(_ => answer);
        using var sources = Sources(server);

        Assert.Null(await sources.ChannelAsync("10.0", TestContext.Current.CancellationToken));
        Assert.Contains("give it with --advisories", Assert.Single(sources.Notices), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Takes_versions_from_the_sources_of_nuget_config_and_leaves_the_rest_unknown()
    {
        _ = Directory.CreateDirectory(_folder["feed"]);
        await File.WriteAllBytesAsync(Path.Combine(_folder["feed"], $"{TinyPackage.Id}.1.2.3.nupkg"), TinyPackage.Write(), TestContext.Current.CancellationToken);
        using var sources = Sources(new Server(_ => null));

        Assert.Equal(["1.2.3"], (await sources.VersionsAsync(TinyPackage.Id, TestContext.Current.CancellationToken))?.Select(version => version.ToString()));
        Assert.Null(await sources.VersionsAsync("No.Such.Package", TestContext.Current.CancellationToken));
        Assert.Null(await sources.PackagesAsync(TestContext.Current.CancellationToken));
        Assert.Contains("No source of nuget.config offers vulnerability data", Assert.Single(sources.Notices), StringComparison.Ordinal);
    }

    /// <summary>Several functions are looked into at once: none of them takes a question that another has asked for one that has no answer.</summary>
    [Fact]
    public async Task Asks_once_where_several_ask_at_the_same_time()
    {
        using var server = new Server(_ => """{ "channel-version": "10.0", "releases": [ { "runtime": { "version": "10.0.3" } } ] }""") { Answers = new TaskCompletionSource() };
        using var sources = Sources(server);

        Task<ReleaseChannel?>[] asked = [.. Enumerable.Range(0, 4).Select(_ => sources.ChannelAsync("10.0", TestContext.Current.CancellationToken))];
        server.Answers.SetResult();

        Assert.All(await Task.WhenAll(asked), channel => Assert.Equal("10.0.3", channel?.Releases[0].Runtime?.ToString()));
        Assert.Single(server.Asked);
    }

    public void Dispose() => _folder.Dispose();

    private OnlineSources Sources(Server server)
    {
        File.WriteAllText(_folder["nuget.config"], $"""<configuration><packageSources><clear /><add key="ours" value="{_folder["feed"]}" /></packageSources></configuration>""");
        return new OnlineSources(Settings.LoadSpecificSettings(_folder.Path, "nuget.config"), new HttpClient(server), Releases);
    }

    private sealed class Server(Func<Uri, string?> answer) : HttpMessageHandler
    {
        public List<string> Asked { get; } = [];

        /// <summary>Until it is set none comes; null for at once.</summary>
        public TaskCompletionSource? Answers { get; init; }

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Asked.Add(request.RequestUri!.AbsoluteUri);
            if (Answers is not null)
                await Answers.Task.WaitAsync(cancellationToken);
            var content = answer(request.RequestUri);
            return content is null ? new HttpResponseMessage(HttpStatusCode.NotFound) : new HttpResponseMessage { Content = new StringContent(content) };
        }
    }
}
