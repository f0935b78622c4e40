namespace Pintle.Testing;

/// <summary>Which of a function's variables must not reach the host's own programs that set the sandbox up: they would load a library, or run a command, outside of it.</summary>
internal static class GuardedVariables
{
    private static readonly string[] Prefixes = ["LD_", "BASH", "LIBMOUNT_", "GLIBC_", "MALLOC_"];

    private static readonly HashSet<string> Names = new(StringComparer.Ordinal) { "GCONV_PATH", "LOCPATH", "NLSPATH", "SHELLOPTS", "ENV", "PS4", "IFS", "CDPATH", "GETCONF_DIR", "HOSTALIASES", "RESOLV_HOST_CONF", "NIS_PATH" };

    /// <summary>They are set as arguments, inside. Others stay off the command line, where anyone could read them.</summary>
    public static bool IsFor(string name) => Names.Contains(name) || Prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));
}
