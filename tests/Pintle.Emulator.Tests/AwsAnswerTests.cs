using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Pintle.Emulator.Http;
using Pintle.Emulator.Invoke;
using Pintle.Emulator.Queues;
using Pintle.Emulator.Tests.Http;
using Pintle.Emulator.Tests.Queues;

namespace Pintle.Emulator.Tests;

/// <summary>
/// What AWS accounts answered in 2024 and 2025, as cases of our own: status codes, names of members, texts. The facts are those that the public repository localstack/localstack records in its
/// snapshot files (Apache-2.0; commit 8b9a79f); data and words are ours. docs/local.md lists what of them is not emulated.
/// </summary>
public sealed class AwsAnswerTests : IInvocableFunction, IAsyncLifetime
{
    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };
    private InvokeApiServer _server = null!;
    private FunctionCall? _call;

    public string Arn => "arn:aws:lambda:us-east-1:123456789012:function:orders";

    public string Version => "$LATEST";

    private FunctionAnswer Answer { get; set; } = new("""{"left":2}"""u8.ToArray(), false, []);

    public async ValueTask InitializeAsync() => _server = await InvokeApiServer.StartAsync([this], cancellationToken: TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    public Task<FunctionAnswer> InvokeAsync(FunctionCall invocation, CancellationToken cancellationToken)
    {
        _call = invocation;
        return Task.FromResult(Answer);
    }

    [Theory]
    [InlineData("RequestResponse", 200, """{"left":2}""", "$LATEST")]
    [InlineData("Event", 202, "", null)]
    [InlineData("DryRun", 204, "", null)]
    public async Task Invoke_answers_each_type_with_a_status_of_its_own(string type, int status, string body, string? version)
    {
        using var answer = await PostAsync("orders", "{}"u8.ToArray(), ("X-Amz-Invocation-Type", type));

        Assert.Equal((status, body, version), ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), Header(answer, "X-Amz-Executed-Version")));
    }

    [Fact]
    public async Task A_null_result_is_the_payload_null()
    {
        Answer = new FunctionAnswer("null"u8.ToArray(), false, []);

        using var answer = await PostAsync("orders", "{}"u8.ToArray());

        Assert.Equal("null", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("orders", null)]
    [InlineData("orders:$LATEST", "$LATEST")]
    [InlineData("orders/invocations?Qualifier=$LATEST", "$LATEST")]
    public async Task A_qualifier_is_handed_on_and_nothing_is_where_there_is_none(string name, string? qualifier)
    {
        using var answer = await PostAsync(name, "{}"u8.ToArray());

        Assert.Equal((HttpStatusCode.OK, qualifier), (answer.StatusCode, _call!.Qualifier));
    }

    [Theory]
    [InlineData("returns", """{"Message":"Function not found: arn:aws:lambda:us-east-1:123456789012:function:returns:$LATEST","Type":"User"}""")]
    [InlineData("orders:live", """{"Message":"Function not found: arn:aws:lambda:us-east-1:123456789012:function:orders:live","Type":"User"}""")]
    public async Task Who_is_not_found_is_named_with_the_qualifier(string name, string expected)
    {
        using var answer = await PostAsync(name, "{}"u8.ToArray());

        Assert.Equal((HttpStatusCode.NotFound, "ResourceNotFoundException"), (answer.StatusCode, Header(answer, "x-amzn-ErrorType")));
        Assert.Equal(expected, await SortedAsync(answer));
    }

    [Fact]
    public async Task Over_the_reserved_concurrency_Invoke_says_which_limit_it_was()
    {
        Answer = new FunctionAnswer("{}"u8.ToArray(), true, []) { IsThrottled = true };

        using var answer = await PostAsync("orders", "{}"u8.ToArray());

        Assert.Equal((HttpStatusCode.TooManyRequests, "TooManyRequestsException"), (answer.StatusCode, Header(answer, "x-amzn-ErrorType")));
        Assert.Equal("""{"Reason":"ReservedFunctionConcurrentInvocationLimitExceeded","Type":"User","message":"Rate Exceeded."}""", await SortedAsync(answer));
    }

    [Theory]
    [InlineData(new byte[] { (byte)'x', 0x87, (byte)'y' })]
    [InlineData(new byte[] { 0x99, 0xeb, (byte)'"' })]
    public async Task A_payload_that_is_no_UTF_8_is_no_JSON(byte[] payload)
    {
        using var answer = await PostAsync("orders", payload);

        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal((HttpStatusCode.BadRequest, "InvalidRequestContentException", "User"), (answer.StatusCode, Header(answer, "x-amzn-ErrorType"), json.RootElement.GetProperty("Type").GetString()));
        Assert.Matches(@"^Could not parse request body into json: Could not parse payload into json: .* line: 1, column: \d+$", json.RootElement.GetProperty("message").GetString());
    }

    [Fact]
    public void Errors_of_the_service_have_its_texts()
    {
        static string Text(InvocationAnswer answer) => Encoding.UTF8.GetString(answer.Payload.Span);

        Assert.Equal("""{"errorType":"Sandbox.Timedout","errorMessage":"RequestId: r1 Error: Task timed out after 4.00 seconds"}""", Text(ServiceError.TimedOut("r1", TimeSpan.FromSeconds(4))));
        Assert.Equal("""{"errorType":"Runtime.ExitError","errorMessage":"RequestId: r1 Error: Runtime exited without providing a reason"}""", Text(ServiceError.Exited("r1", ProcessExit.WithCode(0))));
        Assert.Equal("""{"errorType":"Runtime.ExitError","errorMessage":"RequestId: r1 Error: Runtime exited with error: exit status 127"}""", Text(ServiceError.Exited("r1", ProcessExit.WithCode(127))));
    }

    [Theory]
    [InlineData("""{"left":2}""", 200, """{"left":2}""")]
    [InlineData("""{"statusCode":200,"body":"packed"}""", 200, "packed")]
    [InlineData("""{"statusCode":201,"body":"{\"left\": 2}"}""", 201, """{"left": 2}""")]
    [InlineData("""["packed",7,false]""", 200, """["packed",7,false]""")]
    [InlineData("\"packed\"", 200, "packed")]
    [InlineData("7", 200, "7")]
    [InlineData("7.5", 200, "7.5")]
    [InlineData("false", 200, "false")]
    public async Task A_function_URL_answers_for_every_kind_of_result(string result, int status, string body)
    {
        await using var front = await Front.StartAsync(HttpEventFormat.FunctionUrl, result);

        var answer = await front.CurlAsync("/");

        Assert.True((answer.Status, answer.Text, answer.Header("Content-Type"), answer.Header("Content-Length")) == (status, body, "application/json", body.Length.ToString(CultureInfo.InvariantCulture)), answer.ToString());
        Assert.Equal(front.Call!.RequestId, answer.Header("x-amzn-RequestId"));
    }

    [Fact]
    public async Task A_function_URL_answers_an_error_with_502()
    {
        await using var front = await Front.StartAsync(HttpEventFormat.FunctionUrl, """{"errorMessage":"sold out","errorType":"Exception"}""", isError: true);

        var answer = await front.CurlAsync("/");

        Assert.True(answer is { Status: 502, Text: "Internal Server Error" }, answer.ToString());
    }

    [Fact]
    public async Task A_function_URL_s_event_has_the_path_as_sent_headers_in_lower_case_and_values_together()
    {
        await using var front = await Front.StartAsync(HttpEventFormat.FunctionUrl);

        _ = await front.CurlAsync("/st%Fock/2?of=a&of=%2Fb&q=1", "-H", "X-Some: With CapS", "-H", "Content-Type: application/json", "-d", "{\"a\":1}");

        Assert.Equal(
            ("\"/st%Fock/2\"", """{"of":"a,/b","q":"1"}""", "\"With CapS\"", "\"7\"", "\"{\\\"a\\\":1}\"", "false"),
            (front.Raw("rawPath"), front.Raw("queryStringParameters"), front.Raw("headers/x-some"), front.Raw("headers/content-length"), front.Raw("body"), front.Raw("isBase64Encoded")));
    }

    [Fact]
    public async Task A_REST_API_s_event_has_exactly_these_members()
    {
        await using var front = await Front.StartAsync(HttpEventFormat.RestApi, more: options => options with { Stage = "v1", Routes = [new HttpRoute("ANY", "/{proxy+}", options.Routes[0].Function)] });

        var answer = await front.CurlAsync("/stock/?of=a&of=b&mail=x%2By@z&plus=x+y", "-H", "aCcept-lanGuage: de", "-H", "authorization: Bearer 1", "-H", "Content-Type: application/json", "-d", "{\"a\":1}");

        Assert.True(answer.Status == 200, answer.ToString());
        Assert.Equal("body headers httpMethod isBase64Encoded multiValueHeaders multiValueQueryStringParameters path pathParameters queryStringParameters requestContext resource stageVariables", Names(front.Event));
        Assert.Equal(
            "accountId apiId deploymentId domainName domainPrefix extendedRequestId httpMethod identity path protocol requestId requestTime requestTimeEpoch resourceId resourcePath stage",
            Names(front.Event.GetProperty("requestContext")));
        Assert.Equal(
            "accessKey accountId caller cognitoAuthenticationProvider cognitoAuthenticationType cognitoIdentityId cognitoIdentityPoolId principalOrgId sourceIp user userAgent userArn",
            Names(front.Event.GetProperty("requestContext").GetProperty("identity")));
        Assert.Equal(
            ("\"/stock/\"", """{"proxy":"stock"}""", "\"/v1/stock/\"", """{"of":"b","mail":"x+y@z","plus":"x y"}""", """["a","b"]""", "\"Bearer 1\"", "absent", "\"{\\\"a\\\":1}\""),
            (front.Raw("path"), front.Raw("pathParameters"), front.Raw("requestContext/path"), front.Raw("queryStringParameters"), front.Raw("multiValueQueryStringParameters/of"), front.Raw("headers/Authorization"),
                front.Raw("headers/Content-Length"), front.Raw("body")));
    }

    [Theory]
    [InlineData("""{"statusCode":200}""", 200, "")]
    [InlineData("""{"statusCode":200,"headers":null}""", 200, "")]
    [InlineData("""{"statusCode":200,"other":"x"}""", 502, """{"message":"Internal server error"}""")]
    [InlineData("{}", 502, """{"message":"Internal server error"}""")]
    [InlineData("""{"statusCode":200,"body":"cGFja2Vk","isBase64Encoded":true}""", 200, "cGFja2Vk")]
    [InlineData("""{"statusCode":200,"body":"cGFja2Vk"}""", 200, "cGFja2Vk")]
    [InlineData("""{"statusCode":200,"multiValueHeaders":{"x-a":"one"}}""", 502, """{"message":"Internal server error"}""")]
    [InlineData("""{"statusCode":"soon"}""", 502, """{"message":"Internal server error"}""")]
    [InlineData("""{"statusCode":"202"}""", 202, "")]
    [InlineData("\"packed\"", 502, """{"message":"Internal server error"}""")]
    [InlineData("""{"headers":{"x-a":"one"}}""", 200, "")]
    public async Task A_REST_API_takes_these_answers_and_no_others(string result, int status, string body)
    {
        await using var front = await Front.StartAsync(HttpEventFormat.RestApi, result);

        var answer = await front.CurlAsync("/");

        Assert.True((answer.Status, answer.Text) == (status, body), answer.ToString());
    }

    [Theory(Timeout = 600_000)]
    [InlineData(0, "messageId receiptHandle body attributes messageAttributes md5OfBody eventSource eventSourceARN awsRegion")]
    [InlineData(1, "messageId receiptHandle body attributes messageAttributes md5OfBody md5OfMessageAttributes eventSource eventSourceARN awsRegion")]
    public async Task A_queue_s_record_has_a_digest_of_attributes_only_with_attributes_or_null_with_a_window(int window, string members)
    {
        var queue = TestMessages.Answering("{}");
        queue.Send("packed");
        await using var poller = queue.Poll(new QueuePollerOptions { BatchSize = 1, BatchingWindow = TimeSpan.FromSeconds(window) });

        _ = await queue.NextAsync(TestContext.Current.CancellationToken);

        using var json = JsonDocument.Parse(Assert.Single(queue.Calls).Payload);
        var record = json.RootElement.GetProperty("Records")[0];
        Assert.Equal(members, string.Join(' ', record.EnumerateObject().Select(member => member.Name)));
        Assert.Equal("aws:sqs", record.GetProperty("eventSource").GetString());
    }

    [Theory(Timeout = 600_000)]
    [InlineData("""{"batchItemFailures":[{"id":"id-a"}]}""", "said")]
    [InlineData("{}", "deleted a b")]
    public async Task A_report_that_is_none_keeps_the_batch_and_an_empty_one_is_a_success(string response, string expected)
    {
        var queue = TestMessages.Answering(response);
        queue.Send("a", "b");
        await using var poller = queue.Poll(new QueuePollerOptions { ReportsItemFailures = true });

        Assert.Equal(expected, await queue.NextAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_batch_over_ten_needs_a_window() =>
        Assert.Contains("at least a second", new QueuePollerOptions { BatchSize = 15 }.WhyNot(isFifo: false), StringComparison.Ordinal);

    private static string Names(JsonElement element) => string.Join(' ', element.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));

    private static async Task<string> SortedAsync(HttpResponseMessage answer)
    {
        using var json = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        return $"{{{string.Join(',', json.RootElement.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal).Select(member => $"\"{member.Name}\":{member.Value.GetRawText()}"))}}}";
    }

    private async Task<HttpResponseMessage> PostAsync(string name, byte[] payload, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{_server.Address}/2015-03-31/functions/{(name.Contains('/', StringComparison.Ordinal) ? name : $"{name}/invocations")}") { Content = new ByteArrayContent(payload) };
        foreach (var (header, value) in headers)
            request.Headers.Add(header, value);
        return await _http.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static string? Header(HttpResponseMessage answer, string name) => answer.Headers.TryGetValues(name, out var values) ? values.Single() : null;
}
