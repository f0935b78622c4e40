namespace Pintle.Shared;

/// <summary>
/// Every way in which the runtime gives up. The number is the process's exit code; a number is never used again for something else.
/// 101 to 106, 126 and 127 are those of AWS's own bootstrap script. <see cref="Faults"/> has each one's wire type, cause and remedy; docs/errors.md lists them.
/// </summary>
internal enum FaultCode
{
    None = 0,

    HandlerMalformed = 70,
    HandlerAssemblyNotFound = 71,
    HandlerAssemblyUnreadable = 72,
    HandlerTypeNotFound = 73,
    HandlerMethodNotFound = 74,
    HandlerMethodInvalid = 75,
    SerializerInvalid = 76,
    SerializerMissing = 77,
    HandlerInitFailed = 78,

    DepsFileInvalid = 80,
    RuntimeConfigInvalid = 81,
    FrameworkMismatch = 82,
    FunctionFileMissing = 83,

    RuntimeApiUnset = 90,
    RuntimeApiUnreachable = 91,
    RuntimeApiRefused = 92,
    RuntimeApiMalformed = 93,

    TaskRootUnset = 101,
    TaskRootMissing = 102,
    HandlerUnset = 103,
    ExecutableNotFound = 104,
    DepsFileAmbiguous = 105,
    RuntimeConfigAmbiguous = 106,
    ConcurrencyInvalid = 107,

    LayerIncomplete = 110,
    LayerCorrupt = 111,
    ClrUnloadable = 112,
    ClrStartFailed = 113,
    HostUnloadable = 114,
    HostAbiMismatch = 115,
    HostFailed = 116,
    ExecutableFailed = 117,
    EngineUnavailable = 118,

    WrapperNotExecutable = 126,
    WrapperMissing = 127,
}
