using System.Diagnostics;

namespace Pintle.TestSupport;

/// <summary>A machine that has the .NET SDK and a C compiler and nothing else that Pintle ever asks for: a root of its own, made of mounts, with the repository and NuGet's packages as they are here.</summary>
/// <remarks>What runs there writes to memory, above the repository, and changes nothing of it. It doesn't hide the network.</remarks>
public static class BareMachine
{
    private const int NotAllowed = 97;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(40);

    // What Debian calls essential, util-linux, and the C compiler with its binutils; the versions that names lead to are copied under those names.
    private const string Programs = """
        sh bash dash env ls cat cp mv rm mkdir rmdir ln chmod chown touch mktemp readlink realpath dirname basename pwd stat df du head tail cut tr sort uniq wc tee od tac seq printf echo test [ expr true false sleep
        date timeout nohup nice kill id whoami uname nproc hostname printenv truncate dd install md5sum sha256sum sha512sum base64 sed grep egrep awk mawk gawk find xargs tar gzip gunzip which getent diff cmp ldd
        getopt flock setsid mount umount unshare setpriv perl cc gcc cpp as ld ld.bfd ld.gold ar nm objcopy objdump ranlib readelf strip clang ld.lld llvm-objcopy
        """;

    // Arguments: an empty folder, the repository, NuGet's packages, the SDK's folder, the programs, the command, pivot_root.
    private const string Script = """
        set -eu
        root=$1 repository=$2 packages=$3 sdk=$4 programs=$5 command=$6 pivot=$7
        mount -t tmpfs none "$root" || exit 97
        mkdir -p "$root/usr/bin" "$root/tmp/home" "$root/var/tmp" "$root/run" "$root/.before"
        chmod 1777 "$root/tmp" "$root/var/tmp"
        for folder in /bin /sbin /lib /lib64; do
            if [ -L "$folder" ]; then ln -s "$(readlink "$folder")" "$root$folder"; elif [ -d "$folder" ]; then mkdir "$root$folder"; fi
        done
        [ -e "$root/usr/sbin" ] || ln -s bin "$root/usr/sbin"
        [ -e "$root/bin" ] && [ ! -L "$root/bin" ] && { rmdir "$root/bin"; ln -s usr/bin "$root/bin"; }
        for folder in /usr/lib /usr/lib64 /usr/libexec /usr/include /usr/share /etc /lib /lib64; do
            if [ -d "$folder" ] && [ ! -L "$folder" ]; then mkdir -p "$root$folder"; mount -o bind,ro "$folder" "$root$folder" || exit 97; fi
        done
        for folder in /proc /sys /dev; do mkdir "$root$folder"; mount --rbind "$folder" "$root$folder" || exit 97; done
        for name in $programs; do
            found=
            for folder in /usr/bin /bin /usr/sbin /sbin; do [ ! -e "$folder/$name" ] || { found=$folder/$name; break; }; done
            [ -n "$found" ] || continue
            real=$(realpath "$found")
            # A compiler that has a folder of its own looks for its files beside it.
            case "$real" in /usr/lib/*) ln -s "$real" "$root/usr/bin/$name" ;; *) cp "$real" "$root/usr/bin/$name" ;; esac
        done
        for folder in "$repository" "$packages"; do
            mkdir -p "$root$folder" "$root/.above$folder/files" "$root/.above$folder/work"
            layers=lowerdir=$folder,upperdir=$root/.above$folder/files,workdir=$root/.above$folder/work
            # With redirects folders can be renamed; not everybody may have them.
            mount -t overlay overlay -o "$layers,redirect_dir=on" "$root$folder" 2> /dev/null || mount -t overlay overlay -o "$layers" "$root$folder" || exit 97
        done
        if [ ! -e "$root$sdk" ]; then mkdir -p "$root$sdk"; mount -o bind,ro "$sdk" "$root$sdk" || exit 97; fi
        ln -s "$sdk/dotnet" "$root/usr/bin/dotnet"
        cd "$root"
        "$pivot" . .before || exit 97
        cd "$repository"
        umount -l /.before || exit 97
        exec env -i PATH=/usr/bin HOME=/tmp/home NUGET_PACKAGES="$packages" DOTNET_ROOT="$sdk" DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_CLI_UI_LANGUAGE=en NO_COLOR=1 \
            MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false sh -c "$command"
        """;

    /// <summary>Runs a command of the shell there, in the repository's folder.</summary>
    /// <returns>Its exit code and what it printed to either stream.</returns>
    /// <exception cref="MissingToolException">This machine lets nobody make such a root.</exception>
    public static async Task<(int ExitCode, string Printed)> RunAsync(string command, CancellationToken cancellationToken)
    {
        var (unshare, pivot) = Require();
        var sdk = Path.GetDirectoryName(Path.GetFullPath(Real(RequiredTools.Find("dotnet", "dotnet-sdk-10.0"))))!;
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        using var root = new ScratchFolder();
        string[] rights = Environment.UserName == "root" ? [] : ["--map-root-user"];
        var start = new ProcessStartInfo(unshare, ["--mount", .. rights, "sh", "-c", Script, "bare", root.Path, Repository.Root.TrimEnd('/'), packages, sdk, Programs.ReplaceLineEndings(" "), command, pivot])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var printed = Task.WhenAll(process.StandardOutput.ReadToEndAsync(CancellationToken.None), process.StandardError.ReadToEndAsync(CancellationToken.None));
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        var all = string.Concat(await printed.ConfigureAwait(false));
        return process.ExitCode == NotAllowed || all.StartsWith("unshare: ", StringComparison.Ordinal)
            ? throw new MissingToolException($"Needs mount namespaces and overlayfs, which this machine does not allow: {all.Trim()}")
            : (process.ExitCode, all);
    }

    /// <summary>What makes the root. To be asked before anything is built for it.</summary>
    /// <exception cref="MissingToolException">It is not installed.</exception>
    public static (string Unshare, string PivotRoot) Require() =>
        (RequiredTools.Find("unshare", "util-linux"),

        // Not everybody has the administrator's programs on the PATH.
        RequiredTools.Find("pivot_root", "util-linux", $"{Environment.GetEnvironmentVariable("PATH")}:/usr/sbin:/sbin"));

    private static string Real(string path) => File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
}
