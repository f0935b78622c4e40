using Pintle.RuntimeApi;
using Pintle.Shared;

namespace Pintle.Bootstrap;

/// <summary>The start-up order: environment, layer, function, CoreCLR, host, loop. Each step's failure is a fault of the closed list.</summary>
internal static class Startup
{
    private const string UserAgent = "pintle/" + PintleVersion.Text;

    /// <returns>The process's exit code.</returns>
    public static int Run(string[] arguments)
    {
        var environment = BootstrapEnvironment.Read(arguments);
        RuntimeApiClient? client = null;
        try
        {
            ExecWrapper.Apply(environment, arguments);
            client = Connect(environment);
            var (taskRoot, handler) = RequireFunction(environment);
            if (ExecutableHandler.Names(handler))
                return RunExecutable(environment, taskRoot, ExecutableHandler.Find(taskRoot, handler));

            var mainAssembly = environment.MainAssembly ?? handler[..handler.IndexOf(':', StringComparison.Ordinal)].Trim();
            var concurrency = Concurrency.Of(environment, Environment.ProcessorCount);
            var clr = StartClr(environment, taskRoot, mainAssembly);
            return Loop(client, StartHost(clr, handler, concurrency), concurrency);
        }
        catch (FaultException fault)
        {
            // A wrapper fails before the client is made, because it may be what sets the address.
            return FaultReport.Init(fault, client ?? TryConnect(environment));
        }
    }

    private static RuntimeApiClient? TryConnect(BootstrapEnvironment environment) =>
        RuntimeApiEndpoint.TryParse(environment.RuntimeApi, out var endpoint, out _) ? new RuntimeApiClient(endpoint, UserAgent) : null;

    private static RuntimeApiClient Connect(BootstrapEnvironment environment)
    {
        const string Remedy = "Start bootstrap through Lambda, or through pintle invoke.";
        if (environment.RuntimeApi is null)
            throw new FaultException(FaultCode.RuntimeApiUnset, $"Expected AWS_LAMBDA_RUNTIME_API to be host:port, but it is not set. {Remedy}");
        return RuntimeApiEndpoint.TryParse(environment.RuntimeApi, out var endpoint, out var reason)
            ? new RuntimeApiClient(endpoint!, UserAgent)
            : throw new FaultException(FaultCode.RuntimeApiUnset, $"Expected AWS_LAMBDA_RUNTIME_API to be host:port, but {reason}. {Remedy}");
    }

    /// <summary>AWS's order and exit codes (RuntimeSupport, bootstrap.sh): task root, what is in it, handler.</summary>
    private static (string TaskRoot, string Handler) RequireFunction(BootstrapEnvironment environment)
    {
        var taskRoot = environment.TaskRoot
            ?? throw new FaultException(FaultCode.TaskRootUnset, "Expected LAMBDA_TASK_ROOT to name the function's folder, but it is not set. Start bootstrap through Lambda, or through pintle invoke.");
        if (!Directory.Exists(taskRoot) || !Directory.EnumerateFileSystemEntries(taskRoot).Any())
            throw new FaultException(FaultCode.TaskRootMissing, $"Expected the function's package in {taskRoot}, but that folder is missing or empty. Deploy a function package.");
        return string.IsNullOrWhiteSpace(environment.Handler)
            ? throw new FaultException(FaultCode.HandlerUnset, "Expected a handler such as Orders::Orders.Function::Place, but it is empty. Set the function's handler.")
            : (taskRoot, environment.Handler);
    }

    private static CoreClr StartClr(BootstrapEnvironment environment, string taskRoot, string mainAssembly)
    {
        var framework = FrameworkList.Read(environment.LayerRoot);
        framework.Verify(environment.LayerRoot);
        var function = FunctionPackage.Read(taskRoot, mainAssembly, framework, environment.RollForward);
        using var properties = RuntimeProperties.For(environment.LayerRoot, taskRoot, framework, function);

        _ = LibC.SetEnvironmentVariable("AWS_EXECUTION_ENV", "AWS_Lambda_dotnet_custom", overwrite: 1);
        var clr = CoreClr.Start(environment.LayerRoot, properties);
        Termination.Watch(clr);
        return clr;
    }

    private static unsafe HostCalls StartHost(CoreClr clr, string handler, Concurrency concurrency) =>
        HostCalls.Start(clr.CreateDelegate(HostAbi.AssemblyName, HostAbi.TypeName, HostAbi.EntryPoint), handler, concurrency);

    private static int Loop(RuntimeApiClient client, HostCalls host, Concurrency concurrency)
    {
        if (concurrency.Mode == HostMode.Several)
            return Pollers.Run(client, host, concurrency, UserAgent);
        try
        {
            new InvocationLoop(client, host, slot: 0, HostMode.Single).Run();
            return 0;
        }
        catch (FaultException fault)
        {
            return FaultReport.Late(fault);
        }
    }

    private static int RunExecutable(BootstrapEnvironment environment, string taskRoot, ExecutableHandler executable)
    {
        if (!executable.IsAssembly)
            throw executable.Replace();
        var clr = StartClr(environment, taskRoot, environment.MainAssembly ?? executable.AssemblyName);
        var exitCode = clr.ExecuteAssembly(executable.Path, []);
        var latched = clr.Shutdown();
        return latched != 0 ? latched : exitCode;
    }
}
