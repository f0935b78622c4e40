namespace Pintle.RuntimeApi.Tests;

public sealed class AssemblyReferencesTests
{
    private static readonly string[] Allowed = ["System.Runtime", "System.Memory", "System.Runtime.InteropServices", "System.Text.Json", "System.Text.Encoding.Extensions"];

    [Fact]
    public void Needs_no_http_and_no_sockets_of_the_framework()
    {
        string[] references = [.. typeof(RuntimeApiClient).Assembly.GetReferencedAssemblies().Select(reference => reference.Name!)];

        Assert.DoesNotContain("System.Net.Http", references);
        Assert.All(references, name => Assert.Contains(name, Allowed));
    }
}
