namespace Handlers;

/// <summary>A function that leaks what its environment has a limit for, and fails for the first time when nothing is left.</summary>
public sealed class Exhausted
{
    private static readonly List<FileStream> Kept = [];

    public int Twice(int number) => 2 * number;

    /// <summary>Opens files until no descriptor is left; 0 keeps them, and any other number gives so many back before it fails.</summary>
    public void Descriptors(int givenBack)
    {
        try
        {
            while (true)
                Kept.Add(new FileStream("/dev/null", FileMode.Open, FileAccess.Read));
        }
        catch (IOException e)
        {
            foreach (var file in Kept.Take(givenBack))
                file.Dispose();
            throw new InvalidOperationException("no descriptor is left", e);
        }
    }
}
