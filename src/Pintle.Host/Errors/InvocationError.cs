using System.Text;
using Pintle.Host.Invocations;
using Pintle.Host.Logging;
using Pintle.Shared;

namespace Pintle.Host.Errors;

/// <summary>A handler that threw: a record in the log, and the error for the Runtime API. The environment stays in use.</summary>
internal static unsafe class InvocationError
{
    // I9 of docs/architecture.md.
    public static void Report(Exception exception, Slot slot, HostReply* reply)
    {
        try
        {
            ReportWhole(exception, slot, reply);
        }
        catch (Exception second)
        {
            _ = FillPlainly(slot, exception, exception.GetType().Name, second, reply);
        }
    }

    /// <summary>
    /// An error by its type and message alone, for a process that cannot load or allocate what the whole report takes; most often the function has used up the file descriptors. The invocation
    /// has its outcome all the same. Nothing here may need an assembly that a start does not load.
    /// </summary>
    /// <returns>The message.</returns>
    public static string FillPlainly(Slot slot, Exception exception, string wireType, Exception second, HostReply* reply)
    {
        var type = exception.GetType().Name;
        var message = $"{ErrorMessage.Of(exception)} (told without its stack trace and causes: {second.GetType().Name} while they were read)";
        reply->Kind = HostReplyKind.Error;
        reply->Body = slot.Response.Hold($"{{\n  \"errorType\": \"{ErrorJson.Escape(type)}\",\n  \"errorMessage\": \"{ErrorJson.Escape(message)}\"\n}}\n");
        reply->ErrorType = slot.ErrorType.Hold(wireType);
        reply->XRayCause = default;
        return message;
    }

    private static void ReportWhole(Exception exception, Slot slot, HostReply* reply)
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
