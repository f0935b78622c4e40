using Pintle.Bootstrap.Ahead;

namespace Pintle.Bootstrap.Posix;

/// <summary>
/// The environment that CoreCLR copies when it starts; Environment.SetEnvironmentVariable would change only a copy of ours. The C library's setenv may free the list of variables that another thread's getenv
/// reads: so nothing is changed while libcoreclr.so, whose initializers read variables, is mapped on a thread of its own. One start in some 5,000 on a busy machine ended in a general protection fault before.
/// </summary>
internal static class NativeEnvironment
{
    public static void Set(string name, string value, bool overwrite)
    {
        EarlyLoad.End();
        _ = LibC.SetEnvironmentVariable(name, value, overwrite ? 1 : 0);
    }

    public static void Remove(string name)
    {
        EarlyLoad.End();
        _ = LibC.UnsetEnvironmentVariable(name);
    }
}
