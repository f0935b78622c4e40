using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Amazon.SQS;
using Amazon.SQS.Model;

[assembly: LambdaSerializer(typeof(DefaultLambdaJsonSerializer))]

namespace CloudClients;

/// <summary>Clients as functions have them: one of each service for the process, made with the handler's object.</summary>
public sealed class Function : IDisposable
{
    private readonly Services _services = new();
    private readonly AmazonDynamoDBClient _table;
    private readonly AmazonS3Client _objects;
    private readonly AmazonSQSClient _queue;
    private readonly AmazonSimpleSystemsManagementClient _parameters;

    public Function()
    {
        var address = _services.Address;
        var credentials = new BasicAWSCredentials("id", "secret");
        _table = new AmazonDynamoDBClient(credentials, new AmazonDynamoDBConfig { ServiceURL = address });
        _objects = new AmazonS3Client(credentials, new AmazonS3Config { ServiceURL = address, ForcePathStyle = true });
        _queue = new AmazonSQSClient(credentials, new AmazonSQSConfig { ServiceURL = address });
        _parameters = new AmazonSimpleSystemsManagementClient(credentials, new AmazonSimpleSystemsManagementConfig { ServiceURL = address });
    }

    public async Task<string> Table(string id)
    {
        var answer = await _table.GetItemAsync(new GetItemRequest("orders", new Dictionary<string, AttributeValue> { ["Id"] = new(id) }));
        return $"{answer.Item["Id"].S} {answer.Item["Quantity"].N}";
    }

    public async Task<string> Read(string key)
    {
        using var answer = await _objects.GetObjectAsync("orders", key);
        using var reader = new StreamReader(answer.ResponseStream);
        return await reader.ReadToEndAsync();
    }

    public async Task<string> List(string prefix) => string.Join(", ", (await _objects.ListObjectsV2Async(new ListObjectsV2Request { BucketName = "orders", Prefix = prefix })).S3Objects.Select(each => each.Key));

    public async Task<string> Queue(string text) => (await _queue.SendMessageAsync(new SendMessageRequest("http://localhost/1/orders", text))).MessageId;

    public async Task<string> Parameter(string name) => (await _parameters.GetParameterAsync(new GetParameterRequest { Name = name })).Parameter.Value;

    public void Dispose()
    {
        _table.Dispose();
        _objects.Dispose();
        _queue.Dispose();
        _parameters.Dispose();
        _services.Dispose();
    }
}

/// <summary>A service with TLS, of which nobody else has heard.</summary>
public sealed class Secured : IDisposable
{
    private readonly Services _services = new(secure: true);

#pragma warning disable CA5359 // The service's certificate is its own, made a moment ago in this process.
    private readonly HttpClient _client = new(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = static (_, _, _, _) => true } });
#pragma warning restore CA5359

    public async Task<string> Get(string path) => await _client.GetStringAsync($"{_services.Address}/{path}");

    public void Dispose()
    {
        _client.Dispose();
        _services.Dispose();
    }
}
