using System.Reflection;
using System.Runtime.Loader;

namespace Amazon.Lambda.RuntimeSupport;

/// <summary>
/// What Pintle's second engine calls. This one runs static methods from Stream to Stream, one invocation at a time; the real one runs everything that AWS's managed runtime runs.
/// </summary>
public class RuntimeSupportInitializer
{
    private const string RequestIdHeader = "Lambda-Runtime-Aws-Request-Id";

    private readonly string _handler;

    /// <param name="handler">ASSEMBLY::TYPE::METHOD.</param>
    public RuntimeSupportInitializer(string handler)
    {
        if (string.IsNullOrWhiteSpace(handler))
            throw new ArgumentException("Expected a handler, found an empty string. Set the function's handler.", nameof(handler));
        _handler = handler;
    }

    /// <summary>Polls until the process ends.</summary>
    public async Task RunLambdaBootstrap()
    {
        var method = Find(_handler.Split("::", 3));
        using var client = new HttpClient { Timeout = Timeout.InfiniteTimeSpan };
        var address = $"http://{Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API")}/2018-06-01/runtime/invocation/";
        while (true)
        {
            using var next = await client.GetAsync(new Uri(address + "next")).ConfigureAwait(false);
            _ = next.EnsureSuccessStatusCode();
            var id = next.Headers.GetValues(RequestIdHeader).Single();
            using var response = (Stream)method.Invoke(null, [await next.Content.ReadAsStreamAsync().ConfigureAwait(false)]);
            using var body = new StreamContent(response);
            using var answer = await client.PostAsync(new Uri($"{address}{id}/response"), body).ConfigureAwait(false);
            _ = answer.EnsureSuccessStatusCode();
        }
    }

    private static MethodInfo Find(string[] parts) =>
        AssemblyLoadContext.Default.LoadFromAssemblyName(new AssemblyName(parts[0])).GetType(parts[1], throwOnError: true).GetMethod(parts[2], BindingFlags.Public | BindingFlags.Static, [typeof(Stream)])
        ?? throw new MissingMethodException(parts[1], parts[2]);
}
