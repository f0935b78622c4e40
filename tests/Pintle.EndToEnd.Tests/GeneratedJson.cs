using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>Packages with generated code for the JSON of their handler's types: what they answer, when they do without it, and that the serializer is not loaded.</summary>
public sealed class GeneratedJson
{
    private const string Place = "Orders::Orders.Function::Place";
    private const string Order = """{"id":"a1","quantity":3,"price":9.5}""";
    private const string Receipt = """{"id":"a1","total":28.5}""";
    private const string Replays = "replays the start that was rehearsed";

    /// <summary>Which System.Text.Json's serializer needs, and nothing else of a start.</summary>
    private const string OfSerializer = "loaded System.Collections.Concurrent,";

    private static readonly Lazy<Task<ScratchFolder>> Orders = new(async () => await BuiltFunctions.CreateAsync((await BuiltLayer.GetAsync()).Directory, await PublishedFunctions.OrdersAsync(), Place, Order));

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Needs_no_serializer()
    {
        var (result, logs) = await InvokeAsync((await Orders.Value).Path, Order);
        var (same, logsWithout) = await InvokeAsync((await Orders.Value).Path, Order, ("PINTLE_JSON", "off"));

        Assert.True(result.Text == Receipt && same.Text == Receipt, $"{result}\n{same}");
        Assert.True(logs.Contains(Replays, StringComparison.Ordinal) && !logs.Contains(OfSerializer, StringComparison.Ordinal), logs);
        Assert.Contains(OfSerializer, logsWithout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Has_nothing_compiled_at_run_time()
    {
        var (result, list) = await OptimizedFunctions.JittedAsync((await BuiltLayer.GetAsync()).Directory, (await Orders.Value).Path, Place, Order, Token);

        Assert.True(result.Text == Receipt, result.ToString());
        NeverPrecompiled.AssertSame(NeverPrecompiled.OfAnyProcessor, list.Methods);
        // The stub of a native call, which one of two threads makes or finds made.
        Assert.True(list.Count - list.Methods.Count <= 1, string.Join('\n', list.Methods) + $"\nand {list.Count - list.Methods.Count} dynamic methods");
    }

    [Theory]
    [InlineData("""{"ID":"a1","Quantity":3,"price":9.5}""")]
    [InlineData("""{"\u0069d":"a1","quantity":3,"price":9.5}""")]
    [InlineData("""{"id":"a1","quantity":3,"price":9.5,"é":[{}]}""")]
    [InlineData("null")]
    [InlineData("""{"id":"a1","quantity":"3","price":9.5}""")]
    [InlineData("""{"id":"a1","quantity":3,"price":9.5""")]
    [InlineData("""{"id":"a1","quantity":3,"price":9.5}x""")]
    [InlineData("[]")]
    [InlineData("")]
    public async Task Answers_and_fails_as_the_serializer_does(string payload)
    {
        var (expected, _) = await InvokeAsync((await Orders.Value).Path, payload, ("PINTLE_JSON", "off"));
        var (result, logs) = await InvokeAsync((await Orders.Value).Path, payload);

        Assert.Contains(Replays, logs, StringComparison.Ordinal);
        Assert.Equal((expected.ErrorType, expected.ErrorMessage, expected.IsError), (result.ErrorType, result.ErrorMessage, result.IsError));
        if (!expected.IsError)
            Assert.Equal(expected.Text, result.Text);
    }

    [Fact]
    public async Task Gives_the_next_event_its_turn_after_one_that_it_does_not_know()
    {
        await using var function = await LambdaFunction.StartAsync(await Functions.PackageOptionsAsync(Place, (await Orders.Value).Path, ("PINTLE_LOG", "debug")), Token);

        foreach (var payload in (string[])[Order, """{"\u0069d":"a1","quantity":3,"price":9.5}""", "[]", """{"ID":"a1","Quantity":3,"pRICE":9.5}"""])
        {
            var result = await function.InvokeAsync(payload, cancellationToken: Token);
            Assert.True(payload == "[]" ? result.IsError : result.Text == Receipt, result.ToString());
        }
        Assert.Equal(2, function.Logs.Count(line => line.Text.Contains("the serializer reads an event", StringComparison.Ordinal)));
    }

    /// <summary>Under its own switch the serializer logs every event, which nothing else does.</summary>
    [Fact]
    public async Task Is_not_used_where_the_serializer_logs()
    {
        var (result, logs) = await InvokeAsync((await Orders.Value).Path, Order, ("LAMBDA_NET_SERIALIZER_DEBUG", "true"));

        Assert.True(result.Text == Receipt, result.ToString());
        Assert.Contains("Event read as Orders.Order", logs, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_not_used_when_it_is_damaged()
    {
        using var package = new ScratchFolder().CopyFrom((await Orders.Value).Path);
        var file = Assert.Single(Directory.GetFiles(package.Path, "json-*.dll", SearchOption.AllDirectories));
        var bytes = await File.ReadAllBytesAsync(file, Token);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, Token);

        var (result, logs) = await InvokeAsync(package.Path, Order);

        Assert.True(result.Text == Receipt, result.ToString());
        Assert.Contains($"the start is not replayed: {Path.GetFileName(file)} is damaged", logs, StringComparison.Ordinal);
    }

    /// <summary>Nobody has compared it with anything.</summary>
    [Fact]
    public async Task Is_not_used_when_the_list_does_not_name_it()
    {
        using var package = new ScratchFolder().CopyFrom((await Orders.Value).Path);
        var list = Path.Combine(package.Path, "pintle.rehearsal", "list");
        var lines = await File.ReadAllLinesAsync(list, Token);
        await File.WriteAllTextAsync(list, string.Concat(lines.Where(line => !line.StartsWith("json\t", StringComparison.Ordinal)).Select(line => line + "\n")), Token);

        var (result, logs) = await InvokeAsync(package.Path, Order);

        Assert.True(result.Text == Receipt && lines.Length > 0, result.ToString());
        Assert.Contains("the start is not replayed: pintle.rehearsal/list does not name json-", logs, StringComparison.Ordinal);
    }

    /// <summary>A file of the same name and size, with a version id of its own.</summary>
    [Fact]
    public async Task Is_not_used_with_other_modules_than_it_was_made_for()
    {
        using var package = new ScratchFolder().CopyFrom((await Orders.Value).Path);
        var file = Path.Combine(package.Path, "Orders.dll");
        var bytes = await File.ReadAllBytesAsync(file, Token);
        bytes[bytes.AsSpan().IndexOf(VersionId(bytes).ToByteArray())] ^= 1;
        await File.WriteAllBytesAsync(file, bytes, Token);

        var (result, logs) = await InvokeAsync(package.Path, Order);

        Assert.True(result.Text == Receipt, result.ToString());
        Assert.Contains("the generated JSON code was made for other modules than the package has, and is not used", logs, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Is_the_same_bytes_each_time()
    {
        var (layer, function) = ((await BuiltLayer.GetAsync()).Directory, await PublishedFunctions.OrdersAsync());

        Assert.Equal(await BuiltFunctions.GenerateAsync(layer, function, Place, Order, Token), await BuiltFunctions.GenerateAsync(layer, function, Place, Order, Token));
    }

    private static Guid VersionId(byte[] image)
    {
        using var reader = new PEReader(new MemoryStream(image));
        var metadata = reader.GetMetadataReader();
        return metadata.GetGuid(metadata.GetModuleDefinition().Mvid);
    }

    private static async Task<(InvocationResult Result, string Logs)> InvokeAsync(string package, string payload, params (string Name, string Value)[] environment)
    {
        await using var function = await LambdaFunction.StartAsync(await Functions.PackageOptionsAsync(Place, package, [("PINTLE_LOG", "debug"), .. environment]), Token);
        var result = await function.InvokeAsync(payload, cancellationToken: Token);
        return (result, string.Join('\n', function.Logs.Select(line => line.Text)));
    }
}
