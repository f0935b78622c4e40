using Amazon.Lambda.Core;
using Pintle.Host.Metadata;

namespace Pintle.Host.Tests.Metadata;

/// <summary>Whether a handler needs a serializer, as its metadata tells before a type of it is loaded.</summary>
public sealed class HandlerSignatureTests
{
    [Theory]
    [InlineData(nameof(Signatures.Nothing), false)]
    [InlineData(nameof(Signatures.Streams), false)]
    [InlineData(nameof(Signatures.StreamsAndContext), false)]
    [InlineData(nameof(Signatures.Context), false)]
    [InlineData(nameof(Signatures.Memory), false)]
    [InlineData(nameof(Signatures.TaskOfStream), false)]
    [InlineData(nameof(Signatures.ValueTaskOfStream), false)]
    [InlineData(nameof(Signatures.PlainTask), false)]
    [InlineData(nameof(Signatures.PlainValueTask), false)]
    [InlineData(nameof(Signatures.Generic), false)]
    [InlineData(nameof(Signatures.TextIn), true)]
    [InlineData(nameof(Signatures.TextOut), true)]
    [InlineData(nameof(Signatures.NumberIn), true)]
    [InlineData(nameof(Signatures.OwnIn), true)]
    [InlineData(nameof(Signatures.TaskOfOwn), true)]
    [InlineData(nameof(Signatures.ValueTaskOfOwn), true)]
    [InlineData(nameof(Signatures.StructureOut), true)]
    [InlineData(nameof(Signatures.ListIn), true)]
    [InlineData(nameof(Signatures.ArrayIn), true)]
    public void Tells_whether_a_serializer_will_be_asked_for(string name, bool expected)
    {
        Assert.True(MetadataTypes.TryGetTables(typeof(Signatures).Assembly, out var tables));
        var method = tables.FindMethod(MetadataTypes.RowOf(typeof(Signatures)), System.Text.Encoding.ASCII.GetBytes(name), out _);

        Assert.Equal(expected, HandlerSignature.IsSerialized(tables, method));
    }

#pragma warning disable CA1822, CA1859 // As handlers are.
    private sealed class Signatures
    {
        public void Nothing() { }
        public Stream Streams(Stream stream) => stream;
        public Stream StreamsAndContext(Stream stream, ILambdaContext context) => context is null ? stream : Stream.Null;
        public void Context(ILambdaContext context) => _ = context;
        public MemoryStream Memory(Stream stream) => (MemoryStream)stream;
        public Task<Stream> TaskOfStream(Stream stream) => Task.FromResult(stream);
        public ValueTask<Stream> ValueTaskOfStream(Stream stream) => ValueTask.FromResult(stream);
        public Task PlainTask(Stream stream) => Task.FromResult(stream);
        public ValueTask PlainValueTask(Stream stream) => new(Task.FromResult(stream));
        public T Generic<T>(T value) => value;
        public void TextIn(string text) => _ = text;
        public string TextOut(Stream stream) => stream.ToString()!;
        public void NumberIn(int number) => _ = number;
        public void OwnIn(OwnSerializer own) => _ = own;
        public Task<OwnSerializer> TaskOfOwn() => Task.FromResult(new OwnSerializer());
        public ValueTask<OwnSerializer> ValueTaskOfOwn() => ValueTask.FromResult(new OwnSerializer());
        public Guid StructureOut() => Guid.Empty;
        public void ListIn(List<string> texts) => _ = texts;
        public void ArrayIn(string[] texts) => _ = texts;
    }
#pragma warning restore CA1822, CA1859
}
