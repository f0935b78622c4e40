namespace Pintle.Testing;

/// <summary>Puts programs of the host, with the libraries they are linked with, into a sandbox's root.</summary>
/// <param name="root">The root's folder, with <c>usr/bin</c> and <c>usr/lib64</c>.</param>
/// <param name="libraryFolders">Where the host has libraries.</param>
internal sealed class HostPrograms(string root, IReadOnlyList<string> libraryFolders)
{
    // Fixed places and not PATH, as for the tools that make the sandbox.
    private static readonly string[] Folders = ["/usr/bin", "/bin", "/usr/sbin", "/sbin", "/usr/local/bin"];

    // What provided.al2023 has: bash, coreutils, sed, grep, gawk, findutils, gzip, tar, curl. A shell's script needs no more: https://docs.aws.amazon.com/lambda/latest/dg/runtimes-walkthrough.html
    private static readonly string[] Names =
    [
        "bash", "env", "ls", "cat", "cp", "mv", "rm", "mkdir", "rmdir", "ln", "chmod", "chown", "chgrp", "touch", "mktemp", "mkfifo", "readlink", "realpath", "dirname", "basename", "pwd", "stat", "df", "du",
        "head", "tail", "cut", "tr", "sort", "uniq", "wc", "tee", "paste", "join", "comm", "split", "csplit", "fold", "fmt", "nl", "od", "tac", "rev", "expand", "unexpand", "shuf", "seq", "yes", "printf", "echo",
        "test", "[", "expr", "true", "false", "sleep", "date", "timeout", "nohup", "nice", "kill", "id", "whoami", "groups", "uname", "nproc", "hostname", "arch", "printenv", "tty", "sync", "truncate", "dd", "install",
        "md5sum", "sha1sum", "sha256sum", "sha512sum", "cksum", "sum", "base64", "base32", "coreutils", "sed", "grep", "egrep", "fgrep", "awk", "gawk", "mawk", "find", "xargs", "tar", "gzip", "gunzip", "zcat", "which",
        "getent", "curl", "diff", "cmp", "ldd", "getopt", "flock", "setsid",
    ];

    // In the root: each program's real file on the host, and the name it has got.
    private readonly Dictionary<string, string> _copied = new(StringComparer.Ordinal);

    /// <summary>The shell and what scripts call. Without bash, <c>sh</c> is the host's own.</summary>
    public void AddAll()
    {
        foreach (var name in Names)
            _ = Add(name);

        // On Amazon Linux, sh is bash.
        if (File.Exists(At("usr/bin/bash")))
            _ = File.CreateSymbolicLink(At("usr/bin/sh"), "bash");
        else
            _ = Add("sh");
    }

    /// <summary>One program, in <c>usr/bin</c> or elsewhere; false where the host has none that runs in this root.</summary>
    public bool Add(string name, string folder = "usr/bin")
    {
        if (Folders.Select(each => Path.Combine(each, name)).FirstOrDefault(File.Exists) is not { } found)
            return false;

        var real = File.ResolveLinkTarget(found, returnFinalTarget: true)?.FullName ?? found;
        var target = At($"{folder}/{name}");
        if (_copied.TryGetValue(real, out var other))
        {
            // One program of many names: it looks at the one that it was called by.
            _ = File.CreateSymbolicLink(target, $"/{other}");
            return true;
        }

        // A script has no libraries; its interpreter is here or it is not.
        if (!IsScript(real) && !AddLibrariesOf(real))
            return false;

        File.Copy(real, target);
        // Without the bits that would give another user's rights.
        UnixModes.Set(target, UnixModes.Executable);
        _copied[real] = $"{folder}/{name}";
        return true;
    }

    /// <summary>Adds what is missing, and what that needs in its turn; false where the host has a library in none of the usual folders.</summary>
    public bool AddLibrariesOf(string program)
    {
        if (NeededLibraries.Of(program) is not { } needed)
            return false;

        foreach (var name in needed)
        {
            var target = At($"usr/lib64/{name}");
            if (File.Exists(target) || name.StartsWith("ld-linux", StringComparison.Ordinal))
                continue;
            if (libraryFolders.Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists) is not { } found)
                return false;

            File.Copy(found, target);
            if (!AddLibrariesOf(found))
                return false;
        }

        return true;
    }

    private static bool IsScript(string path)
    {
        Span<byte> start = stackalloc byte[2];
        using var file = File.OpenRead(path);
        return file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == 2 && start.SequenceEqual("#!"u8);
    }

    private string At(string path) => Path.Combine(root, path);
}
