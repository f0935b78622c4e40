using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Outgoing;

/// <summary>Gets what the event names over HTTP, or says whom it would trust.</summary>
public static class Function
{
    private static readonly HttpClient Client = new();

    public static async Task<Stream> Get(Stream input)
    {
        var text = await ReadAsync(input);
        if (text == "authorities")
            return Authorities();
        using var response = await Client.GetAsync(text);
        return new MemoryStream(Encoding.UTF8.GetBytes($"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync()}"));
    }

    /// <summary>The thumbprints of the authorities that TLS connections trust, one a line.</summary>
    private static MemoryStream Authorities()
    {
        using var store = new X509Store(StoreName.Root, StoreLocation.LocalMachine, OpenFlags.ReadOnly);
        return new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', store.Certificates.Select(each => each.Thumbprint).Distinct().Order(StringComparer.Ordinal))));
    }

    internal static async Task<string> ReadAsync(Stream input)
    {
        using var reader = new StreamReader(input);
        return (await reader.ReadToEndAsync()).Trim('"');
    }
}

/// <summary>Calls nobody; a class of its own, so that nothing of the other is loaded.</summary>
public static class Process
{
    /// <summary>The paths of mapped files that have the event's text in their name, one a line.</summary>
    public static async Task<Stream> Maps(Stream input)
    {
        var part = await Function.ReadAsync(input);
        var files = File.ReadLines("/proc/self/maps").Select(line => line[(line.LastIndexOf(' ') + 1)..])
            .Where(file => file.Contains('/', StringComparison.Ordinal) && Path.GetFileName(file).Contains(part, StringComparison.Ordinal)).Distinct();
        return new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', files)));
    }
}
