using System.Text;
using Pintle.Shared;

namespace Pintle.Host;

/// <summary>A handler that threw: a record in the log, and the error for the Runtime API. The environment stays in use.</summary>
internal static unsafe class InvocationError
{
    public static void Report(Exception exception, Slot slot, HostReply* reply)
    {
        var error = ErrorReport.Of(exception);
        FunctionLog.Write(Severity.Error, exception);
        if (ErrorReport.LacksCulture(exception))
            FunctionLog.Write(Severity.Error, ErrorReport.CultureText);
        Fill(slot, error, error.Type, reply);
    }

    /// <summary>Writes an error's parts into the slot's buffers, which stay as they are until its next invocation.</summary>
    public static void Fill(Slot slot, ErrorReport error, string wireType, HostReply* reply)
    {
        // Whatever the handler or its serializer wrote before it failed is dropped.
        slot.Response.Reset();
        slot.ErrorType.Reset();
        slot.XRayCause.Reset();
        slot.Response.Write(Encoding.UTF8.GetBytes(ErrorJson.Write(error)));
        slot.ErrorType.Write(Encoding.UTF8.GetBytes(wireType));
        slot.XRayCause.Write(Encoding.UTF8.GetBytes(XRayCause.Write(error)));
        reply->Kind = HostReplyKind.Error;
        reply->Body = slot.Response.Written;
        reply->ErrorType = slot.ErrorType.Written;
        reply->XRayCause = slot.XRayCause.Written;
    }

    /// <summary>ToString of an exception is user code too.</summary>
    public static string SafeText(Exception exception)
    {
        try
        {
            return exception.ToString();
        }
        catch (Exception e)
        {
            return $"{exception.GetType().FullName} (its own ToString threw {e.GetType().Name})";
        }
    }
}
