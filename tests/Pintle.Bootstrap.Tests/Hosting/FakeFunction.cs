namespace Pintle.Bootstrap.Tests.Hosting;

/// <summary>A function's folder as dotnet publish leaves it; its assemblies are empty files, for nothing here loads them.</summary>
internal sealed class FakeFunction
{
    public const string Handler = "Orders::Orders.Function::Place";

    public const string RuntimeConfig = """
        {
          "runtimeOptions": {
            "tfm": "net8.0",
            "framework": { "name": "Microsoft.NETCore.App", "version": "10.0.0" },
            "configProperties": { "System.Globalization.Invariant": true, "System.GC.Server": false, "Orders.Text": "a b", "Orders.Number": 5 }
          }
        }
        """;

    public const string Deps = """
        {
          "runtimeTarget": { "name": ".NETCoreApp,Version=v8.0", "signature": "" },
          "compilationOptions": {},
          "targets": {
            ".NETCoreApp,Version=v8.0": {
              "Orders/1.0.0": {
                "dependencies": { "Prices": "2.0.0" },
                "runtime": { "Orders.dll": {} }
              },
              "Prices/2.0.0": {
                "runtime": { "lib/net8.0/Prices.dll": { "assemblyVersion": "2.0.0.0", "fileVersion": "2.0.0.0" } },
                "resources": { "lib/net8.0/de/Prices.resources.dll": { "locale": "de" } }
              }
            }
          },
          "libraries": { "Orders/1.0.0": { "type": "project" }, "Prices/2.0.0": { "type": "package" } }
        }
        """;

    public FakeFunction(string root)
    {
        Root = root;
        Directory.CreateDirectory(root);
        Write("Orders.dll", "");
        Write("Prices.dll", "");
        Write("Orders.deps.json", Deps);
        Write("Orders.runtimeconfig.json", RuntimeConfig);
    }

    public string Root { get; }

    public string Write(string name, string text)
    {
        var path = $"{Root}/{name}";
        File.WriteAllText(path, text);
        return path;
    }

    public void Remove(params string[] names)
    {
        foreach (var name in names)
            File.Delete($"{Root}/{name}");
    }
}
