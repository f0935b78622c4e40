using System.Globalization;
using System.Text;
using Pintle.Host.Handlers;
using Pintle.Host.Invocations;
using Pintle.Host.Logging;
using Pintle.Shared;

namespace Pintle.Host.Errors;

/// <summary>What Start answers when the handler could not be made ready.</summary>
internal static unsafe class StartFault
{
    // Filled once; the process ends with the fault.
    private static readonly Slot Buffers = new();
    private static readonly ReplyStream Message = new();

    /// <returns>The status: a FaultCode.</returns>
    public static int Describe(Exception exception, HostReply* reply)
    {
        try
        {
            return DescribeWhole(exception, reply);
        }
        catch (Exception second)
        {
            var code = exception is HandlerFaultException fault ? fault.Code : FaultCode.HandlerInitFailed;
            reply->Message = Message.Hold(InvocationError.FillPlainly(Buffers, exception, Faults.Of(code).WireType, second, reply));
            return (int)code;
        }
    }

    private static int DescribeWhole(Exception exception, HostReply* reply)
    {
        if (exception is HandlerFaultException fault)
            return Describe(fault.Code, fault.Message, ErrorReport.Of(fault.ErrorType, fault.Message), reply);

        // The exception is the function's own: its log gets all of it, as on AWS.
        FunctionLog.Write(Severity.Error, exception);
        var error = ErrorReport.Of(exception);
        var innermost = error;
        while (innermost.Cause is not null)
            innermost = innermost.Cause;
        return Describe(FaultCode.HandlerInitFailed,
            $"Expected the handler to be constructed, but {innermost.Type} was thrown: \"{Quote.Bounded(innermost.Message ?? "")}\". The whole exception is in the log above; {Remedy(innermost.Type, exception)}.", error, reply);
    }

    /// <summary>What the faults of a package that only show here ask for; the rest is the function's own.</summary>
    private static string Remedy(string type, Exception exception) => type switch
    {
        nameof(DllNotFoundException) => $"publish the function for {AppContext.GetData("RUNTIME_IDENTIFIER")} with the package that brings the library, and zip the whole publish folder",
        nameof(BadImageFormatException) => $"publish the function for any processor or for {AppContext.GetData("RUNTIME_IDENTIFIER")}",
        nameof(CultureNotFoundException) when ErrorReport.LacksCulture(exception) => ErrorReport.CultureRemedy,
        _ => "correct the function",
    };

    private static int Describe(FaultCode code, string message, ErrorReport error, HostReply* reply)
    {
        InvocationError.Fill(Buffers, error, Faults.Of(code).WireType, reply);
        Message.Write(Encoding.UTF8.GetBytes(message));
        reply->Message = Message.Written;
        return (int)code;
    }
}
