using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Pintle.Host.Json;
using Pintle.Host.LambdaCore;
using Pintle.Host.Metadata;
using Pintle.Host.Prewarm;
using Pintle.Host.Start;
using Pintle.Shared;

namespace Pintle.Host.Handlers;

/// <summary>
/// From the handler string to a bound handler, in AWS's order (RuntimeSupport, UserCodeLoader.Init): parse, assembly, type, method, checks, the handler's object, serializer, binding.
/// Errors of the function's own code come out as they are.
/// </summary>
internal static class HandlerLoader
{
    /// <exception cref="HandlerFaultException">The handler cannot be used as it is set.</exception>
    // S9 of docs/architecture.md.
    public static BoundHandler Load(string handler)
    {
        DebuggerWait.IfAsked();
        var parts = HandlerString.Parse(handler);
        GeneratedJson.Look(handler);
        var assembly = LoadAssembly(parts.Assembly);
        PrewarmThread.Look(assembly, parts);
#if NET9_0_OR_GREATER
        // Libraries look for the application's entry assembly; with a native bootstrap there is none. On AWS it is that of AWS's own loop, which helps no library.
        Assembly.SetEntryAssembly(assembly);
#endif
        CommandLineArguments.Set(assembly, handler);
        var type = FindType(assembly, parts.Type);
        var method = HandlerMethod.Find(type, parts.Method);
        HandlerMethod.Validate(type, method);
        PrewarmThread.LookAtInitializers(type, method);
        var target = CreateTarget(type, method);
        ProfileReplay.GoOn();
        Prewarming.Handlers = type.Module;
        PrewarmThread.Offer(method, target);
        var serializers = new SerializerSelection(method, assembly);
        var shape = ShapeOf(type, method, serializers);
        GeneratedJson.MakeIfAsked(handler, shape, serializers);
        var bound = HandlerBinder.Bind(shape, target, serializers);
        SnapshotHooks.NoteThatTheyNeverRun(assembly);
        if (PreJit.IsAsked)
            PreJit.Prepare(assembly);
        return bound;
    }

    private static HandlerShape ShapeOf(Type type, MethodInfo method, SerializerSelection serializers)
    {
        try
        {
            return HandlerShape.Of(type, method);
        }
        catch (HandlerFaultException fault)
        {
            // AWS's loop looks at the serializer first, so of two faults it reports the serializer's: where one is needed and missing, a LambdaValidationException.
            if (serializers.Get() is null)
                throw new HandlerFaultException(fault.Code, fault.Message);
            throw;
        }
    }

    private static Assembly LoadAssembly(AssemblyName name)
    {
        try
        {
            return AssemblyLoadContext.Default.LoadFromAssemblyName(name);
        }
        catch (FileNotFoundException)
        {
            throw NotFound(name);
        }
        catch (Exception e) when (e is FileLoadException or BadImageFormatException)
        {
            throw new HandlerFaultException(FaultCode.HandlerAssemblyUnreadable,
                $"Expected to load the handler's assembly {Quote.Bounded(name.FullName)}, but the runtime refused it: {Quote.Bounded(e.Message)} "
                + "Publish the function again.");
        }
    }

    /// <summary>The runtime answers alike for a file that is missing, one that is no assembly, and one for another processor.</summary>
    private static HandlerFaultException NotFound(AssemblyName name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, name.Name + ".dll");
        if (ForeignAssembly.ProcessorOf(path) is { } processor)
        {
            return new HandlerFaultException(FaultCode.HandlerAssemblyUnreadable,
                $"Expected the handler's assembly {Quote.Bounded(name.FullName)} to be for {AppContext.GetData("RUNTIME_IDENTIFIER")}, but {name.Name}.dll is for {processor}. "
                + "Publish the function for any processor or for the layer's, or attach the layer for its processor.");
        }
        if (name.Version is null && File.Exists(path))
        {
            return new HandlerFaultException(FaultCode.HandlerAssemblyUnreadable,
                $"Expected to load the handler's assembly {Quote.Bounded(name.FullName)}, but {name.Name}.dll is damaged, or is not a .NET assembly, or is not in its deps.json. Publish the function again.");
        }
        return new HandlerFaultException(FaultCode.HandlerAssemblyNotFound,
            $"Expected the handler's assembly {Quote.Bounded(name.FullName)} in {AppContext.BaseDirectory}, but no {name.Name}.dll of that version is there and in its deps.json. "
            + (IsSingleFile(name)
                ? "There is a program of that name, which holds its assemblies in itself: publish the function without PublishSingleFile."
                : "Correct the handler's first part (it is the assembly's name), or publish the assembly with the function."));
    }

    private static bool IsSingleFile(AssemblyName name) => File.Exists(Path.Combine(AppContext.BaseDirectory, name.Name!));

    private static Type FindType(Assembly assembly, string name) => MetadataTypes.Find(assembly, name) ?? assembly.GetType(name)
        ?? throw new HandlerFaultException(FaultCode.HandlerTypeNotFound,
            $"Expected the type {Quote.Bounded(name)} in {assembly.GetName().Name}.dll, but there is none. Correct the handler's second part: namespace and type exactly as written, nested types with '+'.");

    /// <summary>What the constructor throws comes out in a TargetInvocationException, what the module's initializer throws in a TypeInitializationException alone, as on AWS.</summary>
    private static object? CreateTarget(Type type, MethodInfo method)
    {
        if (!method.IsStatic)
        {
            // Otherwise the initializer would run within the constructor's call, which wraps what it throws.
            RuntimeHelpers.RunModuleConstructor(type.Module.ModuleHandle);
            return Construction.Of(type);
        }
        RuntimeHelpers.RunClassConstructor(type.TypeHandle);
        return null;
    }
}
