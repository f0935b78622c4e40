using System.Reflection;
using Pintle.Host.Metadata;

namespace Pintle.Host.Start;

/// <summary>
/// What Environment.GetCommandLineArgs gives: the handler's assembly and the handler string, as an application gets its own assembly and its arguments. CoreCLR leaves the list empty under a
/// host that calls delegates, and libraries take its first element.
/// </summary>
internal static unsafe class CommandLineArguments
{
    // Internal members of the framework, because there is no public way; under a later framework that has neither, the list stays empty.
    private const string Field = "s_commandLineArgs";

    private static ReadOnlySpan<byte> Initializer => "InitializeCommandLineArgs"u8;

    /// <summary>string[] (char* path, int count, char** arguments), static (ECMA-335 II.23.2.1): only a method of just this signature is called.</summary>
    private static ReadOnlySpan<byte> InitializerSignature => [0x00, 3, 0x1d, 0x0e, 0x0f, 0x03, 0x08, 0x0f, 0x0f, 0x03];

    public static void Set(Assembly assembly, string handler)
    {
        if (MetadataTypes.FindFunction(typeof(Environment), Initializer, InitializerSignature) is var function && function != 0)
            Initialize((delegate*<char*, int, char**, string[]>)function, assembly.Location, handler);
        else
            typeof(Environment).GetField(Field, BindingFlags.Static | BindingFlags.NonPublic)?.SetValue(null, (string[])[assembly.Location, handler]);
    }

    /// <summary>What CoreCLR calls before a Main: 0.1 ms, where setting the field by reflection takes 0.7.</summary>
    private static void Initialize(delegate*<char*, int, char**, string[]> function, string path, string handler)
    {
        fixed (char* pathText = path, handlerText = handler)
            _ = function(pathText, 1, &handlerText);
    }
}
