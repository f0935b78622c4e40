using System.Diagnostics;
using System.Diagnostics.Tracing;
using System.Reflection;
using System.Runtime.CompilerServices;
using Pintle.Host.Logging;
using Pintle.Host.Metadata;
using Pintle.Host.Prewarm;
using Pintle.Host.Start;

namespace Pintle.Host.Reach;

/// <summary>
/// Has the runtime compile, before the first invocation, what the handler's method can call of the function's own package: the init phase has two processors, the first invocation of a small function a share of one.
/// Runs none of it. It follows calls, and from virtual calls the overrides in types that are made on the way (rapid type analysis). That finds some methods too many, and none that only reflection leads to.
/// It works on one thread or on several, until nothing is left or the time is over (docs/adr/0022-reachable-methods.md).
/// </summary>
/// <param name="handlers">The handler's module.</param>
/// <param name="target">The handler's object; null of a static method.</param>
/// <param name="compiles">Whether methods are compiled. If not, the code of the handler's own module is only followed to make ready what it reads and writes with System.Text.Json.</param>
internal sealed class ReachableMethods(Module handlers, object? target, bool compiles)
{
    /// <summary>
    /// A seventh of a processor, of which 1,769 MB have a whole one: with less, also what is seldom called pays. Up to it four branches on the way are followed, else two (the table of docs/adr/0022-reachable-methods.md).
    /// Measured were 128 and 512 MB; the line between them is chosen.
    /// </summary>
    private const int LittleMemoryInMB = 1769 / 7;

    /// <summary>After this the methods are more and more those of ways not taken (docs/adr/0022-reachable-methods.md). Chosen, not measured: it bounds what a function pays in init for methods that it never calls.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMilliseconds(300);

    private static readonly long Begin = Stopwatch.GetTimestamp();

    private readonly FunctionModules _modules = new(handlers, isAlone: !compiles);
    private readonly ReachQueue _queue = new(HostEnvironment.MemoryLimitInMB <= LittleMemoryInMB ? 4 : 2);
    private readonly VirtualCalls _virtual = new();
    private readonly HashSet<Type> _made = [];
    private object? _target = target;
    /// <summary>Where the handler's serializer does not read the event with System.Text.Json, the handler itself may make settings before it does.</summary>
    private readonly bool _loadsJson = PrewarmThread.LoadsJson
        || (Prewarming.IsThorough && MetadataTypes.TryGetTables(handlers.Assembly, out var tables) && !FunctionInitializers.MayMakeSettings(tables));

    private readonly bool _isForWeb = MetadataTypes.References(handlers.Assembly, "System.Text.Json"u8, "JsonSerializerDefaults"u8);

    private static readonly string[] Frameworks = ["System.", "netstandard,", "mscorlib,", "Amazon.Lambda."];

    /// <summary>
    /// Null where all is compiled anyway, and for a function that refers neither to packages (other than those of events and serializers) nor to System.Text.Json's serializer:
    /// such a function has little to follow, and starts in less time than looking at it would take.
    /// </summary>
    public static ReachableMethods? For(MethodInfo handler, object? target, bool readsJson)
    {
        if (!MetadataTypes.TryGetTables(handler.Module.Assembly, out var tables) || (!tables.HasAssemblyReferenceBut(Frameworks) && tables.FindReference("System.Text.Json"u8, "JsonSerializer"u8) == 0)
            || Prewarming.Mode == PrewarmMode.Off || PreJit.IsAsked)
        {
            return null;
        }
        // A replay loads and compiles what was recorded, and recording is done without this (Mode is Off then). A replay runs nothing, so making serializers ready for a type is left to do here.
        var compiles = !ProfileReplay.IsOn && Prewarming.IsThorough;
        if (!compiles && !readsJson && !Prewarming.IsThorough)
            return null;
        var reachable = new ReachableMethods(handler.Module, target, compiles);
        reachable.Add(handler);
        return reachable;
    }

    private static bool IsInTime => Stopwatch.GetElapsedTime(Begin) < Limit && Prewarming.IsInTime;

    public void Add(MethodBase method)
    {
        if (IsOfThePackage(method))
            _queue.Add(new ReachedMethod(method, 0));
    }

    /// <summary>On the calling thread; other threads may be in here too.</summary>
    // S11 of docs/architecture.md.
    public void Prepare()
    {
        var code = new MethodCode();
        var found = new List<ReachedMethod>();
        if (compiles && Interlocked.Exchange(ref _target, null) is { } made)
            MakeAllThatHolds(made);
        while (IsInTime)
        {
            if (_queue.Take(out var isOver) is { } next)
            {
                Prepare(next, code, found);
                _queue.Done(found);
                found.Clear();
            }
            else if (isOver)
            {
                if (HostTrace.IsDebug)
                    HostTrace.Debug($"prepared {_queue.Taken} methods that can be reached");
                return;
            }
            else
            {
                _ = Thread.Yield();
            }
        }
    }

    /// <summary>The objects show what the constructor has made: virtual calls of the handler's find the overrides in their types.</summary>
    private void MakeAllThatHolds(object made)
    {
        var found = new List<ReachedMethod>();
        try
        {
            var types = new HashSet<Type>();
            HeldObjects.TypesOf(made, _modules.HasReadableFields, static () => IsInTime, types);
            foreach (var type in types)
                _ = Make(type, new Way(0, found));
        }
        catch (Exception e)
        {
            HostTrace.Debug($"could not look at the handler's object: {e.GetType().Name}");
        }
        foreach (var reached in found)
            _queue.Add(reached);
    }

    private void Prepare(ReachedMethod reached, MethodCode code, List<ReachedMethod> found)
    {
        try
        {
            code.Read(reached.Method);
            if (Follow(reached, code, found) && compiles)
                Compile(reached.Method);
        }
        catch (Exception e)
        {
            // What cannot be compiled now fails when it is called, if it ever is.
            HostTrace.Debug($"could not prepare a method: {e.GetType().Name}");
        }
    }

    /// <returns>Whether the method may be compiled. It may not where that would run the initializer of a module.</returns>
    private bool Follow(ReachedMethod reached, MethodCode code, List<ReachedMethod> found)
    {
        var mayBeCompiled = true;
        var method = reached.Method;
        var typeArguments = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        var methodArguments = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var i = 0; i < code.Count; i++)
        {
            var (use, token, branches) = code[i];
            try
            {
                if (method.Module.ResolveMember(token, typeArguments, methodArguments) is not { } member)
                    continue;
                mayBeCompiled &= !_modules.HasInitializer(member.Module);
                Follow(use, member, new Way(reached.Branches + branches, found));
            }
            catch (Exception e)
            {
                // Of another version, or missing.
                HostTrace.Debug($"could not follow a call: {e.GetType().Name}");
            }
        }
        return mayBeCompiled;
    }

    private void Follow(Use use, MemberInfo member, Way way)
    {
        switch (member)
        {
            case MethodBase method:
                FollowCall(use, method, way);
                break;
            case Type type when use == Use.Token:
                MakeByReflection(type, way);
                break;
            case Type type:
                _ = Make(type, way);
                break;
            case FieldInfo { DeclaringType: { } owner }:
                ReachInitializer(owner, way);
                break;
        }
    }

    private void FollowCall(Use use, MethodBase method, Way way)
    {
        if (method.IsGenericMethod)
        {
            if (_loadsJson && method.DeclaringType!.FullName == "System.Text.Json.JsonSerializer")
                LoadJson(method);
            else if (Prewarming.IsThorough && NewtonsoftJson.Reads(method))
                NewtonsoftJson.Load(method, handlers);
            // A state machine that is started, or a service that is registered and made by reflection.
            foreach (var argument in method.GetGenericArguments())
                MakeByReflection(argument, way);
        }
        if (use == Use.Construction)
            _ = Make(method.DeclaringType!, way);
        else if (method.IsStatic)
            ReachInitializer(method.DeclaringType!, way);
        if (use == Use.VirtualCall && method.IsVirtual && !method.IsFinal)
            ReachOverrides(method, way);
        Reach(method, way);
    }

    /// <summary>Only for a call without metadata from a source generator, which would bring what is needed, and only where no code of the function's runs for it.</summary>
    private void LoadJson(MethodBase method)
    {
        foreach (var parameter in method.GetParameters())
        {
            if (parameter.ParameterType.Name.StartsWith("JsonTypeInfo", StringComparison.Ordinal))
                return;
        }
        var type = method.GetGenericArguments()[0];
        if (PlainData.Is(type, handlers))
            JsonTypes.Load(type, _isForWeb, isWritten: method.Name.StartsWith("Serialize", StringComparison.Ordinal));
    }

    private void ReachOverrides(MethodBase method, Way way)
    {
        if (!MetadataTypes.TryGetTables(method.Module.Assembly, out var tables))
            return;
        var overrides = new List<VirtualCalls.Override>();
        _virtual.Call(method.Name, tables.Signature(MetadataTypes.RowOf(method)), overrides);
        // Only the object tells which of several overrides it is.
        if (overrides.Count > 1)
            way = new Way(way.Branches + 1, way.Found);
        foreach (var each in overrides)
            Reach(MethodAt(each.Type, each.Row), way);
    }

    /// <summary>An object of that type is made: its overrides of what is called are reached.</summary>
    /// <returns>Whether it is the first time.</returns>
    private bool Make(Type type, Way way)
    {
        if (type.IsInterface || type.IsAbstract || type.HasElementType || type.ContainsGenericParameters || !_modules.Has(type.Module))
            return false;
        lock (_made)
        {
            if (!_made.Add(type))
                return false;
        }
        ReachInitializer(type, way);
        for (var declaring = type; declaring is not null && _modules.Has(declaring.Module) && MetadataTypes.TryGetTables(declaring.Assembly, out var tables); declaring = declaring.BaseType)
        {
            var (row, end) = tables.Methods(MetadataTypes.RowOf(declaring));
            for (; row < end; row++)
            {
                if (tables.IsOverridable(row, out var name) && _virtual.IsCalled(name, tables.Signature(row), declaring, row))
                    Reach(MethodAt(declaring, row), way);
            }
        }
        return true;
    }

    /// <summary>What a container of services makes of a type that it was given. An open generic type is taken over object, because all classes share its code.</summary>
    private void MakeByReflection(Type type, Way way)
    {
        if (type.IsGenericTypeDefinition)
        {
            if (!_modules.Has(type.Module))
                return;
            var arguments = type.GetGenericArguments();
            Array.Fill(arguments, typeof(object));
            type = type.MakeGenericType(arguments);
        }
        if (Make(type, way) && !type.IsValueType && LongestConstructor(type) is { } constructor)
            Reach(constructor, way);
    }

    /// <summary>The constructor that containers of services choose as a rule.</summary>
    private static ConstructorInfo? LongestConstructor(Type type)
    {
        ConstructorInfo? longest = null;
        var most = -1;
        foreach (var constructor in type.GetConstructors())
        {
            var count = constructor.GetParameters().Length;
            if (count > most)
                (longest, most) = (constructor, count);
        }
        return longest;
    }

    private void ReachInitializer(Type type, Way way)
    {
        if (_modules.Has(type.Module) && !type.ContainsGenericParameters && type.TypeInitializer is { } initializer)
            Reach(initializer, way);
    }

    private void Reach(MethodBase method, Way way)
    {
        if (IsOfThePackage(method))
            way.Found.Add(new ReachedMethod(method, way.Branches));
    }

    /// <summary>Only managed code, because preparing a native method loads its library, and nothing that only a tracing session calls.</summary>
    private bool IsOfThePackage(MethodBase method) =>
        method.DeclaringType is { ContainsGenericParameters: false } type && !method.IsAbstract && !method.ContainsGenericParameters && (_modules.Has(method.Module) || IsOverItsStructures(method, type))
        && (method.Attributes & MethodAttributes.PinvokeImpl) == 0 && (method.MethodImplementationFlags & (MethodImplAttributes.InternalCall | MethodImplAttributes.CodeTypeMask)) == 0
        && (method.IsConstructor || type.BaseType != typeof(EventSource));

    /// <summary>The framework's generic code has one body for all classes, and one for each structure, which no layer can hold.</summary>
    private bool IsOverItsStructures(MethodBase method, Type type) =>
        (type.IsGenericType && HasStructure(type.GetGenericArguments())) || (method.IsGenericMethod && HasStructure(method.GetGenericArguments()));

    private bool HasStructure(Type[] arguments)
    {
        foreach (var argument in arguments)
        {
            if (argument.IsValueType && (_modules.Has(argument.Module) || (argument.IsGenericType && HasStructure(argument.GetGenericArguments()))))
                return true;
        }
        return false;
    }

    private static MethodBase MethodAt(Type type, int row) =>
        MethodBase.GetMethodFromHandle(type.Module.ModuleHandle.GetRuntimeMethodHandleFromMetadataToken(MetadataTypes.Token(MetadataTables.MethodDef, row)), type.TypeHandle)!;

    /// <summary>The runtime is given the type arguments of the method's type and then those of the method.</summary>
    private static void Compile(MethodBase method)
    {
        var ofType = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : [];
        var ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : [];
        if (ofType.Length + ofMethod.Length == 0)
        {
            RuntimeHelpers.PrepareMethod(method.MethodHandle);
            return;
        }
        var arguments = new RuntimeTypeHandle[ofType.Length + ofMethod.Length];
        for (var i = 0; i < arguments.Length; i++)
            arguments[i] = (i < ofType.Length ? ofType[i] : ofMethod[i - ofType.Length]).TypeHandle;
        RuntimeHelpers.PrepareMethod(method.MethodHandle, arguments);
    }

    /// <summary>From where something is reached, and where it is put.</summary>
    private readonly struct Way(int branches, List<ReachedMethod> found)
    {
        public int Branches => branches;

        public List<ReachedMethod> Found => found;
    }
}
