using System.Security.Cryptography.X509Certificates;
using Pintle.Layer;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>Calls of a function to services with TLS: the OS's OpenSSL, a bundle of authorities, and no cost for a function that makes none.</summary>
public sealed class OutgoingHttps
{
    private static readonly string[] Bundles = ["/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt"];

    [Theory]
    [InlineData(LayerArchitecture.X64)]
    [InlineData(LayerArchitecture.Arm64)]
    public async Task Reaches_a_service_whose_authority_SSL_CERT_FILE_has(LayerArchitecture processor)
    {
        await using var server = await HttpsServer.StartAsync();
        using var package = await PackageAsync(server);

        var options = await OptionsAsync(processor, "Function::Get", package.Path);
        await using var function = await StartAsync(options, ("SSL_CERT_FILE", $"{Functions.TaskRoot(options)}/authority.pem"));
        var result = await InvokeAsync(function, server.Address);
        var again = await InvokeAsync(function, server.Address);

        Assert.True((result.Text, again.Text) == ("200 HTTP/1.1 over https", "200 HTTP/1.1 over https"), $"{function.Init}\n{result}\n{again}");
    }

    [Theory]
    [InlineData(LayerArchitecture.X64)]
    [InlineData(LayerArchitecture.Arm64)]
    public async Task Trusts_the_authorities_of_the_OSs_bundle_and_refuses_a_service_of_another(LayerArchitecture processor)
    {
        var bundle = Bundles.FirstOrDefault(File.Exists);
        Assert.SkipWhen(bundle is null, "Needs the OS's bundle of authorities: install ca-certificates.");
        var certificates = new X509Certificate2Collection();
        certificates.ImportFromPemFile(bundle!);
        await using var server = await HttpsServer.StartAsync();

        await using var function = await StartAsync(await OptionsAsync(processor, "Function::Get", await PublishedFunctions.TestFunctionAsync("Outgoing")));
        var authorities = await InvokeAsync(function, "authorities");
        var refused = await InvokeAsync(function, server.Address);

        Assert.False(authorities.IsError, $"{function.Init}\n{authorities}");
        // A machine may have others beside the bundle, and plain folders show them.
        Assert.Equal([], certificates.Select(each => each.Thumbprint).Except(authorities.Text.Split('\n')));
        Assert.True(refused is { ErrorType: "HttpRequestException" }, refused.ToString());
        Assert.Contains("AuthenticationException", refused.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(LayerArchitecture.X64)]
    [InlineData(LayerArchitecture.Arm64)]
    public async Task Costs_a_function_without_it_no_library(LayerArchitecture processor)
    {
        await using var function = await StartAsync(await OptionsAsync(processor, "Process::Maps", await PublishedFunctions.TestFunctionAsync("Outgoing")));

        foreach (var library in (string[])["libssl", "libcrypto", "Cryptography.Native", "Net.Security", "System.Net.Http"])
        {
            var mapped = await InvokeAsync(function, library);
            Assert.True(mapped is { IsError: false, Text: "" }, mapped.ToString());
        }
        var clr = await InvokeAsync(function, "libcoreclr");
        Assert.True(clr.Text.EndsWith("/pintle/dotnet/libcoreclr.so", StringComparison.Ordinal), clr.ToString());
    }

    private static async Task<ScratchFolder> PackageAsync(HttpsServer server)
    {
        var package = new ScratchFolder().CopyFrom(await PublishedFunctions.TestFunctionAsync("Outgoing"));
        _ = package.Write("authority.pem", server.Authority);
        return package;
    }

    private static async Task<LambdaFunctionOptions> OptionsAsync(LayerArchitecture processor, string handler, string package) =>
        await Functions.PackageOptionsAsync(processor, $"Outgoing::Outgoing.{handler}", package);

    /// <summary>An emulated function finds arm64's OpenSSL by LD_LIBRARY_PATH: the machine's is another processor's.</summary>
    private static async Task<LambdaFunction> StartAsync(LambdaFunctionOptions options, params (string Name, string Value)[] environment)
    {
        var all = environment.ToDictionary(each => each.Name, each => each.Value);
        if (options.Sandbox == SandboxKind.Folders)
            all["LD_LIBRARY_PATH"] = await Arm64Libraries.GetAsync();
        return await LambdaFunction.StartAsync(options with { Environment = all }, TestContext.Current.CancellationToken);
    }

    private static Task<InvocationResult> InvokeAsync(LambdaFunction function, string text) => function.InvokeAsync($"\"{text}\"", cancellationToken: TestContext.Current.CancellationToken);
}
