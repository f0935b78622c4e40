using System.Globalization;
using System.Runtime;
using System.Text.Json;

namespace Realistic;

/// <summary>The shape of API Gateway's REST event, as Amazon.Lambda.APIGatewayEvents has it.</summary>
public sealed class ApiRequest
{
    public string? Resource { get; set; }
    public string? Path { get; set; }
    public string? HttpMethod { get; set; }
    public IDictionary<string, string>? Headers { get; set; }
    public IDictionary<string, IList<string>>? MultiValueHeaders { get; set; }
    public IDictionary<string, string>? QueryStringParameters { get; set; }
    public IDictionary<string, IList<string>>? MultiValueQueryStringParameters { get; set; }
    public IDictionary<string, string>? PathParameters { get; set; }
    public IDictionary<string, string>? StageVariables { get; set; }
    public ApiContext? RequestContext { get; set; }
    public string? Body { get; set; }
    public bool IsBase64Encoded { get; set; }
}

public sealed class ApiContext
{
    public string? Path { get; set; }
    public string? AccountId { get; set; }
    public string? ResourceId { get; set; }
    public string? Stage { get; set; }
    public string? RequestId { get; set; }
    public ApiIdentity? Identity { get; set; }
    public string? HttpMethod { get; set; }
    public string? ApiId { get; set; }
    public long RequestTimeEpoch { get; set; }
    public IDictionary<string, object>? Authorizer { get; set; }
}

public sealed class ApiIdentity
{
    public string? SourceIp { get; set; }
    public string? UserAgent { get; set; }
    public string? Caller { get; set; }
}

public sealed class ApiResponse
{
    public int StatusCode { get; set; }
    public IDictionary<string, string>? Headers { get; set; }
    public string? Body { get; set; }
    public bool IsBase64Encoded { get; set; }
}

public sealed record OrderLine(string Sku, int Quantity, decimal Price);

public sealed record Order(string Id, DateTime? At, List<OrderLine> Lines);

/// <summary>An order in a body of JSON, its total out of it.</summary>
public sealed class Api
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);

    public async Task<ApiResponse> Handle(ApiRequest request)
    {
        var before = JitInfo.GetCompiledMethodCount();
        await Task.Yield();
        var order = JsonSerializer.Deserialize<Order>(request.Body ?? "{}", Options)!;
        var total = order.Lines.Where(line => line.Quantity > 0).Sum(line => line.Quantity * line.Price);
        return new ApiResponse
        {
            StatusCode = 200,
            Headers = new Dictionary<string, string>
            {
                ["Content-Type"] = "application/json",
                ["X-Stage"] = request.RequestContext?.Stage ?? "",
                ["X-Jitted"] = (JitInfo.GetCompiledMethodCount() - before).ToString(CultureInfo.InvariantCulture),
            },
            Body = JsonSerializer.Serialize(new { order.Id, total, agent = request.RequestContext?.Identity?.UserAgent }, Options),
        };
    }
}
