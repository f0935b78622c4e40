using Pintle.Fuzz;
using SharpFuzz;

// dotnet run --project tests/Pintle.Fuzz -- list                    the targets
// dotnet run --project tests/Pintle.Fuzz -- seeds TARGET FOLDER     writes what a run begins with
// dotnet run --project tests/Pintle.Fuzz -- instrument FOLDER       has the assemblies under test in a copy of this program's folder count branches
// afl-fuzz -i SEEDS -o FOUND -t 10000 -- dotnet FOLDER/Pintle.Fuzz.dll afl TARGET      the long run, guided by coverage (apt-get install afl++; AFL_SKIP_BIN_CHECK=1)
// dotnet run --project tests/Pintle.Fuzz -- try TARGET FILE...      what a found input does

string[] underTest = ["Pintle.RuntimeApi.dll", "bootstrap.dll", "Pintle.Layer.dll", "Pintle.Host.dll", "Pintle.Emulator.dll", "pintle.dll"];

switch (args)
{
    case ["list"]:
        foreach (var target in FuzzTarget.All)
            Console.WriteLine(target.Name);
        return 0;
    case ["seeds", var name, var folder]:
        _ = Directory.CreateDirectory(folder);
        foreach (var (seed, number) in Target(name).Seeds.Select((seed, number) => (seed, number)))
            File.WriteAllBytes(Path.Combine(folder, $"seed{number}"), seed);
        return 0;
    case ["instrument", var folder]:
        foreach (var assembly in underTest)
            _ = Fuzzer.Instrument(Path.Combine(folder, assembly), _ => true, Options.Value);
        return 0;
    case ["afl", var name]:
        var fuzzed = Target(name);
        Fuzzer.Run(stream =>
        {
            using var input = new MemoryStream();
            stream.CopyTo(input);
            fuzzed.Run(input.ToArray());
        });
        return 0;
    case ["try", var name, .. var files]:
        foreach (var file in files)
            Target(name).Run(File.ReadAllBytes(file));
        return 0;
    default:
        Console.Error.WriteLine("Expected list, seeds TARGET FOLDER, instrument FOLDER, afl TARGET or try TARGET FILE...; the targets are: " + string.Join(", ", FuzzTarget.All.Select(target => target.Name)));
        return 2;
}

static FuzzTarget Target(string name) =>
    FuzzTarget.All.SingleOrDefault(target => target.Name == name) ?? throw new ArgumentException($"Expected one of {string.Join(", ", FuzzTarget.All.Select(target => target.Name))}, found {name}.");
