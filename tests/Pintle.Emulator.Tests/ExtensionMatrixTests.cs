using System.Net.Http.Json;

namespace Pintle.Emulator.Tests;

public sealed class ExtensionMatrixTests
{
    private const string Name = "observer";
    private const string Subscription = """{"schemaVersion":"2022-12-13","types":["platform"],"destination":{"protocol":"HTTP","URI":"http://sandbox.localdomain:8080"}}""";
    private const string Invalid = "403 Extension.InvalidExtensionState";

    /// <summary>Every state, every call. A cell is the verdict and the state after it.</summary>
    private static readonly Dictionary<ExtensionState, string[]> Expected = new()
    {
        //                             register                   next                        init/error                  exit/error
        [ExtensionState.Started] = ["200 Registered", "403 Extension.UnknownExtensionIdentifier Started", "403 Extension.UnknownExtensionIdentifier Started", "403 Extension.UnknownExtensionIdentifier Started"],
        [ExtensionState.Registered] = [$"{Invalid} Registered", "200 Running", "202 InitError", "202 ExitError"],
        [ExtensionState.Ready] = [$"{Invalid} Ready", "200 Running", $"{Invalid} Ready", "202 ExitError"],
        [ExtensionState.Running] = [$"{Invalid} Running", "200 Running", $"{Invalid} Running", "202 ExitError"],
        [ExtensionState.InitError] = [$"{Invalid} InitError", $"{Invalid} InitError", $"{Invalid} InitError", $"{Invalid} InitError"],
        [ExtensionState.ExitError] = [$"{Invalid} ExitError", $"{Invalid} ExitError", $"{Invalid} ExitError", $"{Invalid} ExitError"],
    };

    public static TheoryData<ExtensionState, int> Cells()
    {
        var cells = new TheoryData<ExtensionState, int>();
        foreach (var state in Enum.GetValues<ExtensionState>())
        {
            for (var call = 0; call < 4; call++)
                cells.Add(state, call);
        }

        return cells;
    }

    [Theory(Timeout = 600_000)]
    [MemberData(nameof(Cells))]
    public async Task Every_call_in_every_state_is_allowed_or_refused_as_listed(ExtensionState state, int call)
    {
        await using var service = await Service.StartAsync(TestContext.Current.CancellationToken, Name);
        var id = await service.ReachAsync(state);
        Assert.Equal(state, service.State);

        using var response = await service.CallAsync(call, id);

        Assert.Equal(Expected[state][call], $"{await response.VerdictAsync()} {service.State}");
    }

    [Theory(Timeout = 600_000)]
    [InlineData("observer", """{"events":["INVOKE","LAUNCH"]}""", "403 Extension.InvalidEventType")]
    [InlineData("inner", """{"events":["SHUTDOWN"]}""", "403 Extension.InvalidEventType")]
    [InlineData("inner", """{"events":["INVOKE"]}""", "200")]
    [InlineData("inner", """{"events":[]}""", "200")]
    [InlineData("inner", """{}""", "200")]
    [InlineData("", """{"events":[]}""", "403 Extension.InvalidExtensionName")]
    [InlineData("inner", """{"events":"INVOKE"}""", "403 InvalidRequestFormat")]
    [InlineData("inner", """{"events":[1]}""", "403 InvalidRequestFormat")]
    [InlineData("inner", """[]""", "403 InvalidRequestFormat")]
    [InlineData("inner", """{"events":["\ud800"]}""", "403 InvalidRequestFormat")]
    [InlineData("inner", """{""", "403 InvalidRequestFormat")]
    public async Task A_registration_is_checked(string name, string body, string expected)
    {
        await using var service = await Service.StartAsync(TestContext.Current.CancellationToken, Name);

        using var response = await service.RegisterAsync(name, body);

        Assert.Equal(expected, await response.VerdictAsync());
    }

    [Fact(Timeout = 600_000)]
    public async Task Ten_may_register_and_none_after_the_runtime_s_first_poll()
    {
        await using var service = await Service.StartAsync(TestContext.Current.CancellationToken);
        for (var number = 0; number < 10; number++)
        {
            using var allowed = await service.RegisterAsync($"inner{number}", """{"events":["INVOKE"]}""");
            Assert.Equal("200", await allowed.VerdictAsync());
        }

        using var eleventh = await service.RegisterAsync("inner10", "{}");
        Assert.Equal("403 Extension.TooManyExtensions", await eleventh.VerdictAsync());

        await using var other = await Service.StartAsync(TestContext.Current.CancellationToken);
        await other.PollRuntimeAsync();
        using var late = await other.RegisterAsync("inner", "{}");
        Assert.Equal("403 Extension.RegistrationClosed", await late.VerdictAsync());
    }

    [Theory(Timeout = 600_000)]
    [InlineData(null, "403 Extension.MissingExtensionIdentifier")]
    [InlineData("not-a-uuid", "403 Extension.InvalidExtensionIdentifier")]
    [InlineData("00000000-0000-4000-8000-000000000000", "403 Extension.UnknownExtensionIdentifier")]
    public async Task Without_its_identifier_nobody_gets_an_event(string? id, string expected)
    {
        await using var service = await Service.StartAsync(TestContext.Current.CancellationToken, Name);

        using var response = await service.SendAsync(HttpMethod.Get, "event/next", id);

        Assert.Equal(expected, await response.VerdictAsync());
    }

    [Fact(Timeout = 600_000)]
    public async Task An_error_without_its_type_is_refused()
    {
        await using var service = await Service.StartAsync(TestContext.Current.CancellationToken, Name);
        var id = await service.ReachAsync(ExtensionState.Registered);

        using var response = await service.SendAsync(HttpMethod.Post, "init/error", id, errorType: null);

        Assert.Equal("403 Extension.MissingHeader", await response.VerdictAsync());
    }

    [Theory(Timeout = 600_000)]
    [InlineData("{}", "400 ValidationError")]
    [InlineData("[", "400 ValidationError")]
    [InlineData("1", "400 ValidationError")]
    [InlineData("""{"schemaVersion":"2020-01-01","types":["platform"],"destination":{"protocol":"HTTP","URI":"http://sandbox.localdomain:8080"}}""", "400 ValidationError")]
    [InlineData("""{"schemaVersion":"2022-12-13","types":[],"destination":{"protocol":"HTTP","URI":"http://sandbox.localdomain:8080"}}""", "400 ValidationError")]
    [InlineData("""{"schemaVersion":"2022-12-13","types":["metrics"],"destination":{"protocol":"HTTP","URI":"http://sandbox.localdomain:8080"}}""", "400 ValidationError")]
    [InlineData("""{"schemaVersion":"2022-12-13","types":["platform"],"destination":{"protocol":"HTTP","URI":"http://sandbox.localdomain"}}""", "400 ValidationError")]
    [InlineData("""{"schemaVersion":"2022-12-13","types":["platform"],"destination":{"protocol":"HTTP","URI":"http://example.com:8080"}}""", "400 ValidationError")]
    [InlineData("""{"schemaVersion":"2022-12-13","types":["platform"],"destination":{"protocol":"TCP","port":8080}}""", "400 ValidationError")]
    [InlineData("""{"schemaVersion":"2022-12-13","types":["platform"],"buffering":{"maxItems":10},"destination":{"protocol":"HTTP","URI":"http://sandbox.localdomain:8080"}}""", "400 ValidationError")]
    [InlineData("""{"schemaVersion":"2022-12-13","types":["platform"],"buffering":{"timeoutMs":24},"destination":{"protocol":"HTTP","URI":"http://sandbox.localdomain:8080"}}""", "400 ValidationError")]
    [InlineData("""{"schemaVersion":"2022-12-13","types":["platform"],"buffering":{"timeoutMs":"25"},"destination":{"protocol":"HTTP","URI":"http://sandbox.localdomain:8080"}}""", "400 ValidationError")]
    [InlineData("""{"schemaVersion":"2022-12-13","types":["platform"],"destination":{"protocol":"TCP","URI":"http://sandbox.localdomain:8080"}}""", "400 ValidationError")]
    [InlineData("""{"schemaVersion":"2022-12-13","types":["platform"],"destination":{"protocol":"TCP","URI":"tcp://sandbox.localdomain"}}""", "400 ValidationError")]
    [InlineData("""{"schemaVersion":"2022-12-13","types":["platform"],"destination":{"protocol":"TCP","URI":"tcp://example.com:8080"}}""", "400 ValidationError")]
    [InlineData("""{"schemaVersion":"2022-12-13","types":["platform"],"destination":{"protocol":"TCP","URI":"tcp://sandbox.localdomain:8080"}}""", "200")]
    [InlineData(Subscription, "200")]
    public async Task A_subscription_to_telemetry_is_checked(string body, string expected)
    {
        await using var service = await Service.StartAsync(TestContext.Current.CancellationToken, Name);
        var id = await service.ReachAsync(ExtensionState.Registered);

        using var response = await service.SubscribeAsync(id, body);

        Assert.Equal(expected, await response.VerdictAsync());
    }

    [Theory(Timeout = 600_000)]
    [InlineData(ExtensionState.Started, "403 Extension.UnknownExtensionIdentifier")]
    [InlineData(ExtensionState.Registered, "200")]
    [InlineData(ExtensionState.Ready, "403 Telemetry.SubscriptionClosed")]
    [InlineData(ExtensionState.Running, "403 Telemetry.SubscriptionClosed")]
    [InlineData(ExtensionState.InitError, "403 Telemetry.SubscriptionClosed")]
    [InlineData(ExtensionState.ExitError, "403 Telemetry.SubscriptionClosed")]
    public async Task Telemetry_is_subscribed_to_after_the_registration_and_before_the_first_event(ExtensionState state, string expected)
    {
        await using var service = await Service.StartAsync(TestContext.Current.CancellationToken, Name);

        using var response = await service.SubscribeAsync(await service.ReachAsync(state), Subscription);

        Assert.Equal(expected, await response.VerdictAsync());
    }

    /// <summary>An environment with its extensions' calls over real HTTP; the paths are spelled here once more.</summary>
    private sealed class Service(ExecutionEnvironment environment, HttpClient http) : IAsyncDisposable
    {
        public ExtensionState State => environment.Extensions[0].State;

        public static async Task<Service> StartAsync(CancellationToken cancellationToken, params string[] external)
        {
            var environment = await ExecutionEnvironment.StartAsync(new ExecutionEnvironmentOptions { ExternalExtensions = external }, cancellationToken);
            return new Service(environment, new HttpClient { BaseAddress = new Uri($"http://{environment.RuntimeApi}"), Timeout = TimeSpan.FromSeconds(30) });
        }

        public async Task<string> ReachAsync(ExtensionState state)
        {
            if (state == ExtensionState.Started)
                return "00000000-0000-4000-8000-000000000000";

            using var registered = await RegisterAsync(Name, """{"events":["INVOKE","SHUTDOWN"]}""");
            var id = registered.Headers.GetValues("Lambda-Extension-Identifier").Single();
            switch (state)
            {
                case ExtensionState.Ready:
                    _ = SendAsync(HttpMethod.Get, "event/next", id);
                    await environment.WhenExtensionsReadyAsync();
                    break;
                case ExtensionState.Running:
                    environment.AnnounceShutdown("spindown", TimeSpan.FromSeconds(2));
                    using (await SendAsync(HttpMethod.Get, "event/next", id)) { }
                    break;
                case ExtensionState.InitError:
                    using (await SendAsync(HttpMethod.Post, "init/error", id)) { }
                    break;
                case ExtensionState.ExitError:
                    using (await SendAsync(HttpMethod.Post, "exit/error", id)) { }
                    break;
            }

            return id;
        }

        public Task<HttpResponseMessage> CallAsync(int call, string id)
        {
            // An event is there for whoever may ask; one for an open poll would end that one first.
            if (call == 1 && State != ExtensionState.Ready)
                environment.AnnounceShutdown("spindown", TimeSpan.FromSeconds(2));
            return call switch
            {
                0 => RegisterAsync(Name, """{"events":["INVOKE"]}"""),
                1 => PollAsync(id),
                2 => SendAsync(HttpMethod.Post, "init/error", id),
                _ => SendAsync(HttpMethod.Post, "exit/error", id),
            };
        }

        public async Task PollRuntimeAsync()
        {
            _ = http.GetAsync(new Uri("/2018-06-01/runtime/invocation/next", UriKind.Relative), TestContext.Current.CancellationToken);
            await environment.WhenAsync(RuntimeState.Waiting, TestContext.Current.CancellationToken);
        }

        public Task<HttpResponseMessage> RegisterAsync(string name, string body) =>
            SendAsync(HttpMethod.Post, "register", null, null, name, new StringContent(body));

        public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? id, string? errorType = "Extension.Broken", string? name = null, HttpContent? body = null)
        {
            var request = new HttpRequestMessage(method, $"/2020-01-01/extension/{path}") { Content = method == HttpMethod.Post ? body ?? JsonContent.Create(new { }) : null };
            if (id is not null)
                request.Headers.Add("Lambda-Extension-Identifier", id);
            if (name is { Length: > 0 })
                request.Headers.Add("Lambda-Extension-Name", name);
            if (errorType is not null)
                request.Headers.Add("Lambda-Extension-Function-Error-Type", errorType);
            return http.SendAsync(request, TestContext.Current.CancellationToken);
        }

        public Task<HttpResponseMessage> SubscribeAsync(string id, string body)
        {
            var request = new HttpRequestMessage(HttpMethod.Put, "/2022-07-01/telemetry") { Content = new StringContent(body) };
            request.Headers.Add("Lambda-Extension-Identifier", id);
            return http.SendAsync(request, TestContext.Current.CancellationToken);
        }

        public async ValueTask DisposeAsync()
        {
            http.Dispose();
            await environment.DisposeAsync();
        }

        private async Task<HttpResponseMessage> PollAsync(string id)
        {
            var wasReady = State == ExtensionState.Ready;
            var poll = SendAsync(HttpMethod.Get, "event/next", id);

            // Where another poll is open, the event comes to the one that took its place, or to the first: either is one event for one extension.
            if (wasReady)
                environment.AnnounceShutdown("spindown", TimeSpan.FromSeconds(2));
            if (wasReady)
                environment.AnnounceShutdown("spindown", TimeSpan.FromSeconds(2));
            return await poll;
        }
    }
}
