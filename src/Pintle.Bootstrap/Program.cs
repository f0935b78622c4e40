Pintle.Bootstrap.NativeVariables.Show();
return Pintle.Bootstrap.Startup.Run(args);
