using System.Text.Json;

namespace Pintle.Testing;

/// <summary>Events and responses as types of the test, in System.Text.Json's web defaults (camel case, names read in any case) unless other options are given.</summary>
public static class TypedInvocation
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    /// <summary>Invokes with a value as the event and reads the response.</summary>
    /// <typeparam name="TIn">The event's type.</typeparam>
    /// <typeparam name="TOut">The response's type.</typeparam>
    /// <param name="function">The function.</param>
    /// <param name="input">The event.</param>
    /// <param name="json">How both are written and read; null: the web defaults.</param>
    /// <param name="cancellationToken">Gives up the wait.</param>
    /// <exception cref="FunctionErrorException">The function answered with an error.</exception>
    /// <exception cref="JsonException">The response is not of that type.</exception>
    public static async Task<TOut?> InvokeAsync<TIn, TOut>(this LambdaFunction function, TIn input, JsonSerializerOptions? json = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(function);
        var result = await function.InvokeAsync((ReadOnlyMemory<byte>)JsonSerializer.SerializeToUtf8Bytes(input, json ?? Web), cancellationToken: cancellationToken).ConfigureAwait(false);
        return result.IsError ? throw new FunctionErrorException(result) : result.Read<TOut>(json);
    }

    /// <summary>Reads a response's payload.</summary>
    /// <typeparam name="T">The response's type.</typeparam>
    /// <param name="result">A response, or an error whose JSON is wanted.</param>
    /// <param name="json">How it is read; null: the web defaults.</param>
    /// <exception cref="JsonException">The payload is not of that type.</exception>
    public static T? Read<T>(this InvocationResult result, JsonSerializerOptions? json = null)
    {
        ArgumentNullException.ThrowIfNull(result);
        return JsonSerializer.Deserialize<T>(result.Payload.Span, json ?? Web);
    }
}
