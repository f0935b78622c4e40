namespace Pintle.Host.Errors;

/// <summary>An exception's message, which is user code too. On its own, so that reading it loads nothing of <see cref="ErrorReport"/>'s.</summary>
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
