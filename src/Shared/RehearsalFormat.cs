namespace Pintle.Shared;

/// <summary>
/// What <c>pintle rehearse</c> puts into a function's package: profiles of its start, and a list that says for which layer and which files they are. Written by Pintle.Layer, read by the bootstrap.
/// The profiles are CoreCLR's own (dotnet/runtime, src/coreclr/vm/multicorejitimpl.h).
/// </summary>
/// <remarks>
/// <para>UTF-8 without a byte order mark, lines ended by LF, fields separated by one TAB. The list stands at <see cref="ListPath"/> below the package's root, its profiles beside it.</para>
/// <code>
/// pintle-rehearsal 1
/// layer   &lt;SHA-256 of the layer's framework list&gt;
/// module  54321  Orders.dll
/// start   Orders::Orders.Function::Place  1.profile  &lt;its SHA-256&gt;
/// late    Orders::Orders.Function::Place  1.late.profile  &lt;its SHA-256&gt;
/// json    Orders::Orders.Function::Place  json-282067a632830fb8.dll  &lt;its SHA-256&gt;
/// </code>
/// <para>First line: <see cref="Magic"/>, a space, and the format's version. Then one <c>layer</c>; every <c>module</c> of the package that a profile names (size in bytes, path below the root); for every handler
/// a <c>start</c> (replayed from the first moment), a <c>late</c> (replayed when the handler's object is made), or both; and a <c>json</c> where there is code
/// for the handler's types, which the host looks for by its name. A module's version id stands in the profile, and CoreCLR compares it.</para>
/// </remarks>
internal static class RehearsalFormat
{
    public const string Magic = "pintle-rehearsal";
    public const int Version = 1;

    /// <summary>The folder in the package.</summary>
    public const string Folder = "pintle.rehearsal";

    public const string ListPath = Folder + "/list";

    public const string Layer = "layer";
    public const string Module = "module";
    public const string Start = "start";
    public const string Late = "late";
    public const string Json = "json";

    /// <summary>The variable that has a start write the code for its handler's types, where its serializer is known: the full path of the file, in a folder that is there.</summary>
    public const string JsonVariable = "PINTLE_REHEARSAL_JSON";

    /// <summary>The variable that has a start tell whether an event or a response was left to the serializer by that code: the full path of a file that is made then.</summary>
    public const string JsonLeftVariable = "PINTLE_REHEARSAL_JSON_LEFT";

    /// <summary>Where that code is in the package.</summary>
    /// <param name="handler">The handler string.</param>
    public static string JsonPath(string handler) => $"{Folder}/{JsonFile(handler)}";

    public static string JsonFile(string handler) => JsonName(handler) + ".dll";

    /// <summary>The name of the assembly: handler strings have characters that no file's name should have.</summary>
    public static string JsonName(string handler)
    {
        // FNV-1a of 64 bits: in a start, a digest costs what a hash does not. Two handlers of one package that have the same are one more reason for the version ids in the code.
        const ulong Basis = 14695981039346656037, Prime = 1099511628211;
        var hash = Basis;
        foreach (var character in handler.AsSpan().Trim())
            hash = unchecked((hash ^ character) * Prime);
        return $"json-{hash:x16}";
    }

    /// <summary>The variable that has a start recorded: the full path of the profile, in a folder that is there. The CLR writes it when the process ends in order, or at <see cref="EndSuffix"/>.</summary>
    public const string RecordVariable = "PINTLE_REHEARSAL_RECORD";

    /// <summary>Behind the path of a profile that is being recorded: a file whose coming asks a program that polls by itself to end the recording, and which is taken away when the profile is written.</summary>
    public const string EndSuffix = ".end";
}
