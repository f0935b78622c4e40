namespace Pintle.Resolution.Tests;

/// <summary>Applications as dotnet publish leaves them, and what may happen to a folder on its way to Lambda.</summary>
internal static class PublishedCases
{
    public static IEnumerable<Case> All =>
    [
        new("a class library", Publishes.Plain, _ => { }),
        new("a class library without packages", Publishes.WithoutPackages, _ => { }),
        new("packages with native libraries, resources and a newer framework assembly", Publishes.Packages, _ => { }),
        new("the same, published for a RID", Publishes.PackagesForRid, _ => { }),
        new("F#", Publishes.FSharp, _ => { }),
        new("Visual Basic", Publishes.VisualBasic, _ => { }),
        new("ASP.NET Core", Publishes.Web, _ => { }),
        new("an executable assembly", Publishes.Executable, application => application.IsExecutable = true),
        new("packages as an executable assembly", Publishes.Packages, application => application.IsExecutable = true),
        new("ASP.NET Core as an executable assembly", Publishes.Web, application => application.IsExecutable = true),

        new("a folder with spaces and letters beyond ASCII", Publishes.Packages, _ => { }, "Größe und ☃"),
        new("an assembly with spaces and letters beyond ASCII", Publishes.Plain, application => application.AddLibrary("Größe ☃/1.0.0", """{ "runtime": { "lib/net10.0/Größe ☃.dll": { "assemblyVersion": "1.0.0.0" } } }""")),
        new("a symbolic link for an assembly", Publishes.Plain, application =>
        {
            File.Delete(Path.Combine(application.Root, "Orders.dll"));
            File.CreateSymbolicLink(Path.Combine(application.Root, "Orders.dll"), application.Write("real/Orders.dll"));
        }),
        new("deps.json and runtimeconfig.json of another main assembly", Publishes.Plain, application =>
        {
            File.Move(application.DepsPath, Path.Combine(application.Root, "Main.deps.json"));
            File.Move(application.ConfigPath, Path.Combine(application.Root, "Main.runtimeconfig.json"));
            application.Main = "Main";
        }),
        new("an assembly that is missing", Publishes.Packages, application => application.Delete("Humanizer.dll")),
        new("resources that are missing", Publishes.Packages, application => Directory.Delete(Path.Combine(application.Root, "de"), recursive: true)),
        new("a native library that is missing", Publishes.Packages, application => Directory.Delete(Path.Combine(application.Root, "runtimes"), recursive: true)),
        new("files that nothing lists", Publishes.Plain, application =>
        {
            application.Write("Stray.dll");
            application.Write("libstray.so");
            application.Write("fr/Stray.resources.dll");
        }),
        new("no deps.json", Publishes.Executable, application =>
        {
            application.IsExecutable = true;
            File.Delete(application.DepsPath);
            application.Write("Stray.DLL");
            application.Write("Tool.exe");
            application.Write("SelfPolling.exe");
        }),
        new("no deps.json, packages", Publishes.Packages, application =>
        {
            application.IsExecutable = true;
            File.Delete(application.DepsPath);
        }),
        new("no deps.json, ASP.NET Core", Publishes.Web, application =>
        {
            application.IsExecutable = true;
            File.Delete(application.DepsPath);
            application.Write("Microsoft.AspNetCore.dll");
        }),
        new("a deps.json with a byte order mark", Publishes.Plain, application => File.WriteAllText(application.DepsPath, "\uFEFF" + File.ReadAllText(application.DepsPath))),
        new("a deps.json with comments", Publishes.Plain, application => File.WriteAllText(application.DepsPath, "// by hand\n" + File.ReadAllText(application.DepsPath) + "/* end */")),
        new("a runtimeconfig.json with a byte order mark and comments", Publishes.Plain, application => File.WriteAllText(application.ConfigPath, "\uFEFF/* by hand */" + File.ReadAllText(application.ConfigPath))),
    ];
}
