using Amazon.Lambda.Core;
using Amazon.Lambda.Serialization.SystemTextJson;

// As in a function: the serializer of every handler here whose method names none.
[assembly: LambdaSerializer(typeof(DefaultLambdaJsonSerializer))]
