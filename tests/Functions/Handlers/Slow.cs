namespace Handlers;

/// <summary>Handlers that take a while and use no processor time for it.</summary>
public sealed class Slow
{
    private const int Milliseconds = 100;

    public async Task<string> Answer(string text)
    {
        await Task.Delay(Milliseconds);
        return text;
    }
}
