using Pintle.Emulator;
using Pintle.Layer;
using Pintle.Shared;
using Pintle.Testing;
using Pintle.TestSupport;

namespace Pintle.EndToEnd.Tests;

/// <summary>
/// Starts that end before CoreCLR's, because of what the environment or the package is: AWS's exit codes where its bootstrap script has one, what is wrong, and what to do.
/// A process of the bootstrap alone takes no time even under emulation.
/// </summary>
public sealed class FailedStarts
{
    private const string Config = "Orders.runtimeconfig.json";
    private const string Deps = "Orders.deps.json";
    private const int TenMegabytes = 10 * 1024 * 1024;

    private static readonly Dictionary<string, Cause> Causes = new()
    {
        // Lambda always sets these; a wrapper may take them away.
        ["no task root"] = new(FaultCode.TaskRootUnset, ["LAMBDA_TASK_ROOT", "is not set", "pintle invoke"], start => start.Wrap("unset LAMBDA_TASK_ROOT")),
        ["a task root that is not there"] = new(FaultCode.TaskRootMissing, ["/nowhere", "missing or empty", "Deploy"], start => start.Wrap("export LAMBDA_TASK_ROOT=/nowhere")),
        ["no handler"] = new(FaultCode.HandlerUnset, ["it is empty", "Set the function's handler"], start => start.Wrap("export _HANDLER=")),
        ["no Runtime API"] = new(FaultCode.RuntimeApiUnset, ["AWS_LAMBDA_RUNTIME_API", "is not set"], start => start.Wrap("unset AWS_LAMBDA_RUNTIME_API")),
        ["an executable that is not there"] = new(FaultCode.ExecutableNotFound, ["\"Missing\"", "Correct the function's handler"], start => start.Handler = "Missing"),
        ["an executable that is none"] = new(FaultCode.ExecutableFailed, ["notes.txt", "errno 13", "executable bit"], start => start.Handler = "notes.txt"),
        ["several deps files"] = new(FaultCode.DepsFileAmbiguous, ["A.deps.json, B.deps.json", "LAMBDA_DOTNET_MAIN_ASSEMBLY"], start => start.Write("A.deps.json", "{}").Write("B.deps.json", "{}")),
        ["several runtimeconfig files"] = new(FaultCode.RuntimeConfigAmbiguous, ["A.runtimeconfig.json, B.runtimeconfig.json", "LAMBDA_DOTNET_MAIN_ASSEMBLY"],
            start => start.Write("A.runtimeconfig.json", "{}").Write("B.runtimeconfig.json", "{}")),
        ["a wrapper that may not be executed"] = new(FaultCode.WrapperNotExecutable, ["notes.txt", "errno 13", "executable bit"], start => start.Wrapper = "notes.txt"),
        ["a wrapper that is not there"] = new(FaultCode.WrapperMissing, ["nothing", "does not exist", "layer"], start => start.Wrapper = "nothing"),

        ["a deps file that is cut off"] = new(FaultCode.DepsFileInvalid, [Deps, "is not JSON", "Publish the function again"], start => start.Write(Deps, """{ "runtimeTarget": { "name": "t" """)),
        ["a deps file of ten megabytes of nesting"] = new(FaultCode.DepsFileInvalid, [Deps, "nested deeper than 64 levels"], start => start.Write(Deps, "{\"targets\":" + new string('[', TenMegabytes))),
        ["a deps file that lies about a type"] = new(FaultCode.DepsFileInvalid, [Deps, "\"targets/t/A/1.0.0/runtime\""],
            start => start.Write(Deps, """{ "runtimeTarget": { "name": "t" }, "targets": { "t": { "A/1.0.0": { "runtime": [ "A.dll" ] } } } }""")),
        ["a file that a deps file lists and neither package nor store has"] = new(FaultCode.FunctionFileMissing, ["Gone.dll", "gone/1.0.0/lib/Gone.dll", Deps, "zip the whole publish folder"], start => start
            .Write(Deps, """
                {
                  "runtimeTarget": { "name": "t" },
                  "targets": { "t": { "Gone/1.0.0": { "runtime": { "lib/Gone.dll": {} } } } },
                  "libraries": { "Gone/1.0.0": { "type": "package", "serviceable": true, "sha512": "", "path": "gone/1.0.0" } }
                }
                """)
            .Write("packages/notes.txt", "")
            .Configure($$""" "additionalProbingPaths": [ "{{start.Package.Path}}/packages" ] """)),
        ["a runtimeconfig file that is cut off"] = new(FaultCode.RuntimeConfigInvalid, [Config, "is not JSON"], start => start.Write(Config, "{ \"runtimeOptions\"")),
        ["a runtimeconfig file that lies about a type"] = new(FaultCode.RuntimeConfigInvalid, [Config, "\"configProperties\" is an array"], start => start.Configure("\"configProperties\": []")),
        ["settings that contradict each other"] = new(FaultCode.RuntimeConfigInvalid, [Config, "has both \"rollForward\" and \"rollForwardOnNoCandidateFx\""],
            start => start.Configure("\"rollForward\": \"Major\", \"rollForwardOnNoCandidateFx\": 0")),
        ["settings that cannot both be met"] = new(FaultCode.FrameworkMismatch, ["Microsoft.NETCore.App 9.0.0", "(roll-forward: LatestPatch)", "DOTNET_ROLL_FORWARD=Major"],
            start => start.Configure("""{ "name": "Microsoft.NETCore.App", "version": "9.0.0", "rollForward": "LatestPatch" }""", "\"rollForward\": \"Major\"")),
        ["a framework that the layer lacks"] = new(FaultCode.FrameworkMismatch, ["Microsoft.AspNetCore.App 10.0.0", "pintle build --framework aspnet", "or publish the function without it"],
            start => start.Configure("""{ "name": "Microsoft.AspNetCore.App", "version": "10.0.0" }""", "\"tfm\": \"net10.0\"")),
        ["a framework of a later version"] = new(FaultCode.FrameworkMismatch, ["99.1.0"], start => start.Configure("""{ "name": "Microsoft.NETCore.App", "version": "99.1.0" }""", "\"tfm\": \"net99.1\"")),
    };

    public static MatrixTheoryData<LayerArchitecture, string> Starts => new([LayerArchitecture.X64, LayerArchitecture.Arm64], Causes.Keys);

    [Theory]
    [MemberData(nameof(Starts))]
    public async Task Say_what_is_wrong_and_what_to_do(LayerArchitecture processor, string cause)
    {
        using var package = new ScratchFolder();
        var start = new Start(package).Write("notes.txt", "no program");
        var (code, words, arrange) = Causes[cause];
        arrange(start);

        // The stricter sandboxes have no shell for a wrapper.
        var options = await Functions.PackageOptionsAsync(processor, start.Handler, package.Path, start.Environment) with { Sandbox = SandboxKind.Folders };
        await using var function = await LambdaFunction.StartAsync(options, TestContext.Current.CancellationToken);

        Assert.True(function.Init.Exit == ProcessExit.WithCode((int)code), $"{function.Sandbox.Notice}\n{function.Init}");
        var line = Assert.Single(function.Init.Logs).Text;
        Assert.StartsWith($"pintle: {code} (exit code {(int)code}): Expected ", line, StringComparison.Ordinal);
        Assert.All(words, word => Assert.Contains(word, line, StringComparison.Ordinal));
        Assert.True(function.Init.ErrorType == (code == FaultCode.RuntimeApiUnset ? "Runtime.ExitError" : Faults.Of(code).WireType), function.Init.ToString());
    }

    private sealed record Cause(FaultCode Code, string[] Words, Action<Start> Arrange);

    private sealed class Start(ScratchFolder package)
    {
        public ScratchFolder Package => package;

        public string Handler { get; set; } = "Orders::Orders.Function::Place";

        /// <summary>A file of the package.</summary>
        public string? Wrapper { get; set; }

        public (string Name, string Value)[] Environment => Wrapper is null ? [] : [("AWS_LAMBDA_EXEC_WRAPPER", $"{package.Path}/{Wrapper}")];

        public void Wrap(string change)
        {
            Wrapper = "wrapper";
            _ = package.Script(Wrapper, $"#!/bin/sh\n{change}\nexec \"$@\"\n");
        }

        public Start Write(string file, string content)
        {
            _ = package.Write(file, content);
            return this;
        }

        public void Configure(string options) => Configure($$"""{ "name": "Microsoft.NETCore.App", "version": "{{PublishedFunctions.TargetVersion}}.0" }""", options);

        public void Configure(string framework, string options) => Write(Config, $$"""{ "runtimeOptions": { "framework": {{framework}}, {{options}} } }""");
    }
}
