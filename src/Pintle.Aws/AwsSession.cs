using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using Amazon.Runtime;

namespace Pintle.Aws;

/// <summary>
/// Sends calls to AWS: signed, repeated if they were throttled or the answer was lost, and only those that the command said it would make. What is repeated, and after how long, is as in AWS's SDKs:
/// https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html.
/// </summary>
/// <param name="access">Whose keys.</param>
/// <param name="endpoint">An address in place of AWS's own; null for AWS's.</param>
/// <param name="allowed">Every call that the command can make.</param>
/// <param name="clock">The time, and waiting.</param>
internal sealed class AwsSession(AwsAccess access, Uri? endpoint, IReadOnlyCollection<AwsAction> allowed, TimeProvider clock) : IDisposable
{
    // Chosen, not measured: with five attempts and waits that double, a call that is throttled gives up after some 4 to 8 s of waiting; more attempts hide an outage longer.
    private const int Attempts = 5;
    private const int FetchAttempts = 2;
    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(20);

    /// <summary>The longest wait, even where a server asks for more. Chosen, not measured: a longer wait looks like a tool that hangs.</summary>
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromMinutes(1);

    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = TimeSpan.FromSeconds(10), AutomaticDecompression = DecompressionMethods.None, UseCookies = false })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private ImmutableCredentials? _credentials;
    private TimeSpan _skew;

    public TimeProvider Clock => clock;

    /// <summary>Asked before each request: at most so many in a second.</summary>
    public Pace? Pace { get; init; }

    /// <summary>Set once a dry run has to hold: then nothing that writes is sent, whatever the command's code does.</summary>
    public bool IsDryRun { get; init; }

    /// <exception cref="AwsException">AWS refused, or could not be asked.</exception>
    public async Task<AwsAnswer> SendAsync(AwsCall call, string region, CancellationToken cancellationToken)
    {
        if (!allowed.Contains(call.Action))
            throw new InvalidOperationException($"{call.Action} is not among the calls that the command declares.");
        if (IsDryRun && call.Action.Writes)
            throw new InvalidOperationException($"{call.Action} in a dry run.");

        var at = AwsEndpoint.Of(call.Action.Service, region, endpoint);
        var mayHaveHappened = false;
        for (var attempt = 1; ; attempt++)
        {
            var failed = await AttemptAsync(call, region, at, cancellationToken).ConfigureAwait(false);
            if (failed.Answer is { } answer)
                return answer with { WasRepeated = mayHaveHappened };
            mayHaveHappened |= failed.MayHaveHappened;
            var isRepeated = failed.IsRepeatable && attempt < Attempts && (call.Repeat == Repeat.Freely || !failed.MayHaveHappened);
            if (!isRepeated)
                throw Fault(call, region, failed, mayHaveHappened);
            await Task.Delay(failed.After ?? Backoff(attempt), clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Fetches what an answer of AWS's points to; such addresses carry their own signature.</summary>
    /// <exception cref="AwsException">It cannot be had.</exception>
    public async Task<byte[]> FetchAsync(Uri address, string what, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
                limit.CancelAfter(TimeSpan.FromMinutes(10));
                using var answer = await _http.GetAsync(address, limit.Token).ConfigureAwait(false);
                if (answer.IsSuccessStatusCode)
                    return await answer.Content.ReadAsByteArrayAsync(limit.Token).ConfigureAwait(false);
                if ((int)answer.StatusCode < 500 || attempt == FetchAttempts)
                    throw new AwsException($"Expected {what} to be read from where AWS says it is, but the answer was status {(int)answer.StatusCode}. Repeat the command.") { Status = (int)answer.StatusCode };
            }
            catch (Exception e) when (IsLost(e, cancellationToken))
            {
                if (attempt == FetchAttempts)
                    throw new AwsException($"Expected {what} to be read from where AWS says it is, but {Reason(e, address)}. Check the network, and repeat the command.");
            }

            await Task.Delay(Backoff(attempt), clock, cancellationToken).ConfigureAwait(false);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<Attempt> AttemptAsync(AwsCall call, string region, AwsEndpoint at, CancellationToken cancellationToken)
    {
        if (Pace is not null)
            await Pace.WaitAsync(cancellationToken).ConfigureAwait(false);
        var credentials = _credentials ??= await access.GetAsync(cancellationToken).ConfigureAwait(false);
        var request = new SignedRequest(call.Method, new Uri(at.Address, call.Path), call.Query, call.Headers, call.Content);
        using var message = Message(request, RequestSigner.Sign(credentials, at.SigningName, region, clock.GetUtcNow() + _skew, request));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(call.Limit);
        try
        {
            using var answer = await _http.SendAsync(message, limit.Token).ConfigureAwait(false);
            var body = await answer.Content.ReadAsByteArrayAsync(limit.Token).ConfigureAwait(false);
            var status = (int)answer.StatusCode;
            return status is >= 200 and < 300 ? new Attempt(new AwsAnswer(status, body, Headers(answer))) : Refused(answer, status, body);
        }
        catch (Exception e) when (IsLost(e, cancellationToken))
        {
            return new Attempt(null) { Lost = Reason(e, request.Address), IsRepeatable = true, MayHaveHappened = !NeverArrived(e) };
        }
    }

    private Attempt Refused(HttpResponseMessage answer, int status, byte[] body)
    {
        var failure = AwsFailure.Read(Header(answer, "x-amzn-errortype"), status, System.Text.Encoding.UTF8.GetString(body));
        var isSkew = failure.IsSkew && _skew == TimeSpan.Zero && answer.Headers.Date is not null;
        if (isSkew)
            _skew = answer.Headers.Date!.Value - clock.GetUtcNow();
        var isThrottle = failure.IsThrottle || status == 429;
        return new Attempt(null)
        {
            Failure = failure,
            Status = status,
            IsRepeatable = isThrottle || status is 500 or 502 or 503 or 504 || isSkew,
            MayHaveHappened = status >= 500 && !isThrottle,
            After = RetryAfter(answer.Headers.RetryAfter),
        };
    }

    private static AwsException Fault(AwsCall call, string region, Attempt failed, bool mayHaveHappened) => failed.Failure is { } failure
        ? new AwsException(failure.Describe(call.Action, call.Target, region)) { Code = failure.Code, Status = failed.Status, Said = failure.Said, MayHaveHappened = mayHaveHappened }
        : new AwsException($"Expected {call.Action} for {call.Target} in {region} to be answered, but {failed.Lost}. Check the network and --endpoint-url, and repeat the command.") { MayHaveHappened = mayHaveHappened, IsLost = true };

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        var asked = header?.Delta ?? (header?.Date - clock.GetUtcNow());
        return asked is { } wait ? TimeSpan.FromTicks(Math.Clamp(wait.Ticks, 0, LongestRetryAfter.Ticks)) : null;
    }

    /// <summary>Twice as long each time, varied so that clients do not repeat together.</summary>
    private static TimeSpan Backoff(int attempt) => TimeSpan.FromTicks((long)(Math.Min(FirstWait.Ticks * Math.Pow(2, attempt - 1), LongestWait.Ticks) * (0.5 + (Random.Shared.NextDouble() / 2))));

    private static HttpRequestMessage Message(SignedRequest request, IReadOnlyDictionary<string, string> headers)
    {
        var message = new HttpRequestMessage(new HttpMethod(request.Method), request.Whole);
        if (request.Content.Length > 0 || request.Method is "POST" or "PUT")
            message.Content = new ByteArrayContent(request.Content);
        foreach (var (name, value) in headers)
        {
            if (!message.Headers.TryAddWithoutValidation(name, value))
                _ = message.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    private static Dictionary<string, string> Headers(HttpResponseMessage answer) =>
        answer.Headers.Concat(answer.Content.Headers).ToDictionary(header => header.Key, header => string.Join(',', header.Value), StringComparer.OrdinalIgnoreCase);

    private static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.First() : null;

    private static bool IsLost(Exception fault, CancellationToken stopped) => fault is HttpRequestException or IOException || (fault is OperationCanceledException && !stopped.IsCancellationRequested);

    private static bool NeverArrived(Exception fault) => fault is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError };

    private static string Reason(Exception fault, Uri address) => fault switch
    {
        OperationCanceledException => $"{address.Authority} did not answer in time",
        HttpRequestException { InnerException: SocketException { SocketErrorCode: var code } } => string.Create(CultureInfo.InvariantCulture, $"the connection to {address.Authority} failed ({code})"),
        _ => $"the connection to {address.Authority} was lost",
    };

    private sealed record Attempt(AwsAnswer? Answer)
    {
        public AwsFailure? Failure { get; init; }

        public string Lost { get; init; } = "";

        public int Status { get; init; }

        public bool IsRepeatable { get; init; }

        public bool MayHaveHappened { get; init; }

        public TimeSpan? After { get; init; }
    }
}
