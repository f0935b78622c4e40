namespace Early;

/// <summary>What ran, and on which thread, in this order; one list for all assemblies.</summary>
internal static class Order
{
    private const string Key = "early.order";

    public static void Add(string what)
    {
        lock (AppDomain.CurrentDomain)
        {
            if (AppContext.GetData(Key) is not List<(string What, int Thread)> list)
                AppDomain.CurrentDomain.SetData(Key, list = []);
            list.Add((what, Environment.CurrentManagedThreadId));
        }
    }

    /// <summary>With the threads that are not this one.</summary>
    public static string Tell()
    {
        var own = Environment.CurrentManagedThreadId;
        return string.Join(", ", ((List<(string What, int Thread)>)AppContext.GetData(Key)!).Select(each => each.What + (each.Thread == own ? "" : " elsewhere")));
    }
}
