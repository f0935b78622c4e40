using System.Runtime.InteropServices;

namespace Pintle.Bootstrap.Clr;

/// <summary>The variables that <c>Native/clr_variables.c</c> keeps from the bootstrap's own runtime.</summary>
internal static partial class NativeVariables
{
    /// <summary>Gives them their names back. To be called before anything reads a variable.</summary>
    [LibraryImport("clr_variables", EntryPoint = "pintle_show_clr_variables")]
    [SuppressGCTransition]
    public static partial void Show();
}
