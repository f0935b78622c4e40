using System.Text;
using Pintle.Cli;
using Pintle.Cli.Migrating;
using Pintle.Layer;

namespace Pintle.Fuzz;

/// <summary>Deployment files, as <c>migrate --write</c> changes them: refused in a sentence, or changed so that the same command then finds nothing more to change, but for what it left to be changed by hand.</summary>
internal static class MigrationTarget
{
    private const string Name = "deployment.yaml";

    // Made when they are needed: instrumented code may not run before the fuzzer listens.
    private static readonly Lazy<Terminal> Silent = new(() => new Terminal(Terminal.Console(TextWriter.Null, isPlain: true), Terminal.Console(TextWriter.Null, isPlain: true)));

    private static readonly Lazy<DeploymentOptions> Writing = new(() => new DeploymentOptions(Layer: null, Reference: null, ByName: null, LooksIntoCode: false, Writes: true));

    public static IReadOnlyList<byte[]> Seeds { get; } =
    [
        .. new[]
        {
            """
            Transform: AWS::Serverless-2016-10-31
            Globals: { Function: { Runtime: dotnet8, Timeout: 5 } } # all
            Resources:
              A:
                Type: AWS::Serverless::Function
                Properties:
                  Handler: Orders::Orders.Function::Place
                  Layers: [!Ref Other]
              B: { Type: AWS::Serverless::Function, Properties: { Runtime: 'dotnet6', Handler: X, Architectures: [arm64] } }
            """,
            """
            Resources:
              A:
                Type: AWS::Lambda::Function
                Properties: &common
                  Runtime: "dotnet8"
                  Handler: A::B::C
                  Layers:
                    - arn:aws:lambda:eu-central-1:123456789012:layer:other:3
                  Environment: { Variables: { AWS_LAMBDA_EXEC_WRAPPER: /opt/x } }
              B:
                Type: AWS::Lambda::Function
                Properties:
                  <<: *common
            """,
            """{ "Resources": { "A": { "Type": "AWS::Lambda::Function", "Properties": { "Runtime": "dotnet8", "Handler": "A::B::C", "Layers": [] } } } }""",
            "service: s\nprovider:\n  name: aws\n  runtime: dotnet8\nfunctions:\n  a:\n    handler: A::B::C\n    layers:\n      - x\n  b:\n    handler: D\n    runtime: dotnet6\n",
            """{ "profile": "", "region": "eu-central-1", "framework": "net8.0", "function-runtime": "dotnet8", "function-handler": "A::B::C" }""",
        }.Select(Encoding.UTF8.GetBytes),
    ];

    public static void Run(byte[] input)
    {
        var path = FuzzFolder.Write(Name, input);
        MigrationResult first;
        try
        {
            first = Migrate(path);
        }
        catch (Exception refused) when (refused is ToolException or LayerException)
        {
            InvariantException.Require(refused.Message.Length is > 20 and < 8000, $"expected a bounded message, found {refused.Message.Length} characters");
            return;
        }

        if (first.Written is null)
        {
            InvariantException.Require(File.ReadAllBytes(path).AsSpan().SequenceEqual(input), "expected a file that was not written to be as it was");
            return;
        }

        InvariantException.Require(first.Changes.Count > 0, "expected a change where the file was written");
        // A function that was left to be changed by hand may be one that can be changed in the file as it is now.
        if (first.Functions.SelectMany(function => function.Findings).Any(finding => finding.Check == "deployment file"))
            return;
        var written = File.ReadAllText(path);
        var second = Migrate(path);
        InvariantException.Require(second.Written is null, $"expected nothing more to change, found {string.Join("; ", second.Changes)} in\n{written}");
    }

    private static MigrationResult Migrate(string path) => DeploymentMigration.RunAsync(path, Writing.Value, Silent.Value, CancellationToken.None).GetAwaiter().GetResult();
}
