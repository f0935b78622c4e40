using Pintle.Cli;

return await CommandLine.RunAsync(args, Terminal.OfProcess()).ConfigureAwait(false);
