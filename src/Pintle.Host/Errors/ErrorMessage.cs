namespace Pintle.Host.Errors;

/// <summary>An exception's message, which is user code too. A type of its own, so that reading a message loads nothing that <see cref="ErrorReport"/> needs.</summary>
internal static class ErrorMessage
{
    public static string? Of(Exception exception)
    {
        try
        {
            return exception.Message;
        }
        catch (Exception e)
        {
            return $"(the exception's own Message threw {e.GetType().Name})";
        }
    }
}
