namespace Pintle.EndToEnd.Tests;

public sealed class OrdersSample
{
    private const string Order = """{"id":"a1","quantity":3,"price":9.5}""";

    [Fact]
    public async Task Place_answers_with_the_total()
    {
        var result = await Functions.InvokeOnceAsync("Orders::Orders.Function::Place", Order);

        Assert.True(result.Text == """{"id":"a1","total":28.5}""", result.ToString());
    }

    [Fact]
    public async Task Echo_answers_with_the_bytes_of_the_event()
    {
        var result = await Functions.InvokeOnceAsync("Orders::Orders.Function::Echo", Order);

        Assert.True(result.Text == Order, result.ToString());
    }

    [Fact]
    public async Task Fail_answers_with_its_exception_and_the_environment_goes_on()
    {
        await using var function = await Functions.StartAsync("Orders::Orders.Function::Fail");

        var first = await function.InvokeAsync(Order, cancellationToken: TestContext.Current.CancellationToken);
        var process = function.ProcessId;
        var second = await function.InvokeAsync(Order, cancellationToken: TestContext.Current.CancellationToken);

        Functions.AssertError(first, "InvalidOperationException", "No order was placed");
        Functions.AssertError(second, "InvalidOperationException", "No order was placed");
        Assert.NotNull(first.InitDuration);
        Assert.Null(second.InitDuration);
        Assert.Equal(process, function.ProcessId);
    }

    [Fact]
    public async Task Its_zip_runs_as_its_folder_does()
    {
        using var scratch = new TestSupport.ScratchFolder();
        var options = await Functions.OptionsAsync("Orders::Orders.Function::Place");
        var zip = Path.Combine(scratch.Path, "Orders.zip");
        await System.IO.Compression.ZipFile.CreateFromDirectoryAsync(options.Function, zip, TestContext.Current.CancellationToken);

        await using var function = await Pintle.Testing.LambdaFunction.StartAsync(options with { Function = zip }, TestContext.Current.CancellationToken);
        var result = await function.InvokeAsync(Order, cancellationToken: TestContext.Current.CancellationToken);

        Assert.True(result.Text == """{"id":"a1","total":28.5}""", result.ToString());
    }
}
