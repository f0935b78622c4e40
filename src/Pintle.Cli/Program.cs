using Pintle.Cli;

// NuGet and dotnet take HOME for the user's folder, and where it is not set or names nothing, they write beside the sources. The system knows the folder; a user without one gets the temporary folder.
if (!Directory.Exists(Environment.GetEnvironmentVariable("HOME")))
{
    Environment.SetEnvironmentVariable("HOME", null);
    var folder = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
    Environment.SetEnvironmentVariable("HOME", folder.Length > 0 ? folder : Path.GetTempPath());
}

return await CommandLine.RunAsync(args, Terminal.OfProcess()).ConfigureAwait(false);
