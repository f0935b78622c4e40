using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>Calls of a function to services with TLS: the OS's OpenSSL, a bundle of authorities, and no cost for a function that makes none.</summary>
public sealed class OutgoingHttps
{
    [Fact]
    public async Task Reaches_a_service_whose_authority_SSL_CERT_FILE_has()
    {
        await using var server = await HttpsServer.StartAsync();
        using var package = await PackageAsync(server);

        await using var function = await StartAsync("Function::Get", package.Path, ("SSL_CERT_FILE", "/var/task/authority.pem"));
        var result = await InvokeAsync(function, server.Address);

        Assert.True(result.Text == "200 HTTP/1.1 over https", $"{function.Init}\n{result}");
    }

    [Fact]
    public async Task Refuses_a_service_whose_authority_no_bundle_has()
    {
        await using var server = await HttpsServer.StartAsync();
        using var package = await PackageAsync(server);

        await using var function = await StartAsync("Function::Get", package.Path);
        var result = await InvokeAsync(function, server.Address);

        Assert.True(result is { ErrorType: "HttpRequestException" }, result.ToString());
        Assert.Contains("AuthenticationException", result.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("libssl")]
    [InlineData("libcrypto")]
    [InlineData("Cryptography.Native")]
    [InlineData("Net.Security")]
    [InlineData("System.Net.Http")]
    public async Task Costs_a_function_without_it_no_library(string library)
    {
        await using var function = await StartAsync("Process::Maps", await PublishedFunctions.TestFunctionAsync("Outgoing"));

        var mapped = await InvokeAsync(function, library);
        var clr = await InvokeAsync(function, "libcoreclr");

        Assert.True(mapped is { IsError: false, Text: "" }, mapped.ToString());
        Assert.True(clr.Text.EndsWith("/pintle/dotnet/libcoreclr.so", StringComparison.Ordinal), clr.ToString());
    }

    private static async Task<ScratchFolder> PackageAsync(HttpsServer server)
    {
        var package = new ScratchFolder().CopyFrom(await PublishedFunctions.TestFunctionAsync("Outgoing"));
        _ = package.Write("authority.pem", server.Authority);
        return package;
    }

    private static async Task<LambdaFunction> StartAsync(string handler, string package, params (string Name, string Value)[] environment) =>
        await LambdaFunction.StartAsync(await Functions.PackageOptionsAsync($"Outgoing::Outgoing.{handler}", package, environment), TestContext.Current.CancellationToken);

    private static Task<InvocationResult> InvokeAsync(LambdaFunction function, string text) => function.InvokeAsync($"\"{text}\"", cancellationToken: TestContext.Current.CancellationToken);
}
