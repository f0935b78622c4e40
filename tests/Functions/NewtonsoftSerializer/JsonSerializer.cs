using System.Text;
using Amazon.Lambda.Core;
using Newtonsoft.Json;
using Newtonsoft.Json.Serialization;

namespace Amazon.Lambda.Serialization.Json;

/// <summary>Reads and writes with Newtonsoft.Json. A function derives from it to bring settings, converters among them.</summary>
public class JsonSerializer : ILambdaSerializer
{
    private static readonly Encoding Utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);

    private readonly Newtonsoft.Json.JsonSerializer _serializer;
    private readonly bool _debug;

    public JsonSerializer()
        : this(null!, null!)
    {
    }

    public JsonSerializer(Action<JsonSerializerSettings> customizeSerializerSettings)
        : this(customizeSerializerSettings, null!)
    {
    }

    public JsonSerializer(Action<JsonSerializerSettings> customizeSerializerSettings, NamingStrategy namingStrategy)
    {
        var settings = new JsonSerializerSettings { ContractResolver = new DefaultContractResolver { NamingStrategy = namingStrategy } };
        customizeSerializerSettings?.Invoke(settings);
        _serializer = Newtonsoft.Json.JsonSerializer.Create(settings);
        _debug = string.Equals(Environment.GetEnvironmentVariable("LAMBDA_NET_SERIALIZER_DEBUG"), "true", StringComparison.OrdinalIgnoreCase);
    }

    public T Deserialize<T>(Stream requestStream)
    {
        using var text = new StreamReader(requestStream, Utf8);
        if (!_debug)
            return Read<T>(text);

        var json = text.ReadToEnd();
        Console.WriteLine($"Event read as {typeof(T).FullName}: {json}");
        return Read<T>(new StringReader(json));
    }

    public void Serialize<T>(T response, Stream responseStream)
    {
        if (_debug)
        {
            var shown = new StringWriter();
            _serializer.Serialize(shown, response);
            Console.WriteLine($"Response written as {typeof(T).FullName}: {shown}");
        }

        // Not disposed: that would close the runtime's stream.
        var text = new StreamWriter(responseStream, Utf8);
        _serializer.Serialize(text, response);
        text.Flush();
    }

    private T Read<T>(TextReader text)
    {
        using var reader = new JsonTextReader(text);
        return _serializer.Deserialize<T>(reader)!;
    }
}
