using System.Reflection;
using Pintle.Host.Metadata;
using Pintle.Host.Prewarm;

namespace Pintle.Host.Reach;

/// <summary>
/// Which modules hold code that may be compiled before it is called: those of the function's package that have no initializer (which compiling would run) and refer only to assemblies that the runtime was told of, so that
/// no handler is asked for a missing one. The initializer of the handler's own module has run already.
/// </summary>
/// <param name="handlers">The handler's.</param>
/// <param name="isAlone">Whether no other module is looked at.</param>
internal sealed class FunctionModules(Module handlers, bool isAlone)
{
    private readonly HashSet<Module> _taken = [handlers], _left = [], _initialized = [];
    private readonly string _framework = Path.GetDirectoryName(typeof(object).Assembly.Location) + "/";
    private readonly string _known = AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES") as string ?? "";

    public bool Has(Module module)
    {
        lock (_taken)
        {
            if (_taken.Contains(module))
                return true;
            if (_left.Contains(module))
                return false;
            var isTaken = !isAlone && IsTaken(module);
            _ = (isTaken ? _taken : _left).Add(module);
            return isTaken;
        }
    }

    /// <summary>Whether compiling what names a member of it may run an initializer that has not run.</summary>
    public bool HasInitializer(Module module)
    {
        lock (_taken)
            return !Has(module) && _initialized.Contains(module);
    }

    /// <summary>Whether reading an instance field of that type runs nothing of the function's: no initializer of static fields, which need not have run although there is an object, and no handler that is asked for a missing assembly.</summary>
    public bool HasReadableFields(Type type) => Has(type.Module)
        ? (type.Attributes & TypeAttributes.BeforeFieldInit) == 0 || type.TypeInitializer is null
        : !type.Assembly.IsDynamic && type.Assembly.Location.StartsWith(_framework, StringComparison.Ordinal);

    private bool IsTaken(Module module)
    {
        var assembly = module.Assembly;
        if (assembly.IsDynamic || !assembly.Location.StartsWith(AppContext.BaseDirectory, StringComparison.Ordinal) || !MetadataTypes.TryGetTables(assembly, out var tables))
            return false;
        if (FunctionInitializers.HasModuleInitializer(tables))
        {
            _ = _initialized.Add(module);
            return false;
        }
        foreach (var reference in assembly.GetReferencedAssemblies())
        {
            if (!_known.Contains($"/{reference.Name}.dll", StringComparison.OrdinalIgnoreCase))
                return false;
        }
        return true;
    }
}
