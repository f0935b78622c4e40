using System.IO.Compression;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Pintle.Layer.Tests.Migrate;

/// <summary>A function's package of a few made files, as a zip or a folder.</summary>
internal sealed class TinyFunction
{
    private readonly Dictionary<string, byte[]> _files = new(StringComparer.Ordinal);

    public TinyFunction() => Add("F.runtimeconfig.json", RuntimeConfig("10.0.0"));

    public static string RuntimeConfig(string version, string framework = "Microsoft.NETCore.App", string more = "") =>
        $$"""{ "runtimeOptions": { "tfm": "net10.0", "framework": { "name": "{{framework}}", "version": "{{version}}" }{{more}} } }""";

    public TinyFunction Add(string path, string text) => Add(path, System.Text.Encoding.UTF8.GetBytes(text));

    public TinyFunction Add(string path, byte[] content)
    {
        _files[path] = content;
        return this;
    }

    /// <summary>With one method that has these texts, and calls these members, as <c>Namespace.Type.Member</c> of an assembly.</summary>
    public TinyFunction AddAssembly(string name, string[] texts, params (string Assembly, string Member)[] calls)
    {
        using var assembly = AssemblyDefinition.CreateAssembly(new AssemblyNameDefinition(name, new Version(1, 0)), name, ModuleKind.Dll);
        var module = assembly.MainModule;
        var type = new TypeDefinition(name, "Function", TypeAttributes.Public | TypeAttributes.Class, module.TypeSystem.Object);
        var method = new MethodDefinition("Handle", MethodAttributes.Public | MethodAttributes.Static, module.TypeSystem.Void);
        var code = method.Body.GetILProcessor();
        foreach (var text in texts)
        {
            code.Emit(OpCodes.Ldstr, text);
            code.Emit(OpCodes.Pop);
        }

        foreach ((var from, var member) in calls)
        {
            var reference = new AssemblyNameReference(from, new Version(1, 0));
            module.AssemblyReferences.Add(reference);
            var dot = member.EndsWith("..ctor", StringComparison.Ordinal) ? member.Length - ".ctor".Length - 1 : member.LastIndexOf('.');
            var space = member.LastIndexOf('.', dot - 1);
            code.Emit(OpCodes.Call, new MethodReference(member[(dot + 1)..], module.TypeSystem.Void, new TypeReference(member[..space], member[(space + 1)..dot], module, reference)));
        }

        code.Emit(OpCodes.Ret);
        type.Methods.Add(method);
        module.Types.Add(type);
        using var file = new MemoryStream();
        assembly.Write(file);
        return Add(name + ".dll", file.ToArray());
    }

    public string WriteFolder(TempFolder folder)
    {
        var path = folder["function"];
        foreach ((var name, var content) in _files)
        {
            _ = Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(path, name))!);
            File.WriteAllBytes(Path.Combine(path, name), content);
        }

        return path;
    }

    public string WriteZip(TempFolder folder)
    {
        var path = folder["function.zip"];
        using var zip = ZipFile.Open(path, ZipArchiveMode.Create);
        foreach ((var name, var content) in _files)
        {
            using var entry = zip.CreateEntry(name).Open();
            entry.Write(content);
        }

        return path;
    }
}
