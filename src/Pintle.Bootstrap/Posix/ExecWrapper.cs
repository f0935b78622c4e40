using Pintle.Shared;

namespace Pintle.Bootstrap.Posix;

/// <summary>
/// AWS_LAMBDA_EXEC_WRAPPER: a script that sets the environment and then runs the command line it is given. Lambda applies it only to managed runtimes, so the bootstrap does
/// (docs.aws.amazon.com/lambda/latest/dg/runtimes-modify.html). Applied once: a marker variable, which the function never sees, tells the second run from the first.
/// </summary>
internal static class ExecWrapper
{
    public const string Marker = "PINTLE_EXEC_WRAPPED";
    private const int NotFound = 2; // ENOENT

    /// <exception cref="FaultException">WrapperMissing or WrapperNotExecutable.</exception>
    public static void Apply(BootstrapEnvironment environment, string[] arguments)
    {
        if (environment.IsWrapped)
        {
            // The marker counts also where the script has removed AWS's variable, as some do.
            NativeEnvironment.Remove(Marker);
            return;
        }
        if (environment.ExecWrapper is null)
            return;
        if (!File.Exists(environment.ExecWrapper))
            throw Missing(environment.ExecWrapper);

        NativeEnvironment.Set(Marker, "1", overwrite: true);
        var error = ProcessImage.Replace(environment.ExecWrapper, [$"{environment.LayerRoot}/bootstrap", .. arguments]);
        NativeEnvironment.Remove(Marker);
        throw error == NotFound
            ? Missing(environment.ExecWrapper)
            : new FaultException(FaultCode.WrapperNotExecutable,
                $"Expected to run AWS_LAMBDA_EXEC_WRAPPER={Quote.Bounded(environment.ExecWrapper)}, but the system refused with errno {error}. Give the file the executable bit and a first line that names an interpreter of the system.");
    }

    private static FaultException Missing(string wrapper) => new(FaultCode.WrapperMissing,
        $"Expected the file that AWS_LAMBDA_EXEC_WRAPPER names, but {Quote.Bounded(wrapper)} (or its interpreter) does not exist. Add the layer that has it, or correct the variable.");
}
