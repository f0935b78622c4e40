Pintle.Bootstrap.Clr.NativeVariables.Show();
return Pintle.Bootstrap.Startup.Run(args);
