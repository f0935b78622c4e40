using Pintle.Bootstrap.Ahead;
using Pintle.Bootstrap.Clr;
using Pintle.Bootstrap.Framework;
using Pintle.Bootstrap.Invocations;
using Pintle.Bootstrap.Package;
using Pintle.Bootstrap.Posix;
using Pintle.RuntimeApi;
using Pintle.Shared;

namespace Pintle.Bootstrap;

/// <summary>The start-up order: environment, layer, function, CoreCLR, host, loop. Each step's failure is a fault of the closed list.</summary>
internal static class Startup
{
    /// <returns>The process's exit code.</returns>
    // S1 of docs/architecture.md.
    public static int Run(string[] arguments)
    {
        var begin = Environment.TickCount64;
        var environment = BootstrapEnvironment.Read(arguments);
        RuntimeApiClient? client = null;
        try
        {
            StartupInformation.SetEnvironment(environment.LayerRoot);
            ExecWrapper.Apply(environment, arguments);
            ReadAhead.Begin(environment.LayerRoot);
            var endpoint = RequireRuntimeApi(environment);
            var (taskRoot, handler) = RequireFunction(environment);
            if (ExecutableHandler.Names(handler))
                return RunExecutable(environment, taskRoot, ExecutableHandler.Find(taskRoot, handler), handler, begin);

            var mainAssembly = environment.MainAssembly ?? handler[..handler.IndexOf(':', StringComparison.Ordinal)].Trim();
            var concurrency = Concurrency.Of(environment, Environment.ProcessorCount);
            var framework = ReadFramework(environment);
            if (AwsEngine.IsWanted(environment.Engine, framework))
                return RunAwsEngine(environment, framework, taskRoot, mainAssembly, handler);
            var userAgent = StartupInformation.UserAgent(framework);
            client = new RuntimeApiClient(endpoint, userAgent);
            var clr = StartClr(environment, framework, taskRoot, mainAssembly, environment.MemorySize, out var rehearsal, handler);
            var host = StartHost(clr, handler, concurrency, rehearsal);
            AwaitReplay(environment, rehearsal, begin, "the first invocation");
            if (concurrency.Mode == HostMode.Several)
                return Pollers.Run(client, host, concurrency, userAgent);
            var exitCode = Loop(client, host, environment.RunsOnce);
            return exitCode == 0 ? clr.Shutdown() : exitCode;
        }
        catch (FaultException fault)
        {
            // A fault that is found before the layer's version is known is posted by a client whose user agent lacks it.
            // Without exit handlers: with a CLR that did not start, or whose threads go on, they would end in an abort.
            LibC.ExitNow(FaultReport.Init(fault, client ?? TryConnect(environment)));
            return (int)fault.Code;
        }
    }

    private static RuntimeApiClient? TryConnect(BootstrapEnvironment environment) =>
        RuntimeApiEndpoint.TryParse(environment.RuntimeApi, out var endpoint, out _) ? new RuntimeApiClient(endpoint, StartupInformation.Product) : null;

    private static RuntimeApiEndpoint RequireRuntimeApi(BootstrapEnvironment environment)
    {
        const string Remedy = "Start bootstrap through Lambda, or through pintle invoke.";
        if (environment.RuntimeApi is null)
            throw new FaultException(FaultCode.RuntimeApiUnset, $"Expected AWS_LAMBDA_RUNTIME_API to be host:port, but it is not set. {Remedy}");
        return RuntimeApiEndpoint.TryParse(environment.RuntimeApi, out var endpoint, out var reason)
            ? endpoint!
            : throw new FaultException(FaultCode.RuntimeApiUnset, $"Expected AWS_LAMBDA_RUNTIME_API to be host:port, but {reason}. {Remedy}");
    }

    /// <summary>AWS's order and exit codes (RuntimeSupport, bootstrap.sh): task root, what is in it, handler.</summary>
    private static (string TaskRoot, string Handler) RequireFunction(BootstrapEnvironment environment)
    {
        var taskRoot = environment.TaskRoot
            ?? throw new FaultException(FaultCode.TaskRootUnset, "Expected LAMBDA_TASK_ROOT to name the function's folder, but it is not set. Start bootstrap through Lambda, or through pintle invoke.");
        if (!Directory.Exists(taskRoot) || !Directory.EnumerateFileSystemEntries(taskRoot).Any())
            throw new FaultException(FaultCode.TaskRootMissing, $"Expected the function's package in {taskRoot}, but that folder is missing or empty. Deploy a function package.");
        if (string.IsNullOrWhiteSpace(environment.Handler))
            throw new FaultException(FaultCode.HandlerUnset, "Expected a handler such as Orders::Orders.Function::Place, but it is empty. Set the function's handler.");

        // Lambda starts the process in the task root; a layer that is run from elsewhere shall behave the same.
        taskRoot = Path.GetFullPath(taskRoot);
        Directory.SetCurrentDirectory(taskRoot);
        return (taskRoot, environment.Handler);
    }

    // S3 of docs/architecture.md.
    private static FrameworkList ReadFramework(BootstrapEnvironment environment)
    {
        var framework = FrameworkList.Read(environment.LayerRoot);
        // Before another thread reads the environment.
        StartupInformation.SetVersion(framework, environment.LayerRoot);
        EarlyLoad.Begin(environment.LayerRoot, framework);
        return framework;
    }

    private static CoreClr StartClr(
        BootstrapEnvironment environment, FrameworkList framework, string taskRoot, string mainAssembly, ulong memorySize, out Rehearsal rehearsal, string? handler = null, string? executable = null, string? engineFolder = null)
    {
        framework.Verify(environment.LayerRoot);
        var function = FunctionPackage.Read(taskRoot, mainAssembly, framework, environment.Resolution, executable, engineFolder);
        rehearsal = handler is null ? Rehearsal.None : Rehearsal.Find(environment, taskRoot, function, handler);
        using var properties = RuntimeProperties.For(environment.LayerRoot, taskRoot, framework, function, environment.Resolution, memorySize);

        StartupInformation.Log(framework, function, mainAssembly, environment.AsksForVersion);
        ClrVariables.Check(environment.LayerRoot, framework, function);
        PlugInResolution.Offer(properties, function, framework.Rid, environment.Resolution);
        var clr = CoreClr.Start(environment.LayerRoot, properties, rehearsal.IsReplayed);
        Termination.Watch(clr);
        return clr;
    }

    private static unsafe HostCalls StartHost(CoreClr clr, string handler, Concurrency concurrency, Rehearsal rehearsal) =>
        HostCalls.Start(clr.CreateDelegate(HostAbi.AssemblyName, HostAbi.TypeName, HostAbi.EntryPoint), handler, concurrency, rehearsal);

    // S12 of docs/architecture.md.
    private static int Loop(RuntimeApiClient client, HostCalls host, bool once)
    {
        try
        {
            new InvocationLoop(client, host, slot: 0, HostMode.Single).Run(once);
            return 0;
        }
        catch (FaultException fault)
        {
            return FaultReport.Late(fault);
        }
    }

    private static int RunAwsEngine(BootstrapEnvironment environment, FrameworkList framework, string taskRoot, string mainAssembly, string handler)
    {
        framework.VerifyEngine(environment.LayerRoot);
        // Its own code limits the heap, as on AWS.
        var clr = StartClr(environment, framework, taskRoot, mainAssembly, memorySize: 0, out _, engineFolder: AwsEngine.Folder(environment.LayerRoot));
        return Run(clr, AwsEngine.Assembly(environment.LayerRoot), [handler]);
    }

    private static void AwaitReplay(BootstrapEnvironment environment, Rehearsal rehearsal, long begin, string next)
    {
        if (rehearsal.IsReplayed && environment.Rehearsal.Wait > 0 && !ReplayThreads.Await(begin, environment.Rehearsal.Wait) && environment.AsksForVersion)
            FaultReport.Note($"the replay of the rehearsed start goes on beside {next}: it was waited for until {environment.Rehearsal.Wait} ms after the start (PINTLE_REHEARSAL)");
    }

    private static int RunExecutable(BootstrapEnvironment environment, string taskRoot, ExecutableHandler executable, string handler, long begin)
    {
        if (!executable.IsAssembly)
            throw executable.Replace();
        // On AWS it is the executable's own loop that limits the heap, and it does so here too.
        var clr = StartClr(environment, ReadFramework(environment), taskRoot, executable.AssemblyName, memorySize: 0, out var rehearsal, handler, executable.Path);
        if (rehearsal.Folder is not null)
        {
            HostCalls.Replay(clr, rehearsal);
            if (rehearsal.Records)
                RecordingEnd.Watch(clr, environment.RehearsalRecord!);
            // It asks for its events itself, so the wait can only come before it.
            AwaitReplay(environment, rehearsal, begin, "Main");
        }
        return Run(clr, executable.Path, []);
    }

    private static int Run(CoreClr clr, string assembly, string[] arguments)
    {
        var exitCode = clr.ExecuteAssembly(assembly, arguments);
        var latched = clr.Shutdown();
        return latched != 0 ? latched : exitCode;
    }
}
