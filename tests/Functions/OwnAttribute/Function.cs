[assembly: Amazon.Lambda.Core.LambdaSerializer]

namespace OwnAttribute
{
    /// <summary>Its assembly's attribute has Amazon's name and not what goes with it.</summary>
    public sealed class Function
    {
        public string Handle(string text) => text;
    }
}

namespace Amazon.Lambda.Core
{
    [AttributeUsage(AttributeTargets.Assembly)]
    public sealed class LambdaSerializerAttribute : Attribute
    {
#if WRONG_TYPE
        public string SerializerType { get; } = "a text";
#endif
    }
}
