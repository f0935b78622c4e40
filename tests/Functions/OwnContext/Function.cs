using Amazon.Lambda.Core;

namespace OwnContext
{
    /// <summary>Its context has Amazon's name and is a type of its own, which no runtime can implement.</summary>
    public sealed class Function
    {
        public Stream Handle(Stream stream, ILambdaContext context) => context is null ? Stream.Null : stream;
    }
}

namespace Amazon.Lambda.Core
{
    public interface ILambdaContext;
}
