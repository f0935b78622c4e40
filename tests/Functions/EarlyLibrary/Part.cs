namespace Early;

public static class Part
{
    public static string Name => "part";

#if LIBRARY_INITIALIZER
#pragma warning disable CA2255 // To show when it runs.
    [System.Runtime.CompilerServices.ModuleInitializer]
    internal static void Initialize() => Order.Add("library's initializer");
#pragma warning restore CA2255
#endif
}
