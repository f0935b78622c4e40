using System.Globalization;
using System.Reflection;

namespace Handlers;

/// <summary>What a library sees of the process that it runs in.</summary>
public sealed class ProcessView
{
    private static readonly string? ThreadOfInit = Thread.CurrentThread.Name;

    public Dictionary<string, string?> Look() => new()
    {
        ["EntryAssembly"] = Assembly.GetEntryAssembly()?.GetName().Name,
        ["BaseDirectory"] = AppContext.BaseDirectory,
        ["CurrentDirectory"] = Environment.CurrentDirectory,
        ["ProcessPath"] = Environment.ProcessPath,
        ["CommandLine"] = Environment.CommandLine,
        ["CommandLineArgs"] = string.Join('|', Environment.GetCommandLineArgs()),
        ["TargetFramework"] = AppContext.TargetFrameworkName,
        ["FriendlyName"] = AppDomain.CurrentDomain.FriendlyName,
        ["Culture"] = CultureInfo.CurrentCulture.Name,
        ["UICulture"] = CultureInfo.CurrentUICulture.Name,
        ["DefaultThreadCulture"] = CultureInfo.DefaultThreadCurrentCulture?.Name,
        ["ThreadName"] = Thread.CurrentThread.Name,
        ["ThreadOfInit"] = ThreadOfInit,
        ["Apartment"] = Thread.CurrentThread.GetApartmentState().ToString(),
        ["Priority"] = Thread.CurrentThread.Priority.ToString(),
        ["IsBackground"] = Thread.CurrentThread.IsBackground.ToString(),
        ["IsPoolThread"] = Thread.CurrentThread.IsThreadPoolThread.ToString(),
        ["SynchronizationContext"] = SynchronizationContext.Current?.GetType().Name,
        ["Scheduler"] = (TaskScheduler.Current == TaskScheduler.Default).ToString(),
        ["Activity"] = System.Diagnostics.Activity.Current?.Id,
        ["Load"] = System.Runtime.Loader.AssemblyLoadContext.GetLoadContext(typeof(ProcessView).Assembly)?.Name,
        ["Location"] = typeof(ProcessView).Assembly.Location,
        ["ExecutionEnvironment"] = Environment.GetEnvironmentVariable("AWS_EXECUTION_ENV"),
        ["HeapLimitVariable"] = Environment.GetEnvironmentVariable("DOTNET_GCHeapHardLimit"),
    };

    public long AvailableMemory() => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>What the youngest generation may grow to before it is collected, in bytes.</summary>
    public long YoungestGenerationBudget() => (long)GC.GetConfigurationVariables()["GCGen0MaxBudget"];

    /// <summary>Methods that the JIT has compiled in this process until now.</summary>
    public long JittedMethods() => System.Runtime.JitInfo.GetCompiledMethodCount();
}
