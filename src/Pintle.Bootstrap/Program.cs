return Pintle.Bootstrap.Startup.Run(args);
