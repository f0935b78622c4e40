namespace Pintle.Testing.Tests;

public sealed class OptionsTests
{
    private static readonly LambdaFunctionOptions Good = new() { Function = "/nowhere", Handler = "x" };

    public static TheoryData<string> ReservedNames =>
    [
        "_HANDLER", "_X_AMZN_TRACE_ID", "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_EXECUTION_ENV", "AWS_LAMBDA_FUNCTION_NAME", "AWS_LAMBDA_RUNTIME_API",
        "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "LAMBDA_TASK_ROOT", "LAMBDA_RUNTIME_DIR",
    ];

    [Theory]
    [MemberData(nameof(ReservedNames))]
    public async Task A_reserved_variable_is_refused(string name)
    {
        var message = await RefusalAsync(Good with { Environment = new Dictionary<string, string> { [name] = "x" } });

        Assert.Equal($"The environment variable '{name}' is set by Lambda and cannot be given. Leave it out.", message);
    }

    [Theory]
    [InlineData("1A")]
    [InlineData("A B")]
    [InlineData("A=B")]
    [InlineData("")]
    public async Task A_variable_name_that_Lambda_does_not_take_is_refused(string name) =>
        Assert.Contains($"found '{name}'", await RefusalAsync(Good with { Environment = new Dictionary<string, string> { [name] = "x" } }), StringComparison.Ordinal);

    [Fact]
    public async Task More_than_4_KB_of_variables_are_refused_without_showing_them()
    {
        var message = await RefusalAsync(Good with { Environment = new Dictionary<string, string> { ["BIG"] = new string('s', 4094) } });

        Assert.Equal("Expected environment variables of at most 4096 bytes in all, found 4097. Put large values into a file of the package.", message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public async Task A_concurrency_that_no_environment_has_is_refused(int concurrency) =>
        Assert.Equal($"Expected a concurrency of 1 to 1000, found {concurrency}.", await RefusalAsync(Good with { Concurrency = concurrency }));

    [Theory]
    [InlineData(127)]
    [InlineData(10_241)]
    public async Task A_memory_size_out_of_range_is_refused(int memory) =>
        Assert.Equal($"Expected a memory size of 128 to 10240 MB, found {memory}.", await RefusalAsync(Good with { MemoryMB = memory }));

    [Theory]
    [InlineData(0)]
    [InlineData(901)]
    public async Task A_timeout_out_of_range_is_refused(int seconds) =>
        Assert.Equal($"Expected a timeout over 0 and up to 900 seconds, found {seconds}.", await RefusalAsync(Good with { Timeout = TimeSpan.FromSeconds(seconds) }));

    [Theory]
    [InlineData("../orders")]
    [InlineData("")]
    public async Task A_function_name_that_Lambda_does_not_take_is_refused(string name) =>
        Assert.Contains($"found '{name}'", await RefusalAsync(Good with { FunctionName = name }), StringComparison.Ordinal);

    private static async Task<string> RefusalAsync(LambdaFunctionOptions options) =>
        (await Assert.ThrowsAsync<FunctionSetupException>(() => LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken))).Message;
}
