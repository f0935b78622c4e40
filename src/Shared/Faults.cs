namespace Pintle.Shared;

/// <summary>One row of the fault list: the name on the wire, what brings it about and what to do. The text of one occurrence is made where it happens.</summary>
/// <param name="Code">Name and exit code.</param>
/// <param name="WireType">Value of <c>Lambda-Runtime-Function-Error-Type</c>; the service keeps only <c>Runtime.X</c> and <c>Function.X</c>.</param>
/// <param name="Cause">What brings it about.</param>
/// <param name="Remedy">What its reader can do.</param>
internal sealed record Fault(FaultCode Code, string WireType, string Cause, string Remedy);

/// <summary>The closed list of faults. A fault that is not here cannot be raised.</summary>
internal static class Faults
{
    /// <summary>The exception name that AWS's loop gives in <c>errorType</c> for a handler that cannot be used (RuntimeSupport, LambdaValidationException).</summary>
    public const string ValidationException = "LambdaValidationException";

    public static Fault[] All { get; } =
    [
        new(FaultCode.HandlerMalformed, "Runtime.MalformedHandlerName", "The handler string is not ASSEMBLY::TYPE::METHOD.", "Correct the function's handler setting."),
        new(FaultCode.HandlerAssemblyNotFound, "Runtime.ImportModuleError", "No assembly of the handler's name is in the package.", "Correct the handler's first part, or publish the assembly with the function."),
        new(FaultCode.HandlerAssemblyUnreadable, "Runtime.ImportModuleError", "The handler's assembly is there and cannot be loaded.", "Publish it again; it is damaged, of another version than asked for, or not a .NET assembly."),
        new(FaultCode.HandlerTypeNotFound, "Runtime.HandlerNotFound", "The handler's assembly has no such type.", "Correct the handler's second part: namespace and type, exactly as written, nested types with '+'."),
        new(FaultCode.HandlerMethodNotFound, "Runtime.HandlerNotFound", "The handler's type has no such method.", "Correct the handler's third part: the method's name, exactly as written."),
        new(FaultCode.HandlerMethodInvalid, "Runtime.InvalidHandler", "The method or its type has a shape that cannot be a handler.", "Change the method as the message says."),
        new(FaultCode.SerializerInvalid, "Runtime.InvalidSerializer", "A LambdaSerializer attribute names a type that cannot serve.", "Name a public type with a parameterless constructor that implements ILambdaSerializer."),
        new(FaultCode.SerializerMissing, "Runtime.SerializerMissing", "The handler takes or returns something other than a Stream, and no serializer is named.", "Put [assembly: LambdaSerializer(typeof(...))] into the function."),
        new(FaultCode.HandlerInitFailed, "Function.InitError", "The handler's constructor, or a static initialiser, threw.", "See the exception in the log: it is the function's own."),
        new(FaultCode.DepsFileInvalid, "Runtime.DepsFileInvalid", "The function's deps.json cannot be read.", "Publish the function again."),
        new(FaultCode.RuntimeConfigInvalid, "Runtime.RuntimeConfigInvalid", "The function's runtimeconfig.json cannot be read.", "Publish the function again."),
        new(FaultCode.FrameworkMismatch, "Runtime.FrameworkMismatch", "The function asks for a framework, or a version of one, that this layer does not have.", "Attach a layer that has it, or retarget the function, or allow roll-forward."),
        new(FaultCode.FunctionFileMissing, "Runtime.FunctionFileMissing", "deps.json names a file that the package does not hold.", "Publish the function again, and zip the whole publish folder."),
        new(FaultCode.RuntimeApiUnset, "Runtime.RuntimeApiUnset", "AWS_LAMBDA_RUNTIME_API is not set or is not host:port.", "Start bootstrap through Lambda, or through pintle invoke."),
        new(FaultCode.RuntimeApiUnreachable, "Runtime.RuntimeApiUnreachable", "The Runtime API cannot be reached, or went away.", "Nothing to do on Lambda; locally, see whether the emulator still runs."),
        new(FaultCode.RuntimeApiRefused, "Runtime.RuntimeApiRefused", "The Runtime API refused a call.", "See its own error type in the message."),
        new(FaultCode.RuntimeApiMalformed, "Runtime.RuntimeApiMalformed", "What answered is not the Runtime API: its answer breaks HTTP/1.1 or lacks a request id.", "See that AWS_LAMBDA_RUNTIME_API names the Runtime API."),
        new(FaultCode.TaskRootUnset, "Runtime.TaskRootUnset", "LAMBDA_TASK_ROOT is not set.", "Start bootstrap through Lambda, or through pintle invoke."),
        new(FaultCode.TaskRootMissing, "Runtime.TaskRootMissing", "The task root does not exist or is empty.", "Deploy a function package."),
        new(FaultCode.HandlerUnset, "Runtime.HandlerUnset", "There is no handler string.", "Set the function's handler."),
        new(FaultCode.ExecutableNotFound, "Runtime.InvalidEntrypoint", "The handler has no '::', and no executable of its name is in the package.", "Correct the handler: ASSEMBLY::TYPE::METHOD, or the name of an executable."),
        new(FaultCode.DepsFileAmbiguous, "Runtime.DepsFileAmbiguous", "Several deps.json, and none of the handler's name.", "Set LAMBDA_DOTNET_MAIN_ASSEMBLY to the main assembly's name."),
        new(FaultCode.RuntimeConfigAmbiguous, "Runtime.RuntimeConfigAmbiguous", "Several runtimeconfig.json, and none of the handler's name.", "Set LAMBDA_DOTNET_MAIN_ASSEMBLY to the main assembly's name."),
        new(FaultCode.ConcurrencyInvalid, "Runtime.ConcurrencyInvalid", "A variable that says how many invocations or threads to run at once is not a number above 0.", "Correct AWS_LAMBDA_DOTNET_PROCESSING_TASKS or AWS_LAMBDA_DOTNET_MIN_THREADS, or remove it."),
        new(FaultCode.LayerIncomplete, "Runtime.LayerIncomplete", "A file of the layer is missing.", "Publish the layer again from its zip."),
        new(FaultCode.LayerCorrupt, "Runtime.LayerCorrupt", "A file of the layer is not as it was built.", "Publish the layer again from its zip."),
        new(FaultCode.ClrUnloadable, "Runtime.ClrUnloadable", "libcoreclr.so cannot be loaded, or is not one that this bootstrap knows.", "Publish the layer again; check that function and layer have the same architecture."),
        new(FaultCode.ClrStartFailed, "Runtime.ClrStartFailed", "CoreCLR refused to start.", "See the code in the message; often memory or a DOTNET_ variable."),
        new(FaultCode.HostUnloadable, "Runtime.HostUnloadable", "Pintle.Host has no entry point that can be called.", "Publish the layer again; check that the function brings no Pintle.Host of its own."),
        new(FaultCode.HostAbiMismatch, "Runtime.HostAbiMismatch", "bootstrap and Pintle.Host are not of the same build.", "Publish the layer again from one zip."),
        new(FaultCode.HostFailed, "Runtime.HostFailed", "Pintle.Host returned a status that nothing explains: a defect of Pintle.", "Report it with the message."),
        new(FaultCode.ExecutableFailed, "Runtime.ExecutableFailed", "The executable assembly or the native executable could not be run.", "See the code in the message."),
        new(FaultCode.EngineUnavailable, "Runtime.EngineUnavailable", "PINTLE_ENGINE asks for a loop that the layer does not have.", "Build the layer with pintle build --engine both, or correct the variable."),
        new(FaultCode.WrapperNotExecutable, "Runtime.WrapperNotExecutable", "The file that AWS_LAMBDA_EXEC_WRAPPER names cannot be executed.", "Give it the executable bit, or correct the variable."),
        new(FaultCode.WrapperMissing, "Runtime.WrapperMissing", "The file that AWS_LAMBDA_EXEC_WRAPPER names does not exist.", "Add the layer that has it, or correct the variable."),
    ];

    public static Fault Of(FaultCode code)
    {
        foreach (var fault in All)
        {
            if (fault.Code == code)
                return fault;
        }
        throw new ArgumentOutOfRangeException(nameof(code), code, "Every fault has a row in Faults.All.");
    }
}
