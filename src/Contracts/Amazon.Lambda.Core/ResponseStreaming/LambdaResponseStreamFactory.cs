using System.Runtime.Versioning;

namespace Amazon.Lambda.Core.ResponseStreaming;

/// <summary>Opens the streaming response of the invocation that is running.</summary>
[RequiresPreviewFeatures(PreviewMessage)]
public class LambdaResponseStreamFactory
{
    internal const string PreviewMessage =
        "Response streaming is a preview feature of Amazon.Lambda.Core. Set EnablePreviewFeatures to true in the function's project to use it.";

    internal const string UninitializedFactoryMessage =
        "Expected the runtime to have set the factory of response streams; found none. The runtime is older than this Amazon.Lambda.Core, or has no streaming: " +
        "update the runtime, or return a buffered response.";

    private static Func<byte[], ILambdaResponseStream> _streamFactory;

    /// <summary>A response of plain bytes.</summary>
    public static LambdaResponseStream CreateStream() =>
        new((_streamFactory ?? throw new InvalidOperationException(UninitializedFactoryMessage))([]));

    /// <summary>A response with an HTTP status, headers and cookies before its bytes, for function URLs and API Gateway.</summary>
    public static LambdaResponseStream CreateHttpStream(HttpResponseStreamPrelude prelude)
    {
        ArgumentNullException.ThrowIfNull(prelude);

        var factory = _streamFactory ?? throw new InvalidOperationException(UninitializedFactoryMessage);
        return new LambdaResponseStream(factory(prelude.ToByteArray()));
    }

    internal static void SetLambdaResponseStream(Func<byte[], ILambdaResponseStream> streamFactory) => _streamFactory = streamFactory;
}
