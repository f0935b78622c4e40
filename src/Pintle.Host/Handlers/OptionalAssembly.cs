using System.Reflection;

namespace Pintle.Host.Handlers;

/// <summary>Loads an assembly of whatever version, where the function has one of that name.</summary>
internal static class OptionalAssembly
{
    public static Assembly? Load(string name)
    {
        try
        {
            return Assembly.Load(new AssemblyName { Name = name });
        }
        catch (FileNotFoundException)
        {
            return null;
        }
    }
}
